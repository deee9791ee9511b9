import { serveEphemeral } from './ephemeral.ts';
import { serveHistory } from './history.ts';
import { serveJoin } from './join.ts';
import { serveMessages } from './messages.ts';
import { serveModeration } from './moderation.ts';
import { serveReports } from './reports.ts';
import { serveUnsupported } from './unsupported.ts';
import type { RelayContext } from '../context.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/** Serves a client that speaks the protocol. */
export function serveRequests(socket: RelaySocket, context: RelayContext): void {
  serveJoin(socket, context);
  serveHistory(socket, context);
  serveMessages(socket, context);
  serveModeration(socket, context);
  serveReports(socket, context);
  serveEphemeral(socket, context);
  serveUnsupported(socket);
}
