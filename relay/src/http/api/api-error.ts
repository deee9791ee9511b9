import type { OutgoingHttpHeaders } from 'node:http';
import type { ErrorCode } from '@realtime-chat/protocol';
import type { Refusal } from '../../refusal.ts';

/** Codes that HTTP has and the wire does not. */
type HttpCode = 'method_not_allowed' | 'precondition_failed' | 'timeout' | 'unsupported_media_type';

/** The HTTP statuses of codes; 400 for all others. */
const statuses: Partial<Record<ErrorCode, number>> = {
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  file_not_found: 404,
  conflict: 409,
  expired: 410,
  too_large: 413,
  file_refused: 422,
  rate_limited: 429,
  unavailable: 503,
  storage_full: 507,
};

/** The error of a refused request of the API, or of one for a file. */
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
