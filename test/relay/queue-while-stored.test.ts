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

  override async putMeta(...args: Parameters<MemoryLog['putMeta']>): Promise<void> {
    await this.#allowed;
    await super.putMeta(...args);
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

/** A log that refuses notes while the test says so. */
class RefusingNotes extends MemoryLog {
  refuses = false;

  override async putMeta(...args: Parameters<MemoryLog['putMeta']>): Promise<void> {
    if (this.refuses) throw new Error('the disk is full');
    await super.putMeta(...args);
  }
}

test('an item that could not be removed waits in its old place', async () => {
  const log = new RefusingNotes();
  const queue = await ReviewQueue.open(log, silent);
  for (const text of ['one', 'two', 'three']) await queue.hold('lobby', draft(text), '127.0.0.1');
  const idsOf = async (): Promise<string[]> => (await queue.list('lobby')).items.map(({ id }) => id);
  const before = await idsOf();
  log.refuses = true;
  await assert.rejects(queue.resolve('lobby', before[0] ?? '', false), /full/);
  log.refuses = false;
  assert.deepEqual(await idsOf(), before);
});
