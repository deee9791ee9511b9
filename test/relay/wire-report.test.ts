import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { type Logger, Refusal, type Report } from '@realtime-chat/relay';
import { MemoryLog } from '../../relay/lib/log/memory/memory-log.js';
import { Inbox } from '../support/inbox.ts';
import { newRelay } from '../support/relay.ts';
import { newId, newMember, refused, said } from '../support/wire-client.ts';

function newLogger(): { logger: Logger; told: Inbox<{ level: string; details: object; words: string }> } {
  const told = new Inbox<{ level: string; details: object; words: string }>();
  const at = (level: string) => (details: object, words: string) => told.put({ level, details, words });
  return { logger: { error: at('error'), warn: at('warn'), info: () => {} }, told };
}

function codeOf({ details }: { details: object }): unknown {
  return 'code' in details && details.code;
}

async function newRoom(t: TestContext, onReport?: (report: Report) => unknown) {
  const { logger, told } = newLogger();
  const { url } = await newRelay(t, { logger, ...(onReport && { onReport }) });
  return { ann: await newMember(t, url, 'Ann'), bob: await newMember(t, url, 'Bob'), told };
}

test('a report is logged without the message’s text, and the hook gets the text', async (t) => {
  const reports = new Inbox<Report>();
  const { ann, bob, told } = await newRoom(t, (report) => reports.put(report));
  const target = await said(ann, 'something rude');
  const [{ me: author }, { me: reporter }] = [await ann.join(), await bob.join()];
  assert.deepEqual(await bob.ask('report', { room: 'lobby', target }), { ok: true });

  const details = {
    code: 'message_reported',
    room: 'lobby',
    ...target,
    sender: author.id,
    reporter: reporter.id,
  };
  assert.deepEqual(told.all, [{ level: 'warn', details, words: 'a message was reported' }]);
  const { room, message, reporter: told2 } = await reports.first('the report');
  assert.deepEqual([room, message.message, message.id], ['lobby', 'something rude', target.id]);
  assert.deepEqual(told2, { id: reporter.id, username: 'Bob' });
});

test('a repeated report gets the same answer, and has no effect', async (t) => {
  const reports = new Inbox<Report>();
  const { ann, bob, told } = await newRoom(t, (report) => reports.put(report));
  const [target, other] = [await said(ann, 'something rude'), await said(ann, 'and ruder')];
  for (const client of [bob, bob, ann, bob]) {
    assert.deepEqual(await client.ask('report', { room: 'lobby', target }), { ok: true });
  }
  assert.deepEqual(await bob.ask('report', { room: 'lobby', target: other }), { ok: true });
  await reports.many(3, 'reports');
  assert.deepEqual(
    reports.all.map(({ message, reporter }) => [message.seq, reporter.username]),
    [
      [target.seq, 'Bob'],
      [target.seq, 'Ann'],
      [other.seq, 'Bob'],
    ],
  );
  const lines = await told.until('a line that counts the rest', (all) => all.length === 2 && all);
  assert.deepEqual(
    lines.map(({ details }) => 'suppressed' in details && details.suppressed),
    [false, 1],
  );
});

test('a message that is missing or deleted cannot be reported', async (t) => {
  const reports = new Inbox<Report>();
  const { ann, bob, told } = await newRoom(t, (report) => reports.put(report));
  const [target, gone] = [await said(ann, 'hello'), await said(ann, 'gone')];
  await ann.remove(gone);
  for (const wrong of [{ ...target, seq: 99 }, { ...target, seq: 0 }, { ...target, id: newId() }, gone]) {
    assert.equal(refused(await bob.ask('report', { room: 'lobby', target: wrong })).code, 'not_found');
  }
  assert.deepEqual([told.all, reports.all], [[], []]);
});

test('a failing hook is logged, and the reporter does not notice', async (t) => {
  const failures = [
    (): never => {
      throw new Error('at once');
    },
    () => Promise.reject(new Error('later')),
    () => Promise.reject(new Refusal('unavailable', 'no report is taken')),
  ];
  for (const fail of failures) {
    const { ann, bob, told } = await newRoom(t, fail);
    const target = await said(ann, 'hello');
    assert.deepEqual(await bob.ask('report', { room: 'lobby', target }), { ok: true });
    await told.first('the failure', ({ details }) => 'code' in details && details.code === 'hook_failed');
    // A second log line about the failure would precede the answer to a later request.
    await bob.say('still here');
    assert.deepEqual(told.all.map(codeOf), ['message_reported', 'hook_failed']);
  }
});

test('a report that is repeated while the first is being stored gets the same answer', async (t) => {
  const reports = new Inbox<Report>();
  const note = t.mock.method(MemoryLog.prototype, 'putMeta');
  const { ann, bob } = await newRoom(t, (report) => reports.put(report));
  const target = await said(ann, 'something rude');
  const stored = new Inbox<(error?: Error) => void>();
  note.mock.mockImplementationOnce(
    () => new Promise<void>((resolve, reject) => stored.put((error) => (error ? reject(error) : resolve()))),
  );
  const first = bob.ask('report', { room: 'lobby', target });
  const settle = await stored.first('the storing');
  const second = bob.ask('report', { room: 'lobby', target });
  // The relay answers this request after it has read the second report.
  await bob.join();
  settle(new Error('the disk is full'));
  for (const answer of [await first, await second]) assert.equal(refused(answer).code, 'unavailable');
  assert.deepEqual(await bob.ask('report', { room: 'lobby', target }), { ok: true });
  assert.equal((await reports.first('the report')).message.seq, target.seq);
});

test('a report that could not be stored does not count: it can be tried again', async (t) => {
  const reports = new Inbox<Report>();
  const note = t.mock.method(MemoryLog.prototype, 'putMeta');
  const { ann, bob } = await newRoom(t, (report) => reports.put(report));
  const target = await said(ann, 'something rude');
  note.mock.mockImplementationOnce(() => Promise.reject(new Error('the disk is full')));
  const { code, retryAfter } = refused(await bob.ask('report', { room: 'lobby', target }));
  assert.deepEqual([code, retryAfter], ['unavailable', 5]);
  assert.deepEqual(await bob.ask('report', { room: 'lobby', target }), { ok: true });
  assert.equal((await reports.first('the report')).message.seq, target.seq);
  assert.equal(note.mock.calls.filter(({ arguments: [kind] }) => kind === 'queue').length, 2);
});
