import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { WrongOffset } from '../../files/uploads/uploads.ts';
import type { FileTransfer } from '../../files/transfer.ts';
import { ApiError } from '../api/api-error.ts';
import { unstored } from '../json-answer.ts';
import { Checksum, checksumAlgorithms } from './checksum.ts';

const version = '1.0.0';
const partType = 'application/offset+octet-stream';

/** The methods of an upload. */
const methods = ['HEAD', 'PATCH', 'DELETE', 'OPTIONS'];

/** What pages of other origins may send, and read. */
const crossOrigin = {
  'Access-Control-Allow-Methods': methods.join(', '),
  'Access-Control-Allow-Headers': 'Content-Type, Tus-Resumable, Upload-Checksum, Upload-Offset',
  'Access-Control-Max-Age': 24 * 60 * 60,
};
const exposed = {
  'Access-Control-Expose-Headers': 'Retry-After, Tus-Resumable, Upload-Length, Upload-Offset',
};

/**
 * The part of the tus protocol 1.0 with which a client sends a file: https://tus.io/protocols/resumable-upload. Uploads are begun by
 * the request `upload`, so there is no creation over HTTP. The package @tus/server is made around the creation. It also brings two
 * clients of Redis (10 MB), and passes each body through three streams.
 */
export async function serveUpload(
  request: IncomingMessage,
  response: ServerResponse,
  { uploads, keys }: FileTransfer,
  { id, key, cors }: { id: string; key: string; cors: OutgoingHttpHeaders },
): Promise<void> {
  const { method = 'GET', headers } = request;
  for (const [name, value] of Object.entries({ ...unstored, ...cors, ...exposed, 'Tus-Resumable': version }))
    if (value !== undefined) response.setHeader(name, value);
  if (method === 'OPTIONS') {
    response.writeHead(204, {
      ...crossOrigin,
      'Tus-Version': version,
      'Tus-Extension': 'checksum,termination',
      'Tus-Checksum-Algorithm': checksumAlgorithms.join(),
    });
    return void response.end();
  }
  if (!methods.includes(method)) {
    throw new ApiError(405, 'method_not_allowed', `${method} is not for uploads`, {
      Allow: methods.join(', '),
    });
  }
  // As for an id that does not exist: nobody learns which uploads there are.
  if (!keys.isUploadKey(id, key)) throw notFound();
  if (headers['tus-resumable'] !== version) {
    throw new ApiError(412, 'precondition_failed', `Tus-Resumable must be ${version}`, {
      'Tus-Version': version,
    });
  }
  if (method === 'DELETE') {
    if (!(await uploads.end(id))) throw notFound();
    return void response.writeHead(204).end();
  }
  const now = method === 'HEAD' ? await uploads.progress(id) : await takePart(request, uploads, id);
  if (!now) throw notFound();
  response.writeHead(method === 'HEAD' ? 200 : 204, {
    'Upload-Offset': now.offset,
    ...(method === 'HEAD' && { 'Upload-Length': now.size }),
  });
  response.end();
}

async function takePart(
  request: IncomingMessage,
  uploads: FileTransfer['uploads'],
  id: string,
): ReturnType<FileTransfer['uploads']['take']> {
  const { headers } = request;
  if (headers['content-type'] !== partType)
    throw new ApiError(415, 'unsupported_media_type', `the body must be ${partType}`);
  const [offset, length, checksum] = ['upload-offset', 'content-length', 'upload-checksum'].map((name) =>
    headers[name] === undefined ? undefined : String(headers[name]),
  );
  if (offset === undefined || !/^\d{1,15}$/.test(offset))
    throw new ApiError(400, 'invalid', 'Upload-Offset must be a number');
  const sum = checksum === undefined ? undefined : Checksum.of(checksum);
  try {
    return await uploads.take(id, {
      offset: Number(offset),
      length: length === undefined ? undefined : Number(length),
      // To stop an iteration early would otherwise end the connection before the answer is sent.
      stream: request.iterator({ destroyOnReturn: false }),
      ...(sum && { onChunk: sum.update, assertWhole: sum.assert }),
      abort: () => request.destroy(),
    });
  } catch (error) {
    if (error instanceof WrongOffset) throw new ApiError(409, 'conflict', error.message);
    throw error;
  }
}

function notFound(): ApiError {
  return new ApiError(404, 'not_found', 'there is no such upload');
}
