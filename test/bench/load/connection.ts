import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Kind } from './servers.ts';

/** Stands once in each text that is sent, and nowhere else. */
export const mark = '~#~#';

/** The frame of a server's ping: in no text are these bytes side by side. */
const ping = Buffer.from([0x81, 1, 0x32]);

export interface Place {
  port: number;
  kind: Kind;
  /** From which of the machine's own addresses it connects. A relay bounds what waits for an answer by address. */
  address: string;
  /** The session of an earlier connection, so that the relay knows the person again. */
  session?: string | undefined;
}

/** What an answer to a join says, if the server is a relay. */
export interface Joined {
  session?: string | undefined;
  since?: { epoch: string; seq: number } | undefined;
}

interface JoinRequest {
  room: string;
  username: string;
  since?: Joined['since'];
}

/**
 * One WebSocket of a crowd. It takes as little time as it can: the crowd shares the processors with the server that is
 * measured. A connection that only listens counts the marks in what arrives, and answers pings. One that also talks reads frames, for the
 * acknowledgements.
 */
export class Connection {
  /** Messages that have arrived. */
  delivered = 0;
  /** Frames that had messages. */
  frames = 0;
  /** Is called whenever messages have arrived. */
  onDelivery: (() => void) | undefined;
  #socket: Socket;
  #isSocketIo: boolean;
  #room = '';
  #isReading = true;
  #rest: Buffer = Buffer.alloc(0);
  #nextId = 0;
  #waiting = new Map<string, (answer: string) => void>();
  #markOpen = (): void => {};
  #opened = new Promise<void>((resolve) => (this.#markOpen = resolve));
  #isOpen = true;

  private constructor(socket: Socket, kind: Kind) {
    this.#socket = socket;
    this.#isSocketIo = kind !== 'ws';
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    // The server may have been ended.
    socket.on('error', () => this.close()).on('close', () => this.close());
  }

  /** Connects, up to the end of the handshake of Socket.IO. */
  static async open({ port, kind, address, session }: Place): Promise<Connection> {
    const socket = connect({ port, host: '127.0.0.1', localAddress: address });
    await once(socket, 'connect');
    const path = kind === 'ws' ? '/' : '/socket.io/?EIO=4&transport=websocket';
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
    await headersEnd(socket);
    const connection = new Connection(socket, kind);
    if (kind !== 'ws') {
      // As today's clients: for those that do not show files, the relay keeps more.
      connection.#write(`40${JSON.stringify({ protocol: 1, files: true, session })}`);
      await connection.#opened;
    }
    return connection;
  }

  async join(request: JoinRequest): Promise<Joined> {
    this.#room = request.room;
    const answer = await this.#ask('join', { id: newId(), ...request });
    const [, epoch, seq] = /"epoch":"([^"]+)","head":(\d+)/.exec(answer) ?? [];
    const [, session] = /"session":"([^"]+)"/.exec(answer) ?? [];
    return { session, since: epoch === undefined ? undefined : { epoch, seq: Number(seq) } };
  }

  /** Resolves when the message is acknowledged. */
  async say(message: string): Promise<void> {
    await this.#ask('send', { room: this.#room, id: newId(), message });
  }

  /** From now on, acknowledgements are not waited for. */
  onlyListen(): void {
    this.#isReading = false;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  close(): void {
    this.#isOpen = false;
    this.#socket.destroy();
  }

  #ask(event: string, request: { id: string; [field: string]: unknown }): Promise<string> {
    const isSocketIo = this.#isSocketIo;
    const id = isSocketIo ? String(this.#nextId++) : request.id;
    const answered = new Promise<string>((resolve) => this.#waiting.set(id, resolve));
    this.#write(
      isSocketIo ? `42${id}${JSON.stringify([event, request])}` : JSON.stringify({ event, ...request }),
    );
    return answered;
  }

  #take(chunk: Buffer): void {
    const before = this.delivered;
    for (let at = chunk.indexOf(mark); at !== -1; at = chunk.indexOf(mark, at + 1)) this.delivered += 1;
    if (this.delivered > before) {
      this.frames += 1;
      this.onDelivery?.();
    }
    if (!this.#isReading) {
      for (let at = chunk.indexOf(ping); at !== -1; at = chunk.indexOf(ping, at + 1)) this.#write('3');
      return;
    }
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    for (;;) {
      const frame = firstFrame(this.#rest);
      if (!frame) return;
      this.#read(this.#rest.subarray(frame.start, frame.end));
      this.#rest = this.#rest.subarray(frame.end);
    }
  }

  #read(payload: Buffer): void {
    const start = payload.toString('latin1', 0, 60);
    if (start === '2') this.#write('3');
    if (start.startsWith('40')) this.#markOpen();
    const [, id] = (this.#isSocketIo ? /^43(\d+)/ : /^{"acknowledged":"(\w+)"/).exec(start) ?? [];
    if (id === undefined) return;
    const answer = payload.toString();
    if (start.includes('"ok":false')) throw new Error(`The server refused: ${answer}`);
    this.#waiting.get(id)?.(answer);
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
