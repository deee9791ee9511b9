/** All error codes of refusals. PROTOCOL.md explains each for clients. */
export const errorCodes = [
  'invalid',
  'unsupported_protocol',
  'unsupported',
  'not_joined',
  'name_taken',
  'conflict',
  'unauthorized',
  'forbidden',
  'too_late',
  'not_found',
  'too_many',
  'rate_limited',
  'origin_refused',
  'too_many_connections',
  'muted',
  'banned',
  'locked',
  'blocked',
  'held',
  'unavailable',
  'files_off',
  'file_not_found',
  'file_refused',
  'too_large',
  'storage_full',
  'expired',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** A refusal on the wire. */
export interface WireError {
  code: ErrorCode;
  /** English, for developers and logs. A user interface shows its own sentence for the code. */
  message: string;
  /** Seconds after which the same request may succeed. Without it, repeating the request is of no use. */
  retryAfter?: number;
  /** With `unauthorized`: why the token was refused, in a word, or `missing` if there was none. */
  reason?: string;
}

/** The acknowledgement of a refused request. */
export interface Refused {
  ok: false;
  error: WireError;
}

/** The acknowledgement of any request. */
export type Answer<T> = ({ ok: true } & T) | Refused;
