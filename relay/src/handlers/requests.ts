import { serveEntering } from './join.ts';
import { serveModerating } from './moderation.ts';
import { serveNotices } from './ephemeral.ts';
import type { Relayed } from '../context.ts';
import { serveReporting } from './reports.ts';
import type { RelaySocket } from '../rooms/sockets.ts';
import { serveUnsupported } from './unsupported.ts';
import { serveWriting } from './messages.ts';

/** Serves a client that speaks the protocol. */
export function serveRequests(socket: RelaySocket, relayed: Relayed): void {
  serveEntering(socket, relayed);
  serveWriting(socket, relayed);
  serveModerating(socket, relayed);
  serveReporting(socket, relayed);
  serveNotices(socket, relayed);
  serveUnsupported(socket);
}
