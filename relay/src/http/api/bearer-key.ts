import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error.ts';

/**
 * Checks the API key of requests. It compares digests, which have the same length for any key, and in constant time: the
 * time tells nothing about the right key.
 *
 * @returns a function that throws an `ApiError` if a request does not have the key
 */
export function keyGuard(key: string): (request: IncomingMessage) => void {
  const expected = digestOf(key);
  return ({ headers: { authorization = '' } }) => {
    const given = /^Bearer +([^ ]+) *$/i.exec(authorization)?.[1];
    if (given === undefined) throw unauthorized('a key is needed, as Authorization: Bearer KEY', 'Bearer');
    if (timingSafeEqual(digestOf(given), expected)) return;
    throw unauthorized('this is not the key', 'Bearer error="invalid_token"');
  };
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function unauthorized(message: string, challenge: string): ApiError {
  return new ApiError(401, 'unauthorized', message, { 'WWW-Authenticate': challenge });
}
