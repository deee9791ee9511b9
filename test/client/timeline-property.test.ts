import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Change, fold, type Message, type Reaction } from '@realtime-chat/protocol';
import fc from 'fast-check';
import type { ChatMessage } from '../../widget/src/client/sync/chat-message.ts';
import { Timeline } from '../../widget/src/client/sync/timeline.ts';

type Entry = (Message & { type: 'message' }) | Change | { seq: number; type: 'poll' };

/** One thing that somebody does; `at` chooses the message that it is about. */
const steps = fc.record({
  type: fc.constantFrom('message', 'message', 'answer', 'edit', 'delete', 'react', 'react', 'react', 'poll'),
  sender: fc.constantFrom('ann', 'bob', 'cat'),
  at: fc.nat({ max: 20 }),
  text: fc.constantFrom('one', 'two', 'three'),
  emoji: fc.constantFrom('👍', '🎉'),
  on: fc.boolean(),
});
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

/** The log that a relay would write of it. */
function logOf(steps: readonly Step[]): Entry[] {
  const log: Entry[] = [];
  for (const { type, sender, at, text: message, emoji, on } of steps) {
    const seq = log.length + 1;
    const entry = { seq, id: `id ${seq}`, time: seq, sender };
    const known = messagesOf(log);
    const target = known[at % Math.max(1, known.length)];
    if (type === 'poll') log.push({ seq, type });
    else if (type === 'message' || !target)
      log.push({ ...entry, type: 'message', username: sender, message });
    else if (type === 'answer') log.push({ ...entry, type: 'message', message, reply: target.seq });
    else if (type === 'edit') log.push({ ...entry, type, target: target.seq, message });
    else if (type === 'delete') log.push({ ...entry, type, target: target.seq });
    else {
      const given = target.reactions?.find((each) => each.emoji === emoji)?.people ?? [];
      const count = given.filter(({ id }) => id !== sender).length + Number(on);
      log.push({ ...entry, type, target: target.seq, username: sender, emoji, on, count });
    }
  }
  return log;
}

/** How the messages read after these entries. */
function messagesOf(log: readonly Entry[]): Message[] {
  const messages = new Map<number, Message>();
  for (const entry of log) {
    if (entry.type === 'message') {
      const { type: _, ...message } = entry;
      messages.set(entry.seq, message);
    } else if (entry.type !== 'poll') {
      const message = messages.get(entry.target);
      if (message) messages.set(entry.target, fold(message, entry));
    }
  }
  return [...messages.values()];
}

/** What of a message can be compared. Where two emoji came before those who read them, their order may differ. */
function comparable(messages: readonly (Message | ChatMessage)[]): unknown {
  const sorted = (reactions: readonly Reaction[] | undefined): unknown =>
    reactions?.length ? reactions.toSorted((one, other) => (one.emoji < other.emoji ? -1 : 1)) : undefined;
  return messages.map(({ seq, id, time, sender, username, message, reply, edited, deleted, reactions }) => ({
    seq,
    id,
    time,
    sender,
    username,
    message,
    reply,
    edited,
    deleted,
    reactions: sorted(reactions),
  }));
}

/** A log, how far it was when somebody came in and how far the relay read when it told, and ways for the rest to come. */
const arrivals = fc
  .record({
    steps: fc.array(steps, { maxLength: 25, size: 'max' }),
    entered: fc.nat(),
    ahead: fc.nat(),
    firstShown: fc.nat(),
    pageAfter: fc.nat(),
  })
  .chain(({ steps, entered, ahead, firstShown, pageAfter }) => {
    const log = logOf(steps);
    const head = entered % (log.length + 1);
    const once = fc.shuffledSubarray(log, { minLength: log.length });
    const again = fc.array(fc.shuffledSubarray(log), { maxLength: 3, size: 'max' });
    return fc.record({
      log: fc.constant(log),
      head: fc.constant(head),
      read: fc.constant(head + (ahead % (log.length - head + 1))),
      firstShown: fc.constant(firstShown),
      pageAfter: fc.constant(pageAfter),
      frames: fc
        .tuple(once, again, fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }))
        .map(([all, more, sizes]) => framesOf([...all, ...more.flat()], sizes)),
    });
  });

function framesOf(entries: readonly Entry[], sizes: readonly number[]): Entry[][] {
  const frames: Entry[][] = [];
  for (let at = 0; at < entries.length;) {
    const size = sizes[frames.length % sizes.length] ?? 1;
    frames.push(entries.slice(at, at + size));
    at += size;
  }
  return frames;
}

test('in whatever order, batches and number entries come, the messages read as the log, folded', () => {
  const holds = fc.property(arrivals, ({ log, head, frames }) => {
    const timeline = new Timeline();
    timeline.me = 'ann';
    timeline.reset('epoch', head, messagesOf(log.slice(0, head)));
    const told: (number | undefined)[] = [];
    for (const frame of frames) {
      told.push(...timeline.apply('epoch', frame).map(({ seq }) => seq));
      const { seq = 0 } = timeline.position ?? {};
      // What is there at any moment is the log up to some place, and nothing beyond it.
      assert.deepEqual(comparable(timeline.messages), comparable(messagesOf(log.slice(0, seq))));
    }
    const expected = messagesOf(log);
    assert.deepEqual(comparable(timeline.messages), comparable(expected));
    assert.deepEqual(timeline.position, { epoch: 'epoch', seq: log.length });
    assert.equal(timeline.hasGap, false);
    const news = expected.filter(({ seq }) => seq > head).map(({ seq }) => seq);
    assert.deepEqual(told, news, 'each new message is told once, in order');
    assert.ok(timeline.messages.every(({ own, sender }) => own === (sender === 'ann')));
  });
  fc.assert(holds, { numRuns: 500 });
});

test('the messages read as the log, too, if the answer to a join is ahead and older pages arrive in between', () => {
  const holds = fc.property(arrivals, ({ log, head, read, firstShown, pageAfter, frames }) => {
    const timeline = new Timeline();
    const known = messagesOf(log.slice(0, read)).filter(({ seq }) => seq <= head);
    const shown = known.slice(firstShown % (known.length + 1));
    timeline.reset('epoch', head, shown);
    for (const [index, frame] of frames.entries()) {
      const { oldest = Infinity } = timeline;
      if (index === pageAfter % frames.length) {
        // A page may reach into what is there already.
        timeline.prepend(messagesOf(log).filter(({ seq }) => seq <= oldest && seq <= head));
      }
      timeline.apply('epoch', frame);
    }
    const first = timeline.oldest ?? 0;
    assert.deepEqual(
      comparable(timeline.messages),
      comparable(messagesOf(log).filter(({ seq }) => seq >= first)),
    );
  });
  fc.assert(holds, { numRuns: 500 });
});
