import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test, type TestContext } from 'node:test';
import { ChatError } from '../../widget/src/client/chat-error.ts';
import { FileUpload } from '../../widget/src/client/outbox/uploads/file-upload.ts';
import { asChatError, isPassing } from '../../widget/src/client/outbox/uploads/upload-error.ts';
import { Uploads } from '../../widget/src/client/outbox/uploads/uploads.ts';
import { UploadPauses } from '../../widget/src/client/outbox/uploads/upload-pauses.ts';
import { listening } from '../support/listening.ts';
import { untilTrue } from '../support/until.ts';

type Answer = (response: ServerResponse) => void;

/** Uploads a file to a server that gives these answers, and then those of a relay. */
async function uploadTo(
  t: TestContext,
  ...answers: Answer[]
): Promise<{ upload: FileUpload; relayUrl: string; times: number[]; methods: (string | undefined)[] }> {
  const times: number[] = [];
  const methods: (string | undefined)[] = [];
  const relayUrl = await listening(t, (request, response) => {
    times.push(performance.now());
    methods.push(request.method);
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
  return { upload: uploads.start(file), relayUrl, times, methods };
}

function answer(status: number, headers: Record<string, string> = {}, body = ''): Answer {
  return (response) => response.writeHead(status, headers).end(body);
}

for (const status of [400, 401, 411, 431]) {
  test(`an upload that is answered with ${status} is given up at once`, async (t) => {
    const { upload, times } = await uploadTo(t, answer(status));
    await untilTrue('the refusal', () => upload.error !== undefined);
    assert.equal(upload.error?.code, 'file_refused');
    assert.equal(times.length, 1);
  });
}

test('an upload that is given up does not wait for what Retry-After says', async (t) => {
  const { upload, times } = await uploadTo(t, answer(400, { 'Retry-After': '1' }));
  await untilTrue('the refusal', () => upload.error !== undefined);
  assert.equal(times.length, 1);
});

for (const status of [408, 429, 500, 502, 503]) {
  test(`an upload that is answered with ${status} is tried again`, async (t) => {
    const { upload } = await uploadTo(t, answer(status));
    await untilTrue('the end of the upload', () => upload.file.done === true);
  });
}

/** An answer with such a body, as it is for the client. */
function refusalOf(status: number, code: string, header?: string): ChatError {
  const body = JSON.stringify({ error: { code, message: '' } });
  const response = {
    getStatus: () => status,
    getHeader: () => header,
    getBody: () => body,
    getUnderlyingObject: () => undefined,
  };
  return asChatError(Object.assign(new Error('refused'), { originalResponse: response }));
}

for (const [status, code] of [
  [408, 'timeout'],
  [409, 'conflict'],
  [429, 'rate_limited'],
] as const) {
  test(`an upload that the relay refuses with ${status} (${code}) is tried again`, () => {
    assert.ok(isPassing(refusalOf(status, code)));
  });
}

test('an upload for which the relay has no space is given up, unless the answer tells when to try again', () => {
  assert.ok(!isPassing(refusalOf(507, 'storage_full')));
  assert.ok(isPassing(refusalOf(507, 'storage_full', '60')));
});

/** To the question for how many bytes are there, whose answer has no body. */
const begun = answer(200, { 'Upload-Offset': '0', 'Upload-Length': '5' });

/** Ways in which an answer asks to wait for two seconds. */
const requests: [string, () => Answer][] = [
  ['the seconds of Retry-After', () => answer(503, { 'Retry-After': '2' })],
  // A date has whole seconds.
  [
    'the date of Retry-After',
    () => answer(503, { 'Retry-After': new Date(Date.now() + 3000).toUTCString() }),
  ],
  [
    'the relay',
    () => answer(429, {}, JSON.stringify({ error: { code: 'rate_limited', message: '', retryAfter: 2 } })),
  ],
];

for (const [source, request] of requests) {
  test(`an upload waits as long as asked by ${source}`, async (t) => {
    const { upload, times } = await uploadTo(t, begun, (response) => request()(response));
    await untilTrue('the end of the upload', () => upload.file.done === true);
    const [, first = 0, second = 0] = times;
    assert.ok(second - first >= 1990, `${second - first} ms`);
  });
}

/** An upload to a relay that forgets each place, and gives none at first. @returns it, and the number of places */
async function uploadToForgetful(
  t: TestContext,
  unanswered = 0,
): Promise<{ upload: FileUpload; places: () => number }> {
  let asked = 0;
  const request = async (): Promise<never> => {
    asked += 1;
    if (asked <= unanswered) throw new ChatError('unavailable');
    return { id: 'x', url: 'files/uploads/x' } as never;
  };
  const relayUrl = await listening(t, (_request, response) => response.writeHead(404).end());
  const data = new Blob(['hello']);
  const file = { key: 'x', id: 'x', name: 'hello.txt', type: '', size: data.size, data };
  const port = { room: 'lobby', relayUrl, isConnected: true, request };
  return { upload: new FileUpload(file, port, () => {}), places: () => asked - unanswered };
}

/** Makes attempts, without their pauses, until one ends the upload. */
async function attemptAll(upload: FileUpload, most = 12): Promise<void> {
  for (let attempts = 0; upload.isUnfinished && attempts < most; attempts += 1) {
    await upload.attempt().catch(() => {});
  }
}

for (const unanswered of [0, 1, 3]) {
  test(`an upload whose place is forgotten three times is given up (requests without a place before: ${unanswered})`, async (t) => {
    const { upload, places } = await uploadToForgetful(t, unanswered);
    await attemptAll(upload);
    assert.equal(upload.error?.code, 'file_not_found');
    assert.equal(places(), 3);
  });
}

test('an upload whose place is forgotten begins anew when it is tried again', async (t) => {
  const { upload } = await uploadToForgetful(t);
  await attemptAll(upload);
  assert.equal(upload.file.url, undefined);
});

/** An upload whose bytes are never acknowledged. */
async function underWay(
  t: TestContext,
): Promise<Awaited<ReturnType<typeof uploadTo>> & { isCut: () => boolean }> {
  let isCut = false;
  const uploading = await uploadTo(t, begun, (response) => response.on('close', () => (isCut = true)));
  await untilTrue('the bytes', () => uploading.methods.length === 2);
  return { ...uploading, isCut: () => isCut };
}

test('a cancelled upload sends no more bytes, and the relay removes it', async (t) => {
  const { upload, methods, isCut } = await underWay(t);
  upload.cancel();
  await untilTrue('the end of the request', isCut);
  await untilTrue('the removal', () => methods.at(-1) === 'DELETE');
});

test('a stopped upload sends no more bytes, and the relay keeps it for another page', async (t) => {
  const { upload, relayUrl, methods, isCut } = await underWay(t);
  upload.stop();
  await untilTrue('the end of the request', isCut);
  // A removal would come first.
  await fetch(relayUrl);
  assert.deepEqual(methods, ['HEAD', 'PATCH', 'GET']);
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

test('a pause of an upload is not shorter because the relay asks for a shorter one', () => {
  const pauses = new UploadPauses();
  for (let failures = 0; failures < 6; failures += 1) pauses.failed(0);
  assert.ok(pauses.remaining > 15_000, `${pauses.remaining} ms`);
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
