import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Moment, Moments } from './moments.ts';
import type { Random } from './random.ts';

const kilobyte = 1024;

/** So long an answer may take, in milliseconds. */
const patience = 10_000;

/** Between a failure and the next try, in milliseconds. */
const pause = 50;

/** These say that the part has to be sent again, from where the relay says. */
const isTemporary = (status: number): boolean => status === 409 || status === 460 || status >= 500;

export interface Sending {
  /** The relay, or a proxy in front of it. */
  url: string;
  /** The path of the upload. */
  path: string;
  bytes: Buffer;
  random: Random;
  moments: Moments;
  isClosed: () => boolean;
}

/**
 * Sends the bytes of an upload in parts, up to `end`. After each failure it goes on where the relay says.
 *
 * @returns why the relay refused it; undefined if all bytes up to `end` are acknowledged
 */
export async function sendResuming(sending: Sending, end: number): Promise<string | undefined> {
  const { bytes, random, moments, isClosed } = sending;
  let offset: number | undefined = 0;
  while (!isClosed()) {
    if (offset === undefined) {
      const told = await answer(sending, 'HEAD', {});
      if (told && !isTemporary(told.status)) {
        if (told.offset === undefined) return `HEAD ${told.status}`;
        offset = told.offset;
      } else await delay(pause);
      continue;
    }
    if (offset >= end) return undefined;
    const part: Buffer = bytes.subarray(offset, Math.min(end, offset + random.between(32, 256) * kilobyte));
    const moment: Moment = offset + part.length === bytes.length ? 'the last part' : 'a part';
    const headers: Headers = {
      'Content-Type': 'application/offset+octet-stream',
      'Upload-Offset': offset,
      'Content-Length': part.length,
      ...(random.chance(0.2) && { 'Upload-Checksum': `sha256 ${sha256(part).toString('base64')}` }),
    };
    const taken: Answer | undefined = await moments.during(moment, () =>
      answer(sending, 'PATCH', headers, part),
    );
    if (taken && !isTemporary(taken.status) && taken.offset === undefined)
      return `PATCH ${taken.status} ${taken.body}`;
    offset = taken?.offset;
  }
  return 'it did not come to its end';
}

/** Removes an upload, complete or not. Resolves when the relay says so. */
export async function cancelUpload(sending: Sending): Promise<void> {
  while (!sending.isClosed()) {
    const { status = 0 } = (await answer(sending, 'DELETE', {})) ?? {};
    // It has gone by an earlier try whose answer was lost.
    if (status === 204 || status === 404) return;
    await delay(pause);
  }
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

type Headers = Record<string, string | number>;

interface Answer {
  status: number;
  offset: number | undefined;
  body: string;
}

/** @returns undefined if the connection is lost */
async function answer(
  { url, path, random }: Sending,
  method: string,
  headers: Headers,
  part: Buffer = Buffer.alloc(0),
): Promise<Answer | undefined> {
  const { hostname, port } = new URL(url);
  const sent = request({
    hostname,
    port,
    path,
    method,
    agent: false,
    headers: { 'Tus-Resumable': '1.0.0', ...headers },
  });
  sent.on('error', () => {});
  sent.setTimeout(patience, () => sent.destroy());
  // Without an answer, this fails as well.
  pipeline(Readable.from(pieces(part, random)), sent).catch(() => {});
  try {
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const body = await text(response);
    const offset = response.headers['upload-offset'];
    return {
      status: response.statusCode ?? 0,
      offset: offset === undefined ? undefined : Number(offset),
      body,
    };
  } catch {
    return undefined;
  } finally {
    sent.destroy();
  }
}

/** A part as a network brings it: often slowly. */
async function* pieces(part: Buffer, random: Random): AsyncGenerator<Buffer> {
  const isSlow = random.chance(0.5);
  const size = random.between(8, 64) * kilobyte;
  for (let start = 0; start < part.length; start += size) {
    if (isSlow) await delay(random.between(0, 8));
    yield part.subarray(start, start + size);
  }
}
