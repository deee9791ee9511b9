import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatRoom } from '@realtime-chat/widget/client';
import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';
import { startRelayProcess } from '../support/relay-process.mjs';
import { enteredRoom, online, said, shows } from '../support/room.ts';
import { startScriptedServer } from '../support/scripted-server.mjs';
import { newRelayWithFiles } from '../support/uploads.ts';
import { joined } from '../widget/support/answers.ts';

const inTime = { timeout: 60_000 };

/** Writes a message with a file, and takes it back as soon as it is shown. */
async function takeBackFilm(ann: ChatRoom): Promise<void> {
  const film = { data: new Blob([new Uint8Array(1_300_000)]), name: 'film.bin' };
  const sending = assert.rejects(ann.send('with a film', undefined, [film]), { code: 'cancelled' });
  const { id } = await shows(ann, 'the film', () => ann.messages.find(({ files }) => files));
  await ann.cancel(id);
  await sending;
  assert.ok(!said(ann).includes('with a film'));
}

test('a message with a file is taken back without a connection, and is not sent later', inTime, async (t) => {
  const data = await newFolder(t);
  const first = await startRelayProcess({ data });
  const ann = await enteredRoom(t, first.url);
  await first.kill();
  await shows(ann, 'the loss of the link', () => ann.status === 'reconnecting');
  await takeBackFilm(ann);
  const second = await startRelayProcess({ data, port: first.port });
  t.after(() => second.kill());
  await online(ann);
  await ann.send('a text');
  assert.deepEqual(said(ann), ['a text']);
});

test('messages are taken back while the relay has limited them', inTime, async (t) => {
  const limited = { ok: false, error: { code: 'rate_limited', message: '', retryAfter: 3600 } };
  const server = await startScriptedServer({ joins: { lobby: joined() }, sends: [limited] });
  afterwards(t, () => server.stop());
  const ann = await enteredRoom(t, server.url);
  const sending = assert.rejects(ann.send('a text'), { code: 'cancelled' });
  const { id } = await shows(ann, 'the limit', () => ann.messages.find(({ retryAt }) => retryAt));
  await takeBackFilm(ann);
  await ann.cancel(id);
  await sending;
  assert.deepEqual(said(ann), []);
});

test('the files of a message that the relay has refused are released', inTime, async (t) => {
  const ann = await enteredRoom(t, (await newRelayWithFiles(t)).url);
  const question = await ann.send('a question');
  const uploads = await ann.uploads();
  const [file] = uploads.filesOf([{ data: new Blob(['some bytes']), name: 'notes.txt' }]) ?? [];
  assert.ok(file);
  const upload = uploads.start(file);
  assert.equal(uploads.start(file), upload);
  const removed = { ...question, seq: 1000, id: 'an-id-of-no-message' };
  await assert.rejects(ann.send('an answer', removed, [file]), { code: 'not_found' });
  assert.notEqual(uploads.start(file), upload);
});
