import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Kind } from './servers.ts';

/** Stands once in each text that is sent, and nowhere else. */
export const mark = '~#~#';

/** How often a connection says that it is alive, in milliseconds: more often than any server asks. */
const aliveInterval = 4000;

/**
 * One WebSocket of a crowd. It takes as little time as it can: the crowd shares the processors with the server that is
 * measured. A connection that only listens counts the marks in what arrives. One that also talks reads frames, for the
 * acknowledgements.
 */
export class Connection {
  /** Messages that have arrived. */
  delivered = 0;
  #socket: Socket;
  #isSocketIo: boolean;
  #room: string;
  #isReading = true;
  #rest: Buffer = Buffer.alloc(0);
  #nextId = 0;
  #waiting = new Map<string, () => void>();
  #markOpen = (): void => {};
  #opened = new Promise<void>((resolve) => (this.#markOpen = resolve));
  #alive: NodeJS.Timeout;

  private constructor(socket: Socket, kind: Kind, room: string) {
    this.#socket = socket;
    this.#isSocketIo = kind !== 'ws';
    this.#room = room;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#alive = setInterval(() => this.#isSocketIo && this.#write('3'), aliveInterval);
  }

  /** Connects, and joins the room under this name. */
  static async join(port: number, kind: Kind, room: string, username: string): Promise<Connection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const path = kind === 'ws' ? '/' : '/socket.io/?EIO=4&transport=websocket';
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
    await headersEnd(socket);
    const connection = new Connection(socket, kind, room);
    if (kind !== 'ws') {
      connection.#write(`40${JSON.stringify({ protocol: 1 })}`);
      await connection.#opened;
    }
    await connection.#ask('join', { room, id: newId(), username });
    return connection;
  }

  /** Resolves when the message is acknowledged. */
  say(message: string): Promise<void> {
    return this.#ask('send', { room: this.#room, id: newId(), message });
  }

  /** From now on, acknowledgements are not waited for. */
  onlyListen(): void {
    this.#isReading = false;
  }

  close(): void {
    clearInterval(this.#alive);
    this.#socket.destroy();
  }

  #ask(event: string, request: { room: string; id: string; [field: string]: string }): Promise<void> {
    const isSocketIo = this.#isSocketIo;
    const id = isSocketIo ? String(this.#nextId++) : request.id;
    const answered = new Promise<void>((resolve) => this.#waiting.set(id, resolve));
    this.#write(
      isSocketIo ? `42${id}${JSON.stringify([event, request])}` : JSON.stringify({ event, ...request }),
    );
    return answered;
  }

  #take(chunk: Buffer): void {
    for (let at = chunk.indexOf(mark); at !== -1; at = chunk.indexOf(mark, at + 1)) this.delivered += 1;
    if (!this.#isReading) return;
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    for (;;) {
      const frame = firstFrame(this.#rest);
      if (!frame) return;
      this.#read(this.#rest.toString('latin1', frame.start, Math.min(frame.end, frame.start + 200)));
      this.#rest = this.#rest.subarray(frame.end);
    }
  }

  #read(frame: string): void {
    if (frame.startsWith('40')) this.#markOpen();
    const [, id] = (this.#isSocketIo ? /^43(\d+)/ : /^{"acknowledged":"(\w+)"/).exec(frame) ?? [];
    if (id === undefined) return;
    if (frame.includes('"ok":false')) throw new Error(`The server refused: ${frame}`);
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
  }

  /** A client's frame is masked; a mask of zeros changes nothing. */
  #write(text: string): void {
    const { length } = Buffer.from(text);
    const header = length < 126 ? [0x81, 0x80 | length] : [0x81, 0x80 | 126, length >> 8, length & 0xff];
    this.#socket.write(Buffer.concat([Buffer.from([...header, 0, 0, 0, 0]), Buffer.from(text)]));
  }
}

function newId(): string {
  return randomBytes(16).toString('hex');
}

/** Where the payload of the first frame begins and ends, once all of it is there. */
function firstFrame(bytes: Buffer): { start: number; end: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1);
  const start = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < start) return undefined;
  const length =
    short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  return bytes.length < start + length ? undefined : { start, end: start + length };
}

/** What follows the headers is given back to the socket. */
async function headersEnd(socket: Socket): Promise<void> {
  let bytes = Buffer.alloc(0);
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    bytes = Buffer.concat([bytes, chunk]);
    const end = bytes.indexOf('\r\n\r\n');
    if (end === -1) continue;
    if (!bytes.toString('latin1', 0, 20).includes(' 101 ')) throw new Error(bytes.toString('latin1'));
    socket.pause();
    socket.unshift(bytes.subarray(end + 4));
    setImmediate(() => socket.resume());
    return;
  }
}
