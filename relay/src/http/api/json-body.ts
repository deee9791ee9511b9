import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error.ts';

/** As of a frame on the wire. */
const maxBytes = 64 * 1024;

/** How long a body may take, in milliseconds. */
const bodyTimeout = 5000;

/** @throws {ApiError} if there is no JSON in it */
export async function jsonBody(request: IncomingMessage): Promise<unknown> {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  if (!/^application\/json *(;|$)/i.test(type) || encoding !== 'identity') {
    throw new ApiError(415, 'unsupported_media_type', 'the body must be application/json, not compressed');
  }
  const bytes = await body(request);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ApiError(400, 'invalid', 'the body is not JSON');
  }
}

/** Not by iterating over it: to stop that early ends the connection, before the answer is out. */
function body(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = new ApiError(413, 'too_large', `the body must have at most ${maxBytes} bytes`);
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return reject(tooLarge);
    const pieces: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => {
      settle(() => reject(new ApiError(408, 'timeout', 'the body took too long')));
    }, bodyTimeout);
    const take = (piece: Buffer): void => {
      size += piece.length;
      if (size > maxBytes) settle(() => reject(tooLarge));
      else pieces.push(piece);
    };
    const end = (): void => settle(() => resolve(Buffer.concat(pieces)));
    const breakOff = (): void =>
      settle(() => reject(new ApiError(400, 'invalid', 'the body was broken off')));
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      request.off('data', take).off('end', end).off('close', breakOff);
      how();
    };
    request.on('data', take).on('end', end).on('close', breakOff);
  });
}
