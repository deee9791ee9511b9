import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newFolder } from '../support/folder.ts';
import { newRelay } from '../support/relay.ts';
import { startRelayProcess } from '../support/relay-process.mjs';
import { enteredRoom, newRoom, online, shows } from '../support/room.ts';

/** Bytes of more than two parts of an upload. */
const film = new Blob([new Uint8Array(1_300_000).fill(7)]);

test('files go with a message, with or without a text, and others read them', async (t) => {
  const { url } = await newRelay(t, { data: await newFolder(t) });
  const ann = await enteredRoom(t, url, { username: 'Ann' });
  const bob = await enteredRoom(t, url, { username: 'Bob' });
  const sent = await ann.send('', undefined, [
    { data: film, name: 'film.bin' },
    new File(['hello'], 'greeting.txt', { type: 'text/plain' }),
  ]);
  assert.equal(sent.message, '');
  assert.deepEqual(
    sent.files?.map(({ name, size }) => [name, size]),
    [
      ['film.bin', 1_300_000],
      ['greeting.txt', 5],
    ],
  );
  const heard = await shows(bob, 'the files', () => bob.messages.find(({ files }) => files));
  assert.equal(heard.files?.length, 2);
  await ann.send('a caption', sent, [{ data: new Blob(['x']), name: 'x.txt', alt: 'One letter' }]);
  const captioned = await shows(bob, 'the caption', () =>
    bob.messages.find(({ message }) => message === 'a caption'),
  );
  assert.equal(captioned.files?.[0]?.alt, 'One letter');
  assert.equal(captioned.reply, sent.seq);
});

test('a text does not wait for the files of an earlier message', async (t) => {
  const { url } = await newRelay(t, { data: await newFolder(t) });
  const ann = await enteredRoom(t, url, { username: 'Ann' });
  const slow = ann.send('with a film', undefined, [{ data: film, name: 'film.bin' }]);
  await shows(ann, 'the film that waits', () => ann.messages.find(({ files }) => files));
  const text = await ann.send('a text');
  assert.ok((text.seq ?? 0) < ((await slow).seq ?? 0));
});

test('a message with files is sent once over a relay that is killed', async (t) => {
  const data = await newFolder(t);
  const first = await startRelayProcess({ data });
  const ann = newRoom(t, first.url);
  ann.connect();
  await online(ann);
  const sent = ann.send('with a film', undefined, [{ data: film, name: 'film.bin' }]);
  await shows(ann, 'a part that has arrived', () => ann.messages.some(({ files }) => files?.[0]?.sent));
  await first.kill();
  const second = await startRelayProcess({ data, port: first.port });
  t.after(() => second.kill());
  assert.equal((await sent).files?.[0]?.size, 1_300_000);
  const bob = await enteredRoom(t, second.url, { username: 'Bob' });
  assert.equal(bob.messages.filter(({ message }) => message === 'with a film').length, 1);
});

test('files that the relay does not take are refused by name', async (t) => {
  const ann = await enteredRoom(t, (await newRelay(t)).url, { username: 'Ann' });
  const file = { data: new Blob(['x']), name: 'x.txt' };
  await assert.rejects(ann.send('', undefined, [file]), { code: 'files_off' });
  const eleven = Array.from({ length: 11 }, () => file);
  await assert.rejects(ann.send('', undefined, eleven), { code: 'invalid' });
  await assert.rejects(ann.send('', undefined, []), { code: 'empty' });

  const { url } = await newRelay(t, { data: await newFolder(t), fileLimits: { file: 1 } });
  const ben = await enteredRoom(t, url, { username: 'Ben' });
  assert.equal(ben.files?.most, 1_000_000);
  await assert.rejects(ben.send('', undefined, [{ data: film, name: 'film.bin' }]), { code: 'too_large' });
  const failed = ben.messages.find(({ state }) => state === 'failed');
  assert.equal(failed?.error, 'too_large');
});

test('a failed message is sent again with its files', async (t) => {
  const { url } = await newRelay(t, { data: await newFolder(t), fileLimits: { file: 1 } });
  const ann = await enteredRoom(t, url, { username: 'Ann' });
  await assert.rejects(ann.send('', undefined, [{ data: film, name: 'film.bin' }]), { code: 'too_large' });
  const failed = ann.messages.find(({ state }) => state === 'failed');
  assert.ok(failed);
  await assert.rejects(ann.retry(failed.id), { code: 'too_large' });
  assert.equal(ann.messages.filter(({ files }) => files?.length === 1).length, 1);
});
