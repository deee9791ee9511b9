import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test, type TestContext } from 'node:test';
import type { FileUpload } from '../../widget/src/client/outbox/uploads/file-upload.ts';
import { Uploads } from '../../widget/src/client/outbox/uploads/uploads.ts';
import { UploadPauses } from '../../widget/src/client/outbox/uploads/upload-pauses.ts';
import { listening } from '../support/listening.ts';
import { untilTrue } from '../support/until.ts';

type Answer = (response: ServerResponse) => void;

/** Uploads a file to a server that gives these answers, and then those of a relay. */
async function uploadTo(
  t: TestContext,
  ...answers: Answer[]
): Promise<{ upload: FileUpload; times: number[] }> {
  const times: number[] = [];
  const relayUrl = await listening(t, (request, response) => {
    times.push(performance.now());
    request.resume().on('end', () => {
      const answer = answers.shift();
      response.setHeader('Tus-Resumable', '1.0.0');
      if (answer) return answer(response);
      response.setHeader('Upload-Offset', request.method === 'HEAD' ? '0' : '5');
      response.setHeader('Upload-Length', '5');
      response.writeHead(request.method === 'HEAD' ? 200 : 204).end();
    });
  });
  const port = {
    room: 'lobby',
    relayUrl,
    isConnected: true,
    request: async () => ({ id: 'x', url: 'files/uploads/x' }) as never,
  };
  const uploads = new Uploads(port, {} as never, () => {});
  t.after(() => uploads.close());
  const [file] = uploads.filesOf([{ data: new Blob(['hello']), name: 'hello.txt' }]) ?? [];
  assert.ok(file);
  return { upload: uploads.start(file), times };
}

function answer(status: number, headers: Record<string, string> = {}): Answer {
  return (response) => response.writeHead(status, headers).end();
}

for (const status of [400, 401, 411, 431]) {
  test(`an upload that is answered with ${status} is given up at once`, async (t) => {
    const { upload, times } = await uploadTo(t, answer(status));
    await untilTrue('the refusal', () => upload.error !== undefined);
    assert.equal(upload.error?.code, 'file_refused');
    assert.equal(times.length, 1);
  });
}

for (const status of [408, 429, 500, 502, 503]) {
  test(`an upload that is answered with ${status} is tried again`, async (t) => {
    const { upload } = await uploadTo(t, answer(status));
    await untilTrue('the end of the upload', () => upload.file.done === true);
  });
}

test('an upload waits as long as Retry-After says', async (t) => {
  const { upload, times } = await uploadTo(t, answer(503, { 'Retry-After': '2' }));
  await untilTrue('the end of the upload', () => upload.file.done === true);
  const [first = 0, second = 0] = times;
  assert.ok(second - first >= 1990, `${second - first} ms`);
});

test('the pauses of an upload become longer, up to a minute, and are never the same', () => {
  const pauses = new UploadPauses();
  const lengths = Array.from({ length: 12 }, () => {
    pauses.failed(undefined);
    return pauses.remaining;
  });
  for (const [index, length] of lengths.entries()) {
    const most = Math.min(1000 * 2 ** index, 60_000);
    assert.ok(length > most / 2 - 100 && length <= most, `${length} of ${most} ms`);
  }
  assert.equal(new Set(lengths).size, lengths.length);
});

test('the pauses of an upload begin anew when the relay has taken a part', () => {
  const pauses = new UploadPauses();
  for (let failures = 0; failures < 6; failures += 1) pauses.failed(undefined);
  pauses.succeeded();
  pauses.failed(undefined);
  assert.ok(pauses.remaining <= 1000);
});

test('a new connection ends the pause of an upload, unless the relay has asked for it', () => {
  const pauses = new UploadPauses();
  for (let failures = 0; failures < 6; failures += 1) pauses.failed(undefined);
  pauses.connectionLost();
  assert.ok(pauses.remaining <= 0);
  pauses.failed(30);
  pauses.connectionLost();
  assert.ok(pauses.remaining > 29_000);
});
