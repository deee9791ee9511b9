import type { OutgoingHttpHeaders } from 'node:http';
import type { ErrorCode } from '@realtime-chat/protocol';
import type { Refusal } from '../../refusal.ts';

/** Codes that the API has and the wire does not. */
type HttpCode = 'method_not_allowed' | 'timeout' | 'too_large' | 'unsupported_media_type';

/** The HTTP statuses of codes; 400 for all others. */
const statuses: Partial<Record<ErrorCode, number>> = {
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  unavailable: 503,
};

/** The error of a refused request of the API. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  readonly code: ErrorCode | HttpCode;
  readonly headers: OutgoingHttpHeaders;
  readonly retryAfter: number | undefined;

  constructor(
    status: number,
    code: ErrorCode | HttpCode,
    message: string,
    headers: OutgoingHttpHeaders = {},
    retryAfter?: number,
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.retryAfter = retryAfter;
  }

  static of({ code, message, retryAfter }: Refusal): ApiError {
    // Whole seconds, rounded up: an earlier retry would be refused.
    const headers = retryAfter === undefined ? {} : { 'Retry-After': Math.ceil(retryAfter) };
    return new ApiError(statuses[code] ?? 400, code, message, headers, retryAfter);
  }

  toJSON(): object {
    const { code, message, retryAfter } = this;
    return { error: { code, message, ...(retryAfter !== undefined && { retryAfter }) } };
  }
}
