import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import parseRange from 'range-parser';
import type { ByteRange } from '../../files/blobs/blob-store.ts';
import { isInline, opaqueType } from '../../files/content/inline-types.ts';
import type { FileRecord } from '../../files/file-record.ts';
import type { FileTransfer } from '../../files/transfer.ts';
import { codeOf } from '../../log/folder/error-code.ts';
import { ApiError } from '../api/api-error.ts';
import { noSniff } from '../security-headers.ts';
import { namesIn } from '../static-files.ts';
import type { OpenDownloads } from './open-downloads.ts';

/** Whatever the bytes are: a browser runs nothing of them, and loads nothing for them. */
const security = {
  ...noSniff,
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Referrer-Policy': 'no-referrer',
};

/**
 * Serves a file, whole or in part, to a client with a key for its room.
 *
 * @throws {ApiError} `not_found` for a key of another room, as for a file that does not exist; `expired`, `rate_limited`
 */
export async function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  { records, keys, blobs }: FileTransfer,
  {
    id,
    query,
    cors,
    downloads,
  }: { id: string; query: URLSearchParams; cors: OutgoingHttpHeaders; downloads: OpenDownloads },
): Promise<void> {
  const record = await records.get(id);
  if (!record) throw notFound();
  const judgement = keys.judge(record.room, query.get('key') ?? '');
  if (judgement === 'wrong') throw notFound();
  if (judgement === 'ended') throw new ApiError(410, 'expired', 'the address has ended: ask for a new key');
  const { hash, size } = record;
  const etag = `"${hash}"`;
  const headers = {
    ...security,
    ...cors,
    ...contentHeaders(record, query.has('download')),
    'Cache-Control': 'private, max-age=31536000, immutable',
    'Accept-Ranges': 'bytes',
    ETag: etag,
  };
  if (namesIn(request.headers['if-none-match']).some((tag) => tag === etag || tag === '*')) {
    response.writeHead(304, headers).end();
    return;
  }
  const range = rangeOf(request, size, etag);
  if (range === 'unsatisfiable') {
    response.writeHead(416, { ...security, ...cors, 'Content-Range': `bytes */${size}` }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const about = {
    ...headers,
    'Content-Length': end - start + 1,
    ...(range && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
  };
  if (request.method === 'HEAD') {
    response.writeHead(range ? 206 : 200, about).end();
    return;
  }
  downloads.begin(request, response);
  const bytes = await blobs.read(hash, { start, end }).catch((error: unknown) => {
    // It was removed meanwhile.
    throw codeOf(error) === 'ENOENT' ? notFound() : error;
  });
  response.writeHead(range ? 206 : 200, about);
  // If the client leaves, the rest is not read.
  await pipeline(bytes, response).catch(() => response.destroy());
}

function contentHeaders({ type, name }: FileRecord, isDownload: boolean): OutgoingHttpHeaders {
  const isShown = isInline(type) && !isDownload;
  return {
    'Content-Type': isShown ? type : opaqueType,
    'Content-Disposition': disposition(isShown ? 'inline' : 'attachment', name),
  };
}

export function disposition(kind: 'inline' | 'attachment', name: string): string {
  // The characters that RFC 5987 does not allow, and `encodeURIComponent` does.
  const encoded = encodeURIComponent(name).replace(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `${kind}; filename*=UTF-8''${encoded}`;
}

/** The part that a request asks for; undefined for the whole. Of several parts none is given: the whole is always allowed. */
function rangeOf(
  { headers }: IncomingMessage,
  size: number,
  etag: string,
): ByteRange | 'unsatisfiable' | undefined {
  const condition = headers['if-range'];
  if (headers.range === undefined || (condition !== undefined && condition !== etag)) return undefined;
  const ranges = parseRange(size, headers.range);
  if (ranges === -1) return 'unsatisfiable';
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return undefined;
  return ranges[0];
}

function notFound(): ApiError {
  return new ApiError(404, 'not_found', 'there is no such file');
}
