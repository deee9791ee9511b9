import { setTimeout as delay } from 'node:timers/promises';
import { read, refusedSchema, sentSchema } from '@realtime-chat/protocol';
import { io, type Socket } from 'socket.io-client';

/** The log of a room must not outgrow what one join brings: so a fresh reader can read all its entries by the wire. */
const budget = 150;

/** So long a relay may be silent, in milliseconds, before the link is given up. */
const patience = 4000;

/** What became of something that was asked. */
export interface Outcome {
  acknowledged?: { seq: number; era: number };
  refused?: string;
}

/** What a client does on its link, and how it comes in. */
export interface Part {
  auth: (give: (auth: object) => void) => void;
  /** Joins the room; called with each new link. */
  enter: () => Promise<void>;
  /** Does one thing. */
  act: () => Promise<void>;
  era: () => number;
}

/**
 * A client by the bare wire, which does one thing after the other, and asks for each again under the same id until it is
 * answered.
 */
export class InsistentClient {
  readonly socket: Socket;
  /** Whether it is in its room on this link. */
  isIn = false;
  #part: Part;
  #closed = false;
  #left = budget;
  #waiting = 0;
  #isWorking = false;

  constructor(relayUrl: string, part: Part) {
    this.#part = part;
    this.socket = io(relayUrl, {
      auth: part.auth,
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 500,
    });
    this.socket.on('connect', () => void part.enter());
    this.socket.on('disconnect', () => (this.isIn = false));
    // Socket.IO does not try again after a handshake that was refused, as it is while the store fails.
    this.socket.on('connect_error', () => void (this.socket.active || this.#again()));
  }

  /** Does a few things more: many at first, and still one when it has done most of what it may. */
  doMore(): void {
    const count = Math.min(this.#left, Math.max(1, Math.floor(this.#left / 10)));
    this.#left -= count;
    this.do(count);
  }

  /** Does so many things more. */
  do(count: number): void {
    this.#waiting += count;
    if (!this.#isWorking) void this.#work();
  }

  get isDone(): boolean {
    return this.#waiting === 0;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
    this.socket.disconnect();
  }

  /** Asks until it is answered, and notes the answer. */
  async insist(outcome: Outcome, event: string, request: object): Promise<void> {
    while (!this.#closed) {
      const answer = this.isIn ? await this.ask(event, request) : undefined;
      const sent = read(sentSchema, answer);
      if (sent) {
        outcome.acknowledged = { seq: sent.seq, era: this.#part.era() };
        return;
      }
      const code = read(refusedSchema, answer)?.error.code;
      // Both say: ask again.
      if (code !== undefined && code !== 'unavailable' && code !== 'not_joined') {
        outcome.refused = code;
        return;
      }
      await delay(50);
    }
  }

  /** @returns the answer, or nothing if there was none; then the link is taken for dead. */
  async ask(event: string, request: object): Promise<unknown> {
    const { id } = this.socket;
    try {
      const answer: unknown = await this.socket.timeout(patience).emitWithAck(event, request);
      return answer;
    } catch {
      if (!this.#closed && id !== undefined && this.socket.id === id) this.socket.disconnect().connect();
      return undefined;
    }
  }

  async #again(): Promise<void> {
    await delay(200);
    if (!this.#closed) this.socket.connect();
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    while (this.#waiting > 0 && !this.#closed) {
      if (!this.isIn) {
        await delay(20);
        continue;
      }
      await this.#part.act();
      this.#waiting -= 1;
    }
    this.#isWorking = false;
  }
}
