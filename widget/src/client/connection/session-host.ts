import type { Joined, Position } from '@realtime-chat/protocol';
import type { Connection } from './connection.js';
import type { TokenProvider } from './token-source.js';

export interface SessionOptions {
  relayUrl: string;
  room: string;
  token: string | undefined;
  tokenProvider: TokenProvider | undefined;
  /** The present username of this person. */
  username: () => string | undefined;
}

/** The room, as the session knows it. The session calls all methods. */
export interface SessionHost {
  /** The position up to which the client has the room's log. */
  readonly position: Position | undefined;
  /** Adds the host's listeners to a new connection, which is about to open. */
  attach(connection: Connection): void;
  /** Called with true before a join is sent, and with false after it has succeeded or failed. */
  joining(isJoining: boolean): void;
  /** Applies the answer to a join. Called before `joining(false)`. */
  joined(answer: Joined): void;
  /** The identity was unknown or assumed, and is now known or corrected. */
  identified(): void;
  /** The room was joined, or joined again: requests can be sent. */
  online(): void;
  /** The room is not online: requests cannot be sent. */
  offline(): void;
}
