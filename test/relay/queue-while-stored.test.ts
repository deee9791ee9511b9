import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { silent } from '../../relay/src/logger.ts';
import { ReviewQueue } from '../../relay/src/moderation/review-queue/review-queue.ts';
import { draft } from './log-entries.ts';

/** A log that stores when the test allows it. */
class SlowNotes extends MemoryLog {
  store = (): void => {};
  readonly #allowed = new Promise<void>((resolve) => (this.store = resolve));

  override async note(...args: Parameters<MemoryLog['note']>): Promise<void> {
    await this.#allowed;
    await super.note(...args);
  }
}

test('a moderator that requests the queue while a held message is being stored does not lose it', async () => {
  const log = new SlowNotes();
  const queue = await ReviewQueue.open(log, silent);
  const held = queue.hold('lobby', draft('example.com'), '127.0.0.1');
  const before = queue.list('lobby');
  // By now the request has read all items.
  await setImmediate();
  log.store();
  assert.deepEqual((await before).items, []);
  await held;
  const { items } = await queue.list('lobby');
  assert.deepEqual([items.length, queue.count('lobby')], [1, 1]);
});
