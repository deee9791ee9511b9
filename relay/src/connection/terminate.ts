import type { Connection } from '../rooms/sockets.ts';

/** Ends a connection at once: to close in good order would mean to wait until its other end has read everything. */
export function terminate(connection: Connection): void {
  const { transport } = connection;
  connection.close(true);
  // A WebSocket goes on waiting for the other end to close it.
  if ('socket' in transport && isTerminable(transport.socket)) transport.socket.terminate();
}

function isTerminable(socket: unknown): socket is { terminate(): void } {
  return typeof socket === 'object' && socket !== null && 'terminate' in socket;
}
