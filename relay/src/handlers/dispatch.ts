import { cutText } from '@realtime-chat/protocol';
import { type Handler, refuse } from './handle.ts';
import { Refusal } from '../refusal.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/** Gets each request and its arguments, and returns the arguments for its handler: it may put a callback around the client's. */
export type WatchAnswer = (request: string, args: readonly unknown[]) => readonly unknown[];

/** Gets each request of a socket and its arguments, and returns the arguments for its handler. */
export type HoldConnection = (socketId: string, args: readonly unknown[]) => readonly unknown[];

/** The answer repeats at most this many characters of the event's name. */
const maxNameLength = 64;

/**
 * Calls the handler of each event that a client sends. All sockets share the handlers, and each has one listener: a listener
 * for each event of each socket would be half of the memory of a connection. An event without a handler is
 * refused: otherwise a client that waits for an answer would wait for ever.
 *
 * @param handlers by the name of the event
 * @param holdConnection keeps a connection open until its requests are answered
 */
export function dispatchEvents(
  socket: RelaySocket,
  handlers: ReadonlyMap<string, Handler>,
  watchAnswer?: WatchAnswer,
  holdConnection?: HoldConnection,
): void {
  socket.onAny((event: unknown, ...given: unknown[]) => {
    // Packets that came in one chunk with the end of the connection.
    if (!socket.connected) return;
    const name = String(event);
    const handler = typeof event === 'string' ? handlers.get(event) : undefined;
    // Clients make up any number of other names.
    const watched = watchAnswer ? watchAnswer(handler ? name : 'unknown', given) : given;
    const args = holdConnection ? holdConnection(socket.id, watched) : watched;
    if (handler) return handler(socket, args);
    refuse(
      args,
      new Refusal('unsupported', `this relay does not know the request "${cutText(name, maxNameLength)}"`),
    );
  });
}
