import type { Member } from '@realtime-chat/protocol';
import type { ChatError } from './chat-error.js';
import type { ChatStatus } from './connection/room-status.js';
import type { ChatMessage } from './sync/chat-message.js';

/** The events of a `ChatRoom`, by name, with the detail that each listener gets. */
export interface ChatRoomEvents {
  status: { status: ChatStatus; previous: ChatStatus; problem: ChatError | undefined };
  /** Something that a page shows of the room has changed. */
  change: undefined;
  /** The outbox has stored an own message, and sends it when its turn comes. */
  queued: ChatMessage;
  /** A message has arrived live, from anybody. */
  message: ChatMessage;
  /** The relay has stored an own message. */
  sent: ChatMessage;
  /** A request has failed. `message` is the own message that could not be sent, if the error is about one. */
  error: { error: ChatError; message?: ChatMessage };
  /** The token, or the relay, names another person than before. The room was that of the last one, and is closed. */
  person: undefined;
  members: { count: number; members: readonly Member[] };
  /** For moderators: the review queue has changed. The number of its items may be the same as before. */
  queue: number;
}

/** Emits an event of the room. The parts of the room get this function from `ChatRoom`. */
export type Emit = <Name extends keyof ChatRoomEvents>(event: Name, detail: ChatRoomEvents[Name]) => void;
