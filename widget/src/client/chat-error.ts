import type { ErrorCode } from '@realtime-chat/protocol';

/**
 * Why something did not work: a refusal of the relay, or one of the client's own reasons:
 *
 * - `no_name`: a message needs a name to go under
 * - `bad_name`: a name that cannot be shown on one line, or cannot be seen
 * - `empty`, `too_long`: the text cannot be sent as it is
 * - `bad_url`: the relay's address is no address
 * - `unreachable`: nothing answers at the relay's address
 * - `no_answer`: the relay did not answer in time
 * - `bad_frame`: the relay said something that cannot be understood
 * - `disconnected`: the relay ended the connection
 * - `unconfirmed`: a server that keeps no history did not show the message to us
 * - `cancelled`: the page kept the message back
 * - `closed`: the room was closed
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
  | 'unconfirmed'
  | 'cancelled'
  | 'closed'
  // A relay may be newer than its client. (This form keeps the editor's completion of the codes above.)
  | (string & Record<never, never>);

/** The longest that a timer can wait, in milliseconds; one that waits for longer would not wait at all. */
export const longestWait = 2 ** 31 - 1;

export class ChatError extends Error {
  override name = 'ChatError';

  constructor(
    readonly code: ChatErrorCode,
    message: string = code,
    /** Seconds after which another try may succeed. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}
