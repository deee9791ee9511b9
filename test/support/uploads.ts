import { createHash, randomBytes } from 'node:crypto';
import { existsSync, statSync, watch } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { type ClientRequest, request } from 'node:http';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { deflateSync } from 'node:zlib';
import { fileAccessSchema, type FileAccess, sentSchema, uploadPlaceSchema } from '@realtime-chat/protocol';
import type { RelayOptions } from '@realtime-chat/relay';
import { newFolder } from './folder.ts';
import { get, type Reply } from './http.ts';
import { newRelay, type RunningRelay } from './relay.ts';
import { until } from './until.ts';
import { granted, newId, type WireClient } from './wire-client.ts';

export interface RelayWithFiles extends RunningRelay {
  data: string;
  /** Of the files. */
  folder: string;
}

/** A relay on a data folder of its own. */
export async function newRelayWithFiles(
  t: Pick<TestContext, 'after'>,
  options: RelayOptions = {},
): Promise<RelayWithFiles> {
  const data = await newFolder(t);
  return { ...(await newRelay(t, { data, ...options })), data, folder: join(data, 'files') };
}

/** Where the bytes of an upload go: the id of the file, and the path of the upload at the relay. */
export interface Place {
  id: string;
  path: string;
}

/** Begins an upload in the lobby, unless told otherwise. */
export async function beginUpload(
  client: WireClient,
  size: number,
  more: { name?: string; room?: string; type?: string } = {},
): Promise<Place> {
  const request = { room: 'lobby', name: 'file.bin', size, ...more };
  const { id, url } = granted(uploadPlaceSchema, await client.ask('upload', request));
  return { id, path: `/${url}` };
}

const version = { 'Tus-Resumable': '1.0.0' };

/** Sends bytes as one part of an upload. */
export function sendPart(
  url: string,
  { path }: Pick<Place, 'path'>,
  bytes: Uint8Array,
  { offset = 0, headers = {} }: { offset?: number; headers?: Record<string, string> } = {},
): Promise<Reply> {
  return get(
    url,
    path,
    {
      method: 'PATCH',
      headers: {
        ...version,
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Offset': String(offset),
        ...headers,
      },
    },
    bytes,
  );
}

/** Begins to send a part, and stops in the middle. @returns the request, when so many bytes are on the disk */
export async function stopInPart(
  { url, folder }: { url: string; folder: string },
  { id, path }: Place,
  bytes: Uint8Array,
  { from = 0, arriving }: { from?: number; arriving: number },
): Promise<ClientRequest> {
  const { hostname, port } = new URL(url);
  const headers = {
    'Tus-Resumable': '1.0.0',
    'Content-Type': 'application/offset+octet-stream',
    'Upload-Offset': String(from),
    'Content-Length': bytes.length - from,
  };
  const part = request({ hostname, port, path, method: 'PATCH', headers });
  part.on('error', () => {});
  part.write(bytes.subarray(from, from + arriving));
  await until(
    'the first bytes',
    (looked) => {
      const watcher = watch(join(folder, 'uploads'), looked);
      return () => watcher.close();
    },
    () => statSync(join(folder, 'uploads', `${id}.part`)).size === from + arriving,
  );
  return part;
}

/** Asks how much of an upload has arrived. */
export function askOffset(url: string, { path }: Pick<Place, 'path'>): Promise<Reply> {
  return get(url, path, { method: 'HEAD', headers: version });
}

export function endUpload(url: string, { path }: Pick<Place, 'path'>): Promise<Reply> {
  return get(url, path, { method: 'DELETE', headers: version });
}

/** Uploads a file in one part. @returns the answer to it, and the place of the upload */
export async function upload(
  url: string,
  client: WireClient,
  bytes: Uint8Array,
  more: { name?: string; room?: string; type?: string } = {},
): Promise<Reply & Place> {
  const place = await beginUpload(client, bytes.length, more);
  return { ...(await sendPart(url, place, bytes)), ...place };
}

/** Sends a message with a new file. @returns the bytes of the file */
export async function sayWithFile(url: string, client: WireClient): Promise<Buffer> {
  const bytes = randomBytes(100);
  const { id } = await upload(url, client, bytes);
  granted(sentSchema, await client.ask('send', { room: 'lobby', id: newId(), message: '', files: [{ id }] }));
  return bytes;
}

/** The hash of bytes, by which their blob is named. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A key for the files of a room. */
export async function accessTo(client: WireClient, room = 'lobby'): Promise<FileAccess> {
  return granted(fileAccessSchema, await client.ask('files', { room }));
}

/** Reads a file. */
export async function read(
  url: string,
  client: WireClient,
  id: string,
  { name = 'file.bin', room = 'lobby', headers = {}, more = '' } = {},
): Promise<Reply> {
  const { url: base, key } = await accessTo(client, room);
  return get(url, `/${base}${id}/${encodeURIComponent(name)}?key=${key}${more}`, { headers });
}

/** The code of the error in an answer. */
export function codeIn({ text }: Pick<Reply, 'text'>): unknown {
  const body = JSON.parse(text) as { error: { code: string } };
  return body.error.code;
}

/** A picture of one colour. @param size of the header, whatever the pixels are */
export function png(size: { width: number; height: number } = { width: 3, height: 2 }): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size.width, 0);
  header.writeUInt32BE(size.height, 4);
  header.set([8, 0], 8);
  const rows = deflateSync(Buffer.alloc(Math.min(size.height, 1000) * (Math.min(size.width, 1000) + 1)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Node has it only since its version 22. */
function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** The bytes of a blob in a folder of files. */
export function blobIn(folder: string, hash: string): Promise<Buffer> {
  return readFile(join(folder, hash.slice(0, 2), hash.slice(2)));
}

/** The hashes of all blobs in a folder of files, and the names of whatever else is beside them, in their order. */
export async function blobsIn(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const folders = (await readdir(folder, { withFileTypes: true })).filter(
    (each) => each.isDirectory() && each.name !== 'uploads',
  );
  const blobs = await Promise.all(
    folders.map(async ({ name }) => (await readdir(join(folder, name))).map((rest) => name + rest)),
  );
  return blobs.flat().toSorted();
}
