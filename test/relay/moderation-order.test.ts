import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Draft } from '../../relay/src/log/entry-types.ts';
import type { AppendResult } from '../../relay/src/log/log.ts';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { silent } from '../../relay/src/logger.ts';
import { Moderation } from '../../relay/src/moderation/moderation.ts';
import { Refusal } from '../../relay/src/refusal.ts';

/** A log whose next append can be made to fail, after the restrictions were stored. */
class FailingLog extends MemoryLog {
  failsNextAppend = false;

  override append(room: string, draft: Draft): Promise<AppendResult> {
    if (!this.failsNextAppend) return super.append(room, draft);
    this.failsNextAppend = false;
    return Promise.reject(new Refusal('unavailable', 'the store cannot be written to'));
  }
}

test('the restrictions agree with the log, even if an action failed and is retried after a later action', async () => {
  const log = new FailingLog();
  const moderation = await Moderation.open(log, silent);
  const about = { room: 'lobby', person: 'user:ann' };
  const mute = { ...about, action: 'mute', id: 'mute-mute-mute-mute' } as const;
  const unmute = { ...about, action: 'unmute', id: 'unmute-unmute-unmute' } as const;

  log.failsNextAppend = true;
  await assert.rejects(moderation.apply('user:mona', mute), { code: 'unavailable' });
  await moderation.apply('user:omar', unmute);
  await moderation.apply('user:mona', mute);

  const entries = await log.entriesAfter('lobby', 0, 10);
  assert.deepEqual(
    entries.map((entry) => entry.type === 'moderate' && entry.action),
    ['unmute', 'mute'],
  );
  assert.deepEqual(Object.keys(moderation.restrictions('lobby').muted), ['user:ann']);
});
