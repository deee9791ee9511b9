import { cutText } from '@realtime-chat/protocol';
import { refuse } from './handle.ts';
import { Refusal } from '../refusal.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/** The answer repeats at most this many characters of the event's name. */
const maxNameLength = 64;

/** Refuses requests without a handler: otherwise a client that waits for an answer would wait for ever. */
export function serveUnsupported(socket: RelaySocket): void {
  socket.onAny((event: unknown, ...args: unknown[]) => {
    const name = String(event);
    // Socket.IO itself listens to `error`, so `eventNames()` has it although the relay does not serve it.
    if (name !== 'error' && socket.eventNames().some((known) => known === event)) return;
    refuse(
      args,
      new Refusal('unsupported', `this relay does not know the request "${cutText(name, maxNameLength)}"`),
    );
  });
}
