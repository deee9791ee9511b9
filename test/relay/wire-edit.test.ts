import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newFolder } from '../support/folder.ts';
import { newRelay } from '../support/relay.ts';
import { changing, newId, newMember, newWireClient, refused, said } from '../support/wire-client.ts';

test('an edit reaches everybody in the room, and later readers get the new text only', async (t) => {
  const { url } = await newRelay(t);
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  const { me, epoch } = await ann.join();
  const target = await said(ann, 'helo');
  const id = newId();
  const { seq, time } = await ann.edit(target, 'hello', { id });

  const entry = { type: 'edit', seq: 2, id, time, sender: me.id, target: target.seq, message: 'hello' };
  for (const client of [ann, bob]) assert.deepEqual(await client.hearsEntry(seq), entry);
  const late = await newWireClient(t, url);
  const { head, messages } = await late.join();
  assert.equal(head, 2);
  assert.deepEqual(
    messages?.map(({ seq, message, edited }) => [seq, message, edited]),
    [[1, 'hello', time]],
  );
  assert.deepEqual((await late.history(100)).messages, messages);

  const delta = await late.join({ since: { epoch, seq: 1 } });
  assert.deepEqual([delta.mode, delta.entries], ['delta', [entry]]);
});

test('a replaced text is in no later answer, not in the entry of the edit either', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const target = await said(ann, 'the first secret');
  await ann.edit(target, 'the second secret');
  await ann.edit(target, 'harmless');

  const { epoch } = await ann.join();
  const delta = await ann.join({ since: { epoch, seq: 0 } });
  assert.equal(delta.entries?.length, 3);
  const answers = JSON.stringify([delta, await ann.join(), await ann.history(100)]);
  assert.ok(answers.includes('harmless') && !answers.includes('secret'), answers);
});

test('nobody can edit messages of others, nor those of the relay itself', async (t) => {
  const relay = await newRelay(t);
  const [ann, bob] = [await newMember(t, relay.url, 'Ann'), await newMember(t, relay.url, 'Bob')];
  const target = await said(ann, 'hello');
  assert.equal(refused(await bob.ask('edit', changing(target, { message: 'bye' }))).code, 'forbidden');

  await relay.publish('lobby', { message: 'we close at six' });
  const notice = await bob.hears('we close at six');
  assert.equal(refused(await bob.ask('edit', changing(notice, { message: 'never' }))).code, 'forbidden');
  assert.deepEqual(
    (await bob.join()).messages?.map(({ message }) => message),
    ['hello', 'we close at six'],
  );
});

test('people can edit their own messages within the edit window, and not a moment longer', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2025, 0, 1) });
  // A short window, because a client takes a jump of its clock for a long silence.
  const { url } = await newRelay(t, { editWindow: 0.05 });
  const ann = await newMember(t, url, 'Ann');
  assert.equal((await ann.join()).editWindow, 3000);
  const target = await said(ann, 'hello');

  t.mock.timers.setTime(Date.now() + 2999);
  const request = changing(target, { message: 'hello!' });
  const answer = await ann.ask('edit', request);
  assert.equal(answer.ok, true);
  t.mock.timers.setTime(Date.now() + 1);
  for (const event of ['edit', 'delete']) {
    const error = refused(await ann.ask(event, changing(target, { message: 'late' })));
    assert.deepEqual([error.code, error.retryAfter], ['too_late', undefined]);
  }
  // The first attempt was in time, although its answer was lost.
  assert.deepEqual(await ann.ask('edit', request), { ...answer, duplicate: true });
});

test('an edit window of 0 allows no changes', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2025, 0, 1) });
  const { url } = await newRelay(t, { editWindow: 0 });
  const ann = await newMember(t, url, 'Ann');
  assert.equal((await ann.join()).editWindow, 0);
  const target = await said(ann, 'hello');
  // Not even if its clock is set back.
  for (const off of [0, -60_000]) {
    t.mock.timers.setTime(Date.now() + off);
    assert.equal(refused(await ann.ask('edit', changing(target, { message: 'x' }))).code, 'too_late');
    assert.equal(refused(await ann.ask('delete', changing(target))).code, 'too_late');
  }
  assert.equal((await ann.react(target, '👍')).seq, 2);
});

test('a change is refused if its target is missing, another message, a change itself, or deleted', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const [kept, gone] = [await said(ann, 'kept'), await said(ann, 'gone')];
  await ann.remove(gone);
  const id = newId();
  const { seq } = await ann.edit(kept, 'kept!', { id });

  for (const target of [
    { ...kept, seq: 99 },
    { ...kept, seq: 0 },
    { ...kept, id: newId() },
    { seq, id },
    gone,
  ]) {
    const words = { message: 'x', emoji: '👍', on: true };
    for (const event of ['edit', 'delete', 'react']) {
      const { code, retryAfter } = refused(await ann.ask(event, changing(target, words)));
      assert.deepEqual([event, code, retryAfter], [event, 'not_found', undefined]);
    }
  }
  assert.equal((await ann.join()).head, 4);
});

test('a client that is not in the room cannot change its messages', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const target = await said(ann, 'hello');
  await ann.ask('leave', { room: 'lobby' });
  const words = { message: 'x', emoji: '👍', on: true };
  for (const event of ['edit', 'delete', 'react', 'report']) {
    assert.equal(refused(await ann.ask(event, changing(target, words))).code, 'not_joined', event);
  }
});

test('a malformed change is refused, and the error names the field', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const target = await said(ann, 'hello');
  const good = { message: 'x', emoji: '👍', on: true };
  const bad: [event: string, words: object, reason: RegExp][] = [
    ['edit', { message: ' ' }, /^message must not be empty/],
    ['edit', { message: '\u200b\u3164' }, /^message must not be empty/],
    ['edit', { message: undefined }, /^message is missing/],
    ['edit', { message: 'x'.repeat(8001) }, /^message must have at most/],
    ['edit', { target: 1 }, /^target must be/],
    ['edit', { target: { seq: -1, id: target.id } }, /^target.seq must not/],
    ['delete', { target: { seq: 1 } }, /^target.id is missing/],
    ['delete', { id: 'short' }, /^id must be/],
    ['react', { emoji: 'a' }, /^emoji must be one emoji/],
    ['react', { emoji: '👍👍' }, /^emoji must be one emoji/],
    ['react', { on: 'yes' }, /^on must be true or false/],
    ['report', { target: undefined }, /^target is missing/],
  ];
  for (const [event, words, reason] of bad) {
    const { code, message } = refused(await ann.ask(event, changing(target, { ...good, ...words })));
    assert.equal(code, 'invalid');
    assert.match(message, reason);
  }
  assert.equal((await ann.join()).head, 1);
});

test('a retried change, whose acknowledgement was lost, is made once', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const target = await said(ann, 'hello');
  const requests = {
    react: changing(target, { emoji: '👍', on: true }),
    edit: changing(target, { message: 'hello!' }),
    delete: changing(target),
  };
  const answers = new Map<string, object>();
  for (const [event, request] of Object.entries(requests)) answers.set(event, await ann.ask(event, request));
  for (const [event, request] of Object.entries(requests)) {
    assert.deepEqual(await ann.ask(event, request), { ...answers.get(event), duplicate: true });
  }
  assert.equal((await ann.join()).head, 4);
  const other = { ...requests.react, emoji: '🎉' };
  assert.equal(refused(await ann.ask('react', other)).code, 'conflict');
});

test('changes survive a restart, and can be changed again after it', async (t) => {
  const data = await newFolder(t);
  const before = await newRelay(t, { data });
  const ann = await newMember(t, before.url, 'Ann');
  const { me } = await ann.join();
  const [first, second] = [await said(ann, 'one'), await said(ann, 'two')];
  const request = changing(first, { message: 'one!' });
  const answer = await ann.ask('edit', request);
  await ann.react(first, '👍');
  await ann.remove(second);
  const { messages } = await ann.join();
  await before.close();

  const after = await newRelay(t, { data });
  const again = await newMember(t, after.url, 'Ann', { auth: { protocol: 1, session: me.session } });
  assert.deepEqual((await again.join()).messages, messages);
  assert.deepEqual(await again.ask('edit', request), { ...answer, duplicate: true });
  await again.edit(first, 'one!!');
  const [changed] = (await again.join()).messages ?? [];
  assert.deepEqual([changed?.message, changed?.reactions?.[0]?.count], ['one!!', 1]);
});
