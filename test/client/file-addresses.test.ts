import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enteredRoom, hears } from '../support/room.ts';
import { newRelayWithFiles, png, upload } from '../support/uploads.ts';
import { newMember } from '../support/wire-client.ts';

test('fileUrl() leads to the bytes of a file, to show it or to save it', async (t) => {
  const relay = await newRelayWithFiles(t);
  const ann = await enteredRoom(t, relay.url, { username: 'Ann' });
  const ben = await newMember(t, relay.url, 'Ben');
  const bytes = png({ width: 30, height: 20 });
  const { id } = await upload(relay.url, ben, bytes, { name: 'a sea.png' });
  await ben.ask('send', { room: 'lobby', id: 'm'.repeat(22), message: 'look', files: [{ id }] });
  await hears(ann, 'look');
  const [file] = ann.messages.at(-1)?.files ?? [];
  assert.ok(file);
  assert.deepEqual([file.name, file.type, file.width, file.height], ['a sea.png', 'image/png', 30, 20]);

  const shown = await fetch((await ann.fileUrl(file)) ?? '');
  assert.deepEqual(Buffer.from(await shown.arrayBuffer()), bytes);
  assert.equal(shown.headers.get('content-type'), 'image/png');
  const saved = await fetch((await ann.fileUrl(file, { download: true })) ?? '');
  await saved.arrayBuffer();
  assert.match(saved.headers.get('content-disposition') ?? '', /^attachment/);
});

test('fileUrl() renews a key that ends within a minute', async (t) => {
  const relay = await newRelayWithFiles(t);
  const ann = await enteredRoom(t, relay.url, { username: 'Ann' });
  const { files } = ann;
  assert.ok(files);
  files.key = 'old';
  const file = { id: 'x'.repeat(22), name: 'x.png' };
  assert.match((await ann.fileUrl(file)) ?? '', /key=old$/);
  files.ends = Date.now() + 59_000;
  assert.doesNotMatch((await ann.fileUrl(file)) ?? '', /key=old$/);
  assert.notEqual(ann.files?.key, 'old');
});

test('fileUrl() has no address at a relay without files', async (t) => {
  const relay = await newRelayWithFiles(t, { files: 'off' });
  const ann = await enteredRoom(t, relay.url, { username: 'Ann' });
  assert.equal(await ann.fileUrl({ id: 'x'.repeat(22), name: 'x.png' }), undefined);
});
