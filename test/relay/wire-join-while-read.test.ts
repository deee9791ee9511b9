import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { MemoryLog } from '../../relay/lib/log/memory/memory-log.js';
import { Inbox } from '../support/inbox.ts';
import { newRelay } from '../support/relay.ts';
import { newMember, newWireClient } from '../support/wire-client.ts';

/** Holds back what is first read of the log, as it was when it was read, until it is released. */
function holdFirstRead(t: TestContext) {
  const reads = new Inbox<true>();
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  for (const method of ['messagesBefore', 'entriesAfter'] as const) {
    const original: Read = Reflect.get(MemoryLog.prototype, method);
    const held = new Proxy(original, {
      async apply(read, log: MemoryLog, words: Parameters<Read>) {
        const found = await Reflect.apply(read, log, words);
        reads.put(true);
        if (reads.all.length === 1) await released;
        return found;
      },
    });
    t.mock.method(MemoryLog.prototype, method, held);
  }
  return { isRead: reads.first('the reading of the log'), release };
}

type Read = (room: string, seq: number, limit: number) => Promise<object[]>;

const seqsOf = (entries: readonly { seq: number }[] = []): number[] => entries.map(({ seq }) => seq);

test('who joins while others talk gets what came while the log was read', async (t) => {
  const { url } = await newRelay(t, { greeting: '' });
  const ben = await newMember(t, url, 'Ben');
  await ben.say('before');
  const ann = await newWireClient(t, url);
  const { isRead, release } = holdFirstRead(t);
  const joining = ann.join({ username: 'Ann' });
  await isRead;
  await ben.say('meanwhile');
  // It has gone out to those who are in.
  await ben.hears('meanwhile');
  release();
  const { head, messages } = await joining;
  assert.deepEqual([head, seqsOf(messages)], [2, [1, 2]]);
  await ben.say('after');
  await ann.hears('after');
  assert.deepEqual(seqsOf(ann.heard()), [3]);
});

test('who comes back while others talk gets what came while the log was read', async (t) => {
  const { url } = await newRelay(t, { greeting: '' });
  const ben = await newMember(t, url, 'Ben');
  const { epoch } = await ben.say('before');
  const ann = await newWireClient(t, url);
  const { isRead, release } = holdFirstRead(t);
  const joining = ann.join({ username: 'Ann', since: { epoch, seq: 0 } });
  await isRead;
  await ben.say('meanwhile');
  await ben.hears('meanwhile');
  release();
  const { mode, head, entries } = await joining;
  assert.deepEqual([mode, head, seqsOf(entries)], ['delta', 2, [1, 2]]);
  await ben.say('after');
  await ann.hears('after');
  assert.deepEqual(seqsOf(ann.heard()), [3]);
});
