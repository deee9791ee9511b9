import { serveEntering } from './entering.ts';
import { serveModerating } from './moderating.ts';
import { serveNotices } from './notices.ts';
import type { Relayed } from './relayed.ts';
import { serveReporting } from './reporting.ts';
import type { RelaySocket } from './server.ts';
import { serveWriting } from './writing.ts';

/** Serves a client that speaks the protocol. */
export function serveRequests(socket: RelaySocket, relayed: Relayed): void {
  serveEntering(socket, relayed);
  serveWriting(socket, relayed);
  serveModerating(socket, relayed);
  serveReporting(socket, relayed);
  serveNotices(socket, relayed);
}
