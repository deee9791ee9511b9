import { refuse } from './handle.ts';
import { Refusal } from '../refusal.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/** As much of an event's name as the answer repeats. */
const longestName = 64;

/** Answers the requests for which there is no handler: a client that waits for an answer would wait for ever. */
export function serveUnsupported(socket: RelaySocket): void {
  socket.onAny((event: unknown, ...args: unknown[]) => {
    const name = String(event);
    // Socket.IO listens to `error` itself, so that a client which sends one does no harm.
    if (name !== 'error' && socket.eventNames().some((known) => known === event)) return;
    refuse(args, new Refusal('unsupported', `this relay has no request ${name.slice(0, longestName)}`));
  });
}
