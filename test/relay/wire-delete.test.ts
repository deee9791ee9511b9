import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRelayProcess, runCli } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { holds } from '../support/holds.ts';
import { newRelay } from '../support/relay.ts';
import { changing, newMember, newWireClient, refused, said } from '../support/wire-client.ts';

test('a deleted message keeps its seq but loses its text, for everybody', async (t) => {
  const { url } = await newRelay(t);
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  const { me, epoch } = await ann.join();
  const [before, target, after] = [
    await said(bob, 'before'),
    await said(ann, 'a secret'),
    await said(bob, 'after'),
  ];
  await ann.edit(target, 'another secret');
  await bob.react(target, '👍');
  const { seq, time } = await ann.remove(target);

  const entry = await bob.hearsEntry(seq);
  holds(entry, { type: 'delete', seq: 6, time, sender: me.id, target: target.seq });
  const { messages = [] } = await bob.join();
  assert.deepEqual(
    messages.map(({ seq, message, deleted }) => [seq, message, deleted]),
    [
      [before.seq, 'before', undefined],
      [target.seq, '', true],
      [after.seq, 'after', undefined],
    ],
  );
  assert.deepEqual(Object.keys(messages[1] ?? {}).toSorted(), [
    'deleted',
    'id',
    'message',
    'sender',
    'seq',
    'time',
    'username',
  ]);

  const delta = await bob.join({ since: { epoch, seq: 0 } });
  assert.equal(delta.entries?.length, 6);
  const answers = JSON.stringify([delta, messages, await bob.history(100)]);
  assert.ok(!answers.includes('secret'), answers);
});

test('nobody can delete the messages of others', async (t) => {
  const { url } = await newRelay(t);
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  const target = await said(ann, 'hello');
  assert.equal(refused(await bob.ask('delete', changing(target))).code, 'forbidden');
  assert.equal((await bob.join()).messages?.[0]?.message, 'hello');
});

test('an export has no deleted texts, and an import keeps messages deleted', async (t) => {
  const data = await newFolder(t);
  const relay = await newRelayProcess(t, { data });
  const ann = await newMember(t, relay.url, 'Ann');
  const target = await said(ann, 'a secret');
  await ann.edit(target, 'another secret');
  const edited = await said(ann, 'helo');
  await ann.edit(edited, 'hello');
  await ann.react(edited, '🎉');
  await ann.remove(target);
  const { messages } = await ann.join();

  const { code, stdout } = await runCli(['export', '--room', 'lobby', '--data', data]);
  assert.equal(code, 0);
  assert.equal(stdout.trim().split('\n').length, 6);
  assert.ok(stdout.includes('hello') && !stdout.includes('secret') && !stdout.includes('helo"'), stdout);
  assert.ok(!stdout.includes('textIn'));

  const { importRoom } = await import('../support/import-room.mjs');
  const copy = await newFolder(t);
  await importRoom({
    data: copy,
    room: 'lobby',
    entries: stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  });
  const elsewhere = await newRelay(t, { data: copy });
  assert.deepEqual((await (await newWireClient(t, elsewhere.url)).join()).messages, messages);
});

test('a client of the classic tutorial gets messages, and no changes', async (t) => {
  const { url } = await newRelay(t, { greeting: '' });
  const [ann, old] = [await newMember(t, url, 'Ann'), await newWireClient(t, url, { auth: {} })];
  const heard: object[] = [];
  old.socket.onAny((event: string, words: object) => heard.push({ event, ...words }));
  await ann.members.first('both', ({ count }) => count === 2);
  const target = await said(ann, 'hello');
  await ann.edit(target, 'hello!');
  await ann.react(target, '👍');
  await ann.say('answer', { reply: target });
  await ann.remove(target);
  ann.socket.emit('typing', { room: 'lobby' });
  ann.socket.emit('seen', { room: 'lobby', seq: 1 });
  const last = new Promise((resolve) =>
    old.socket.on('message', ({ message }) => message === 'last' && resolve(0)),
  );
  await ann.say('last');
  await last;
  assert.deepEqual(
    heard.map((words) => [Object.keys(words).toSorted().join(' '), 'message' in words && words.message]),
    ['hello', 'answer', 'last'].map((text) => ['event id message seq time username', text]),
  );
});
