import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { parse, uploadPlaceSchema } from '@realtime-chat/protocol';
import { io, type Socket } from 'socket.io-client';

/** As the element sends them, in bytes. */
const partSize = 512 * 1024;

/** A connection that is idle for so many milliseconds is closed before the relay closes it, which it does after five seconds. */
const idleTime = 3000;

const room = 'room-of-files';

/** Uploads files of several people to a relay. Connections stay open, as those of browsers do. */
export class Uploaders {
  #sockets: Socket[];
  #port: number;
  #agent = new Agent({ keepAlive: true, timeout: idleTime });
  #bytes: Buffer;

  private constructor(port: number, sockets: Socket[], size: number) {
    this.#port = port;
    this.#sockets = sockets;
    this.#bytes = randomBytes(size);
  }

  /** Resolves when all are in a room of their own. */
  static async enter(port: number, people: number, size: number): Promise<Uploaders> {
    const sockets: Socket[] = [];
    for (let index = 0; index < people; index += 1) {
      const options = { auth: { protocol: 1, files: true }, transports: ['websocket'], forceNew: true };
      const socket = io(`http://127.0.0.1:${port}`, options);
      sockets.push(socket);
      await once(socket as never, 'connect');
      await socket.timeout(10_000).emitWithAck('join', { room, username: `Uploader ${index}` });
    }
    return new Uploaders(port, sockets, size);
  }

  /** Each uploads a file, all at once. Resolves when the last one is complete. */
  async uploadAll(): Promise<void> {
    await Promise.all(this.#sockets.map((socket) => this.#upload(socket)));
  }

  close(): void {
    for (const socket of this.#sockets) socket.disconnect();
    this.#agent.destroy();
  }

  async #upload(socket: Socket): Promise<void> {
    // No two files have the same bytes: the relay would keep them once.
    const bytes = Buffer.concat([randomBytes(16), this.#bytes.subarray(16)]);
    const wanted = { room, name: 'file.bin', size: bytes.length };
    const place = parse(uploadPlaceSchema, await socket.timeout(60_000).emitWithAck('upload', wanted));
    if (!place.ok) throw new Error(`The relay takes no upload: ${place.reason}`);
    for (let offset = 0; offset < bytes.length; offset += partSize)
      await this.#sendPart(`/${place.value.url}`, offset, bytes.subarray(offset, offset + partSize));
  }

  async #sendPart(path: string, offset: number, part: Buffer): Promise<void> {
    const headers = {
      'Tus-Resumable': '1.0.0',
      'Content-Type': 'application/offset+octet-stream',
      'Content-Length': part.length,
      'Upload-Offset': offset,
    };
    const target = { hostname: '127.0.0.1', port: this.#port, path, method: 'PATCH' };
    const sent = request({ ...target, agent: this.#agent, headers });
    sent.end(part);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const body = await text(response);
    if (response.statusCode !== 204)
      throw new Error(`The relay took no part: ${response.statusCode} ${body}`);
  }
}
