import { fileRefusalSchema, read } from '@realtime-chat/protocol';
import type { DetailedError } from 'tus-js-client';
import { ChatError, type ChatErrorCode } from '../../chat-error.js';

/** The codes of answers without a body, such as those to HEAD. */
const codes: Record<number, string> = {
  403: 'forbidden',
  404: 'not_found',
  410: 'expired',
  413: 'too_large',
  507: 'storage_full',
};

/** Answers after which the same request may succeed, although they blame the client. */
const passing = new Set([408, 409, 423, 429]);

export function asChatError(error: Error | DetailedError): ChatError {
  const response = 'originalResponse' in error ? error.originalResponse : undefined;
  if (!response) {
    // The file itself cannot be read: it was changed or removed on the disk.
    const cause = 'causingError' in error ? error.causingError : error;
    if (cause instanceof DOMException) return new ChatError('file_unreadable');
    return new ChatError('no_answer');
  }
  const status = response.getStatus();
  const isFinal = status >= 400 && status < 500 && !passing.has(status);
  const retryAfter = isFinal ? undefined : secondsOf(response.getHeader('Retry-After'));
  const refusal = read(fileRefusalSchema, parsed(response.getBody()))?.error;
  const wait = refusal?.retryAfter ?? retryAfter;
  // Without a time to wait, the code of a refusal would end the upload.
  const isTriedAgain = passing.has(status) && wait === undefined;
  if (refusal && !isTriedAgain) return new ChatError(refusal.code, refusal.message, wait);
  // A proxy has answered, or there is no body.
  const code = codes[status] ?? (isFinal ? 'file_refused' : 'no_answer');
  return new ChatError(code, `the answer has the status ${status}`, wait);
}

/** Whether the link was cut, or the relay has another part than this page knows of. Then tus tries again at once. */
export function isCut({ originalResponse }: DetailedError): boolean {
  const status = originalResponse?.getStatus();
  return status === undefined || status === 409 || status === 423;
}

/** Codes that blame neither the file nor the person. */
const unavailable = new Set<string>(['no_answer', 'not_joined', 'unavailable']);

/** Whether another attempt may succeed. */
export function isPassing({ code, retryAfter }: ChatError): boolean {
  return unavailable.has(code) || retryAfter !== undefined;
}

/** @returns the code of a refusal that people are told while the upload waits */
export function refusalIn({ code }: ChatError): ChatErrorCode | undefined {
  return unavailable.has(code) ? undefined : code;
}

/** The header is a number of seconds or a date. */
function secondsOf(header: string | undefined): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  const wait = Number.isNaN(seconds) ? (Date.parse(header) - Date.now()) / 1000 : seconds;
  return wait >= 0 ? wait : undefined;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
