import type { Connection } from '../rooms/sockets.ts';

/** Ends a connection at once. An orderly close would wait until the client has read everything. */
export function terminate(connection: Connection): void {
  const { transport } = connection;
  connection.close(true);
  // Without this, the WebSocket would wait for the client's close frame.
  if ('socket' in transport && isTerminable(transport.socket)) transport.socket.terminate();
}

function isTerminable(socket: unknown): socket is { terminate(): void } {
  return typeof socket === 'object' && socket !== null && 'terminate' in socket;
}
