import { randomBytes } from 'node:crypto';
import { read, refusedSchema, sentSchema } from '@realtime-chat/protocol';
import { io } from 'socket.io-client';
import type { Written } from './history.ts';
import type { Random } from './random.ts';
import { write } from './words.ts';

/** What became of one try: where it is stored, or by what name it was refused. */
export type Answered = { seq: number } | { refused: string; retryAfter: number | undefined } | 'no answer';

/** Somebody who sends by the bare wire and never tries again, to see what the relay itself answers. */
export class PlainClient {
  readonly name: string;
  readonly written: Written[] = [];
  #socket: ReturnType<typeof io>;
  #room: string;
  #random: Random;
  /** Resolves when it was in the room for the first time. */
  #entered: Promise<void>;

  constructor(name: string, relayUrl: string, room: string, random: Random) {
    this.name = name;
    this.#room = room;
    this.#random = random;
    this.#socket = io(relayUrl, { auth: { protocol: 1 }, transports: ['websocket'], forceNew: true });
    this.#entered = new Promise((resolve) => {
      this.#socket.on('connect', () => this.#socket.emit('join', { room, username: name }, () => resolve()));
    });
  }

  /** @param padding makes the message longer by so many characters, each try another one. */
  async send(padding = 0): Promise<Answered> {
    const written: Written = {
      writer: this.name,
      text: write({ writer: this.name, number: this.written.length }, this.#random, padding),
    };
    const refused: Written = { ...written, refused: true };
    const place = this.written.push(refused) - 1;
    await this.#entered;
    const request = { room: this.#room, id: randomBytes(16).toString('hex'), message: written.text };
    let answer: unknown;
    try {
      answer = await this.#socket.timeout(10_000).emitWithAck('send', request);
    } catch {
      return 'no answer';
    }
    const sent = read(sentSchema, answer);
    if (!sent) {
      const refusal = read(refusedSchema, answer)?.error;
      return refusal ? { refused: refusal.code, retryAfter: refusal.retryAfter } : 'no answer';
    }
    this.written[place] = { ...written, acknowledged: { seq: sent.seq, era: 0 } };
    return { seq: sent.seq };
  }

  close(): void {
    this.#socket.disconnect();
  }
}
