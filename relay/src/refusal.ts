import type { ErrorCode, WireError } from '@realtime-chat/protocol';

/** A request that is refused by name. Whoever handles the request throws it; the wire carries it. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: ErrorCode;
  /** Seconds after which the same request may succeed. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, options: { retryAfter?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryAfter = options.retryAfter;
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
