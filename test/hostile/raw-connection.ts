import { Manager } from 'socket.io-client';

/** A connection on which a test can send any frame, also a malformed one. */
export interface RawConnection {
  isOpen: () => boolean;
  send: (frame: string | Buffer) => void;
  /** Sends a ping frame of the WebSocket protocol. */
  ping: () => void;
  /** Sends the CONNECT packet of Socket.IO; resolves when the relay answers it. */
  enter: () => Promise<void>;
  /** Resolves when the relay or the test closes the connection. */
  ended: Promise<void>;
  close: () => void;
}

interface WebSocketTransport {
  ws: { send(frame: string | Buffer): void; ping(): void };
}

/** @throws {Error} if the relay does not accept the connection */
export async function newRawConnection(
  url: string,
  headers: Record<string, string> = {},
): Promise<RawConnection> {
  const manager = new Manager(url, {
    autoConnect: false,
    reconnection: false,
    transports: ['websocket'],
    extraHeaders: headers,
  });
  await new Promise<void>((resolve, reject) => {
    manager.open((error) => (error ? reject(error) : resolve()));
  });
  const { engine } = manager;
  const { ws } = engine.transport as unknown as WebSocketTransport;
  // The relay may answer a malformed frame with an error, which the tests do not need.
  manager.on('error', () => {});
  const ended = new Promise<void>((resolve) => engine.once('close', () => resolve()));
  return {
    isOpen: () => engine.readyState === 'open',
    send: (frame) => ws.send(frame),
    ping: () => ws.ping(),
    async enter() {
      const answered = new Promise<void>((resolve) => engine.once('message', () => resolve()));
      ws.send('40{"protocol":1}');
      await Promise.race([answered, ended]);
    },
    ended,
    close: () => void engine.close(),
  };
}
