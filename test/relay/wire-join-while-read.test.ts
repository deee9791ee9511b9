import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { MemoryLog } from '../../relay/lib/log/memory/memory-log.js';
import { Inbox } from '../support/inbox.ts';
import { newRelay } from '../support/relay.ts';
import { newMember, newWireClient } from '../support/wire-client.ts';

/** Delays the first read of the log until it is released; its result is from before the delay. */
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

test('a join during a conversation includes the messages that arrive while the log is read', async (t) => {
  const { url } = await newRelay(t, { greeting: '' });
  const ben = await newMember(t, url, 'Ben');
  await ben.say('before');
  const ann = await newWireClient(t, url);
  const { isRead, release } = holdFirstRead(t);
  const joining = ann.join({ username: 'Ann' });
  await isRead;
  await ben.say('meanwhile');
  // The members have got it by now.
  await ben.hears('meanwhile');
  release();
  const { head, messages } = await joining;
  assert.deepEqual([head, seqsOf(messages)], [2, [1, 2]]);
  await ben.say('after');
  await ann.hears('after');
  assert.deepEqual(seqsOf(ann.heard()), [3]);
});

test('so does a join after a reconnect', async (t) => {
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
