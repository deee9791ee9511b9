import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { makeDisk } from '../faults/full-disk.ts';
import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';
import { newRelay } from '../support/relay.ts';
import { startRelayProcess } from '../support/relay-process.mjs';
import {
  askOffset,
  beginUpload,
  blobIn,
  codeIn,
  type Place,
  read,
  sendPart,
  stopInPart,
} from '../support/uploads.ts';
import { newMember, speaksProtocol } from '../support/wire-client.ts';

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

test('the last part is answered once its bytes are flushed, and not before', async (t) => {
  const data = await newFolder(t);
  const { url } = await newRelay(t, { data });
  const ann = await newMember(t, url, 'Ann');
  const bytes = randomBytes(1000);
  const place = await beginUpload(ann, bytes.length);
  const handle = await open(data);
  await handle.close();
  const prototype = Object.getPrototypeOf(handle) as typeof handle;
  let release = (): void => {};
  let isFlushing = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const flushing = new Promise<void>((resolve) => (isFlushing = resolve));
  const sync = t.mock.method(prototype, 'sync', async () => {
    isFlushing();
    await released;
  });
  let isAnswered = false;
  const answered = sendPart(url, place, bytes).then((reply) => {
    isAnswered = true;
    return reply;
  });
  await flushing;
  // Turns of the event loop: whatever does not wait for the flush is through by then.
  for (let turn = 0; turn < 20; turn++) await setImmediate();
  assert.equal(isAnswered, false);
  release();
  assert.equal((await answered).status, 204);
  // The bytes, their name in the folder, and that of the folder.
  assert.equal(sync.mock.callCount(), 3);
});

test('uploads take turns at the disk, so that the log has it too', async (t) => {
  const data = await newFolder(t);
  const { url } = await newRelay(t, { data });
  const ann = await newMember(t, url, 'Ann');
  const bytes = randomBytes(1000);
  const places: Place[] = [];
  for (let count = 0; count < 8; count++) places.push(await beginUpload(ann, bytes.length));
  const handle = await open(data);
  await handle.close();
  const prototype = Object.getPrototypeOf(handle) as typeof handle;
  const { write } = prototype as unknown as {
    write: (this: unknown, ...given: unknown[]) => Promise<unknown>;
  };
  let release = (): void => {};
  let isWriting = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const writing = new Promise<void>((resolve) => (isWriting = resolve));
  let writes = 0;
  t.mock.method(prototype, 'write', async function (this: unknown, ...given: unknown[]) {
    writes += 1;
    isWriting();
    await released;
    return write.apply(this, given);
  } as never);
  const answers = Promise.all(places.map((place) => sendPart(url, place, bytes)));
  await writing;
  // The parts of all have arrived by the time when a message has gone through the log.
  for (let count = 0; count < 5; count++) await ann.say('a message');
  assert.equal(writes, 1);
  release();
  assert.deepEqual(new Set((await answers).map(({ status }) => status)), new Set([204]));
  assert.equal(writes, places.length);
});

test('whatever was answered before the relay was killed is there, and the rest goes on', async (t) => {
  const data = await newFolder(t);
  let relay = await startRelayProcess({ data });
  afterwards(t, () => relay.kill());
  let ann = await newMember(t, relay.url, 'Ann');
  const { session } = (await ann.join()).me;
  const files: { bytes: Buffer; place: Place; isAnswered: boolean }[] = [];
  for (let count = 0; count < 30; count++) {
    const bytes = randomBytes(30_000 + count);
    files.push({ bytes, place: await beginUpload(ann, bytes.length), isAnswered: false });
  }
  let answers = 0;
  for (const end of [1, 12, 25]) {
    await Promise.all(
      files.map(async (file) => {
        const { bytes, place } = file;
        if (file.isAnswered) return;
        try {
          const offset = Number((await askOffset(relay.url, place)).headers['upload-offset']);
          // All was there, and the relay has checked it before it answered.
          const reply =
            offset === bytes.length
              ? { status: 204 }
              : await sendPart(relay.url, place, bytes.subarray(offset), { offset });
          assert.equal(reply.status, 204);
          file.isAnswered = true;
          answers += 1;
          if (answers === end) await relay.kill();
        } catch (error) {
          // The relay was killed.
          if (error instanceof assert.AssertionError) throw error;
        }
      }),
    );
    await relay.exited;
    relay = await startRelayProcess({ data, port: relay.port });
    for (const { bytes, place, isAnswered } of files) {
      if (!isAnswered) continue;
      const { status, headers } = await askOffset(relay.url, place);
      assert.deepEqual([status, headers['upload-offset']], [200, String(bytes.length)]);
      assert.deepEqual(await blobIn(join(data, 'files'), hashOf(bytes)), bytes);
    }
  }
  ann = await newMember(t, relay.url, 'Ann', { auth: { ...speaksProtocol, session } });
  for (const { bytes, place } of files) {
    const offset = Number((await askOffset(relay.url, place)).headers['upload-offset']);
    if (offset < bytes.length)
      assert.equal((await sendPart(relay.url, place, bytes.subarray(offset), { offset })).status, 204);
    assert.deepEqual((await read(relay.url, ann, place.id)).body, bytes);
  }
});

test('a disk that fills in the middle of an upload is told by name, and the upload goes on later', async (t) => {
  const disk = makeDisk(80);
  afterwards(t, () => disk.remove());
  const relay = await startRelayProcess({ data: disk.folder });
  afterwards(t, () => relay.stop());
  const { url, pid } = relay;
  const ann = await newMember(t, url, 'Ann');
  const bytes = randomBytes(1_000_000);
  const place = await beginUpload(ann, bytes.length);
  assert.equal((await sendPart(url, place, bytes.subarray(0, 300_000))).status, 204);
  const folder = join(disk.folder, 'files');
  const part = await stopInPart({ url, folder }, place, bytes, { from: 300_000, arriving: 100_000 });
  const answer = once(part, 'response') as Promise<[IncomingMessage]>;
  disk.fill(pid);
  part.end(bytes.subarray(400_000));
  const [response] = await answer;
  const body = await text(response);
  assert.deepEqual([response.statusCode, codeIn({ text: body })], [507, 'storage_full']);
  // A client that has not noticed is told so before it sends more.
  const { headers } = await askOffset(url, place);
  assert.equal(headers['upload-offset'], '300000');
  const again = await sendPart(url, place, bytes.subarray(300_000), { offset: 300_000 });
  assert.deepEqual([again.status, codeIn(again)], [507, 'storage_full']);
  disk.free(pid);
  assert.equal((await sendPart(url, place, bytes.subarray(300_000), { offset: 300_000 })).status, 204);
  assert.deepEqual((await read(url, ann, place.id)).body, bytes);
});

test('files leave room on the disk for messages', async (t) => {
  const disk = makeDisk(30);
  afterwards(t, () => disk.remove());
  if (!disk.setWritable) return t.skip('a disk of its own needs rights that are lacking here');
  const relay = await startRelayProcess({ data: disk.folder });
  afterwards(t, () => relay.stop());
  const ann = await newMember(t, relay.url, 'Ann');
  const answer = await ann.ask('upload', { room: 'lobby', name: 'file', size: 1 });
  assert.deepEqual(answer.ok ? undefined : answer.error.code, 'storage_full');
  await ann.say('there is room for this');
});
