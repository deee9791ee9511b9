import type { ErrorCode, WireError } from '@realtime-chat/protocol';

/** A refused request, with an error code. The handler throws it, and the client gets its JSON. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: ErrorCode;
  /** Seconds after which the same request may succeed. */
  readonly retryAfter: number | undefined;
  /** The reason in a word, such as `expired`. Clients are told why a token was refused; the rest is for the relay's log. */
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
    const { code, message, retryAfter, detail } = this;
    return {
      code,
      message,
      ...(retryAfter !== undefined && { retryAfter }),
      ...(code === 'unauthorized' && detail !== undefined && { reason: detail }),
    };
  }
}

/**
 * The longest `retryAfter` of a rate limit, in milliseconds: a limit may be raised or free sooner. A browser's timer also
 * ends at once if it is set to more than 24.8 days, and the client would ask again without end.
 */
const maxWait = 60 * 60 * 1000;

/** @param wait in milliseconds */
export function rateLimited(message: string, wait: number): Refusal {
  return new Refusal('rate_limited', message, { retryAfter: Math.ceil(Math.min(wait, maxWait)) / 1000 });
}
