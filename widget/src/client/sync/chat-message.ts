import type { ChatFile, Message } from '@realtime-chat/protocol';
import type { ChatErrorCode } from '../chat-error.js';
import { newId } from '../random-id.js';

/**
 * - `queued`: waits for a connection, or for the messages before it
 * - `sending`: sent, and not acknowledged yet
 * - `sent`: stored by the relay
 * - `failed`: given up
 */
export type MessageState = 'queued' | 'sending' | 'sent' | 'failed';

/** A file of a message as it is shown. */
export interface MessageFile extends ChatFile {
  /** The bytes of a file that this page sends. */
  data?: Blob;
  /** Of a file that is being uploaded: how many of its bytes the relay has. */
  sent?: number | undefined;
  /** Of an own message that is not stored yet: whether the relay has all of the file. */
  done?: boolean | undefined;
  /** Of a file that is being uploaded: why the relay does not take it now. It is tried again. */
  refusal?: ChatErrorCode | undefined;
}

/** A message as it is shown. */
export interface ChatMessage extends Omit<Message, 'seq' | 'files'> {
  /** Its files. Then the text is their caption, and may be empty. */
  files?: MessageFile[] | undefined;
  /** Its place in the room's log, once it has one. */
  seq?: number;
  state: MessageState;
  /** Whether this person sent it. */
  own: boolean;
  /** Why it failed. */
  error?: ChatErrorCode;
  /** When it is sent again, in milliseconds since 1970 by the relay's clock, if the relay has set a time. */
  retryAt?: number;
  /** The message is shown with a change that the relay has not stored yet. */
  changing?: boolean;
}

/** A text of the server itself, which is in no log. */
export function serverMessage(message: string, time: number): ChatMessage {
  return { id: newId(), time, sender: '', message, own: false, state: 'sent' };
}
