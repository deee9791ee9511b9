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

/** What the session asks the room, and what it tells the room. */
export interface SessionHost {
  /** Up to where the room's log is known. */
  readonly position: Position | undefined;
  /** A new connection is about to open: the host adds its listeners. */
  attach(connection: Connection): void;
  /** A join is sent, or has ended. Its answer is told in between. */
  joining(isJoining: boolean): void;
  joined(answer: Joined): void;
  /** The person is better known than before. */
  identified(): void;
  /** The room was joined, or joined again: requests can be sent. */
  online(): void;
  /** The room is not online any more, or not yet. */
  offline(): void;
}
