import type { Connection } from '../rooms/sockets.ts';
import { webSocketOf } from './web-socket.ts';

/** How long a client may take to close its WebSocket after the relay has closed it, in milliseconds. */
const closeTimeout = 1000;

/** The state of a WebSocket that both sides have closed. */
const closed = 3;

/**
 * Ends the WebSocket of a connection that has just closed. The library waits 30 s for the client and parses its frames meanwhile, but no
 * limit on connections counts it any more.
 */
export function terminateAfterClose(connection: Connection): void {
  const socket = webSocketOf(connection.transport);
  if (!socket || socket.readyState === closed) return;
  const timer = setTimeout(() => socket.terminate(), closeTimeout).unref();
  socket.once('close', () => clearTimeout(timer));
}
