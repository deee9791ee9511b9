import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Draft } from '../../relay/src/log/entry-types.ts';
import type { AppendResult } from '../../relay/src/log/log.ts';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { silent } from '../../relay/src/logger.ts';
import { Moderation } from '../../relay/src/moderation/moderation.ts';
import { Refusal } from '../../relay/src/refusal.ts';

/** Fails to append once, though it stores the restrictions. */
class FailingLog extends MemoryLog {
  fails = false;

  override append(room: string, draft: Draft): Promise<AppendResult> {
    if (!this.fails) return super.append(room, draft);
    this.fails = false;
    return Promise.reject(new Refusal('unavailable', 'the store cannot be written to'));
  }
}

test('the restrictions agree with the log, also when an action was retried after another one', async () => {
  const log = new FailingLog();
  const moderation = await Moderation.open(log, silent);
  const about = { room: 'lobby', person: 'user:ann' };
  const mute = { ...about, action: 'mute', id: 'mute-mute-mute-mute' } as const;
  const unmute = { ...about, action: 'unmute', id: 'unmute-unmute-unmute' } as const;

  log.fails = true;
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
