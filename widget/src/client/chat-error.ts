import type { ErrorCode } from '@realtime-chat/protocol';

/**
 * Why a request failed: a code of the relay, or one of the client's own codes:
 *
 * - `no_name`: a message needs a username
 * - `bad_name`: the username is too long, has several lines, or has no visible character
 * - `empty`, `too_long`: the text cannot be sent as it is
 * - `bad_url`: the relay URL is not a valid URL
 * - `unreachable`: nothing answers at the relay URL
 * - `no_answer`: the relay did not answer in time
 * - `bad_frame`: the relay sent a frame that does not fit its schema
 * - `disconnected`: the relay ended the connection
 * - `no_token`: the page's `tokenProvider` failed; it is asked again
 * - `unconfirmed`: nobody knows whether the message was stored, because no valid acknowledgement came
 * - `cancelled`: the page cancelled the message
 * - `closed`: the room was closed
 * - `readonly`: the person has only the right to read in this room
 */
export type ChatErrorCode =
  | ErrorCode
  | 'no_name'
  | 'bad_name'
  | 'empty'
  | 'too_long'
  | 'bad_url'
  | 'unreachable'
  | 'no_answer'
  | 'bad_frame'
  | 'disconnected'
  | 'no_token'
  | 'unconfirmed'
  | 'cancelled'
  | 'closed'
  | 'readonly'
  // A relay may be newer than its client. This form keeps the editor's completion of the codes above.
  | (string & Record<never, never>);

/** The longest delay of a timer, in milliseconds. A timer with a longer delay fires at once. */
export const maxTimerDelay = 2 ** 31 - 1;

export class ChatError extends Error {
  override name = 'ChatError';

  constructor(
    readonly code: ChatErrorCode,
    message: string = code,
    /** Seconds after which another attempt may succeed. */
    readonly retryAfter?: number,
    /** With `unauthorized`: why the relay refuses the token, in a word, or `missing` if there is none. */
    readonly reason?: string,
  ) {
    super(message);
  }
}
