import type { ErrorCode, WireError } from '@realtime-chat/protocol';

/** A request that is refused by name. Whoever handles the request throws it; the wire carries it. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: ErrorCode;
  /** Seconds after which the same request may succeed. */
  readonly retryAfter: number | undefined;
  /** A word on the reason for the relay's own log alone, such as `expired`. */
  readonly detail: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { retryAfter?: number; cause?: unknown; detail?: string } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryAfter = options.retryAfter;
    this.detail = options.detail;
  }

  toJSON(): WireError {
    const { code, message, retryAfter } = this;
    return retryAfter === undefined ? { code, message } : { code, message, retryAfter };
  }
}

/** @param wait for how many milliseconds */
export function rateLimited(message: string, wait: number): Refusal {
  return new Refusal('rate_limited', message, { retryAfter: Math.ceil(wait) / 1000 });
}
