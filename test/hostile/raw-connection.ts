import { Manager } from 'socket.io-client';

/** A connection on which anything can be said, as it stands in the frame. */
export interface RawConnection {
  isOpen: () => boolean;
  send: (frame: string | Buffer) => void;
  /** A ping of WebSocket itself. */
  ping: () => void;
  /** Comes in, as any client does; resolves when that is answered. */
  enter: () => Promise<void>;
  /** Resolves at the end, whoever makes it. */
  ended: Promise<void>;
  close: () => void;
}

interface WebSocketTransport {
  ws: { send(frame: string | Buffer): void; ping(): void };
}

/** @throws {Error} if the relay does not take it */
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
  // What the relay says to nonsense is not ours to understand.
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
