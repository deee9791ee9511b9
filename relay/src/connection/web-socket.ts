import type { Connection } from '../rooms/sockets.ts';

/** The part of a WebSocket of the package `ws`, as Engine.IO makes it, that the relay uses. */
export interface WebSocket {
  readonly readyState: number;
  on(event: 'ping' | 'pong', listener: () => void): WebSocket;
  once(event: 'close', listener: () => void): WebSocket;
  pause(): void;
  terminate(): void;
}

/** Returns the WebSocket of a transport, or undefined for polling. */
export function webSocketOf(transport: Connection['transport']): WebSocket | undefined {
  return 'socket' in transport && isWebSocket(transport.socket) ? transport.socket : undefined;
}

function isWebSocket(socket: unknown): socket is WebSocket {
  return typeof socket === 'object' && socket !== null && 'pause' in socket && 'terminate' in socket;
}
