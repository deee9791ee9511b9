import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { uploadSchema } from '@realtime-chat/protocol';
import * as v from 'valibot';
import { assertOn } from '../../files/assert-on.ts';
import type { FileTransfer } from '../../files/transfer.ts';
import { relaySender } from '../../log/ids.ts';
import { Refusal } from '../../refusal.ts';
import { disposition } from '../files/serve-file.ts';
import { ApiError } from './api-error.ts';
import { assertKnown, namesIn } from './known-fields.ts';
import { checked, objectSchema, type Route } from './room-routes.ts';

const nameSchema = v.object({ name: v.optional(v.string(), '') });

/** The routes about files. */
export const fileRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/rooms/:room/files',
    query: nameSchema,
    handle: async ({ room, query, request }, context) => {
      const transfer = assertOn(context.transfer);
      const { name: given } = checked(nameSchema, Object.fromEntries(query));
      const { name, size } = checked(uploadSchema, { room, name: given, size: lengthOf(request) });
      const id = await upload(transfer, { room, name, size }, request);
      const record = await transfer.records.get(id);
      if (!record) throw notFound();
      const { type, width, height } = record;
      const picture = width !== undefined && height !== undefined && { width, height };
      return { status: 201, body: { id, name, type, size, ...picture } };
    },
  },
  {
    method: 'POST',
    path: '/api/rooms/:room/uploads',
    handle: async ({ room, body }, context) => {
      const transfer = assertOn(context.transfer);
      const fields = checked(objectSchema, await body());
      assertKnown(Object.keys(fields), namesIn(uploadSchema, 'room'), 'field');
      const { name, size } = checked(uploadSchema, { ...fields, room });
      return { status: 201, body: transfer.place(await begin(transfer, { room, name, size })) };
    },
  },
  {
    method: 'GET',
    path: '/api/rooms/:room/files/:id',
    handle: async ({ room, id = '', request }, context) => {
      const { records, blobs } = assertOn(context.transfer);
      const record = await records.get(id);
      if (record?.room !== room) throw notFound();
      const { hash, size, type, name } = record;
      const headers = {
        'Content-Type': type,
        'Content-Length': size,
        'Content-Disposition': disposition('attachment', name),
      };
      if (request.method === 'HEAD') return { status: 200, body: Readable.from([]), headers };
      return { status: 200, body: await blobs.read(hash), headers };
    },
  },
];

interface NewFile {
  room: string;
  name: string;
  size: number;
}

function begin({ uploads }: FileTransfer, file: NewFile): Promise<string> {
  return uploads.begin({ ...file, owner: relaySender, address: relaySender });
}

/** A file in one request: what is interrupted does not go on. */
async function upload(transfer: FileTransfer, file: NewFile, request: IncomingMessage): Promise<string> {
  const { uploads } = transfer;
  const { size } = file;
  const id = await begin(transfer, file);
  try {
    const part = { offset: 0, length: size, stream: request, abort: () => void request.destroy() };
    const progress = await uploads.take(id, part);
    if (progress?.offset !== size) throw new Refusal('invalid', 'the body was aborted');
    return id;
  } catch (error) {
    await uploads.end(id).catch(() => {});
    throw error;
  }
}

/** @throws {ApiError} without it: the relay has to know before the first byte whether there is room for the file */
function lengthOf({ headers }: IncomingMessage): number {
  const length = headers['content-length'];
  if (length === undefined) throw new ApiError(411, 'invalid', 'the request needs the header Content-Length');
  return Number(length);
}

function notFound(): Refusal {
  return new Refusal('not_found', 'id: this room has no such file');
}
