import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error.ts';

/** The same as the largest frame on the wire. */
const maxBytes = 64 * 1024;

/** How long a body may take, in milliseconds. */
const bodyTimeout = 5000;

/** @throws {ApiError} if the body is not JSON */
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

/** Does not iterate over the request: to stop an iteration early would end the connection before the answer is sent. */
function body(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = new ApiError(413, 'too_large', `the body must have at most ${maxBytes} bytes`);
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return reject(tooLarge);
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => {
      settle(() => reject(new ApiError(408, 'timeout', 'the body took too long')));
    }, bodyTimeout);
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > maxBytes) settle(() => reject(tooLarge));
      else chunks.push(chunk);
    };
    const end = (): void => settle(() => resolve(Buffer.concat(chunks)));
    const abort = (): void => settle(() => reject(new ApiError(400, 'invalid', 'the body was aborted')));
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      request.off('data', take).off('end', end).off('close', abort);
      finish();
    };
    request.on('data', take).on('end', end).on('close', abort);
  });
}
