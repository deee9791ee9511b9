import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { ChatRoom, OutgoingFile } from '@realtime-chat/widget/client';
import { enteredRoom } from '../support/room.ts';
import { untilTrue } from '../support/until.ts';
import { newRelayWithFiles } from '../support/uploads.ts';

/** A file that has been uploaded, and that the relay has removed since. */
async function lostFile(ann: ChatRoom, relayUrl: string): Promise<OutgoingFile> {
  const uploads = await ann.uploads();
  const [file] = uploads.filesOf([{ data: new Blob(['some bytes']), name: 'lost.txt' }]) ?? [];
  assert.ok(file);
  uploads.start(file);
  await untilTrue('the end of the upload', () => file.done === true);
  const url = new URL(file.url ?? '', `${relayUrl}/`);
  const removed = await fetch(url, { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' } });
  assert.equal(removed.status, 204);
  return file;
}

async function enter(t: TestContext): Promise<{ ann: ChatRoom; url: string }> {
  const { url } = await newRelayWithFiles(t);
  return { ann: await enteredRoom(t, url, { username: 'Ann' }), url };
}

test('a file that the relay has lost is uploaded again, and its message is sent with its reply', async (t) => {
  const { ann, url } = await enter(t);
  const question = await ann.send('a question');
  const sent = await ann.send('the answer', question, [await lostFile(ann, url)]);
  assert.deepEqual(
    [sent.message, sent.reply, sent.files?.[0]?.name],
    ['the answer', question.seq, 'lost.txt'],
  );
  assert.equal(
    await (await fetch((await ann.fileUrl(sent.files?.[0] ?? { id: '', name: '' })) ?? '')).text(),
    'some bytes',
  );
});

test('a message whose file is lost here as well keeps its text and its reply, and is sent without the file', async (t) => {
  const { ann, url } = await enter(t);
  const question = await ann.send('a question');
  const file = { ...(await lostFile(ann, url)), data: new Blob([]) };
  await assert.rejects(ann.send('the answer', question, [file]), { code: 'file_not_found' });
  const [failed] = ann.messages.filter(({ state }) => state === 'failed');
  assert.equal(failed?.error, 'file_not_found');
  const sent = await ann.retry(failed?.id ?? '');
  assert.deepEqual([sent?.message, sent?.reply, sent?.files], ['the answer', question.seq, undefined]);
});
