import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Change,
  entriesSchema,
  fold,
  type Joined,
  joinedSchema,
  type Message,
  read,
  refusedSchema,
  sentSchema,
} from '@realtime-chat/protocol';
import { io } from 'socket.io-client';
import type { Asked } from './change-checker.ts';
import type { Random } from './random.ts';
import { write } from './words.ts';

/** A room's log must not outgrow what one join brings: so a fresh reader can read all its entries by the wire. */
const budget = 150;

/** So long a relay may be silent, in milliseconds, before the link is given up. */
const patience = 4000;

/**
 * Somebody who writes, edits, deletes and reacts by the bare wire, one thing after the other, and asks for each again
 * under the same id until it is answered. Beside that it reads the room, by folding what it is told.
 */
export class Changer {
  readonly name: string;
  readonly asked: Asked[] = [];
  /** How the room reads to this one. */
  readonly messages = new Map<number, Message>();
  /** The seq up to which it has everything. */
  place = 0;
  #epoch = '';
  #me = { id: '', session: '' };
  #isIn = false;
  #closed = false;
  #left = budget;
  #waiting = 0;
  #isWorking = false;
  #socket: ReturnType<typeof io>;
  #room: string;
  #random: Random;
  #era: () => number;

  constructor(name: string, relayUrl: string, room: string, random: Random, era: () => number) {
    this.name = name;
    this.#room = room;
    this.#random = random;
    this.#era = era;
    this.#socket = io(relayUrl, {
      auth: (give) => give({ protocol: 1, ...(this.#me.session && { session: this.#me.session }) }),
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 500,
    });
    this.#socket.on('connect', () => void this.catchUp());
    this.#socket.on('disconnect', () => (this.#isIn = false));
    this.#socket.on('entries', (frame: unknown) => {
      const { epoch, entries } = read(entriesSchema, frame) ?? { epoch: '', entries: [] };
      if (epoch === this.#epoch) this.#receive(entries);
    });
  }

  /** Does a few things more: many at first, and still one when it has done most of what it may. */
  change(): void {
    const count = Math.min(this.#left, Math.max(1, Math.floor(this.#left / 10)));
    this.#left -= count;
    this.#waiting += count;
    if (!this.#isWorking) void this.#work();
  }

  get isDone(): boolean {
    return this.#waiting === 0;
  }

  get changes(): number {
    return this.asked.length;
  }

  /** Enters the room, or asks for what it has missed. */
  async catchUp(): Promise<void> {
    const since = this.#epoch === '' ? undefined : { epoch: this.#epoch, seq: this.place };
    const joined = read(
      joinedSchema,
      await this.#ask('join', { room: this.#room, username: this.name, since }),
    );
    if (joined) this.#joined(joined);
  }

  close(): void {
    this.#closed = true;
    this.#socket.disconnect();
  }

  #joined({ epoch, head, mode, entries = [], messages = [], me }: Joined): void {
    if (mode === 'delta') this.#receive(entries);
    else {
      this.messages.clear();
      for (const message of messages) this.messages.set(message.seq, message);
      this.#epoch = epoch;
      this.place = head;
    }
    this.#me = me;
    this.#isIn = true;
  }

  #receive(entries: readonly { seq: number; type: string }[]): void {
    for (const entry of entries as readonly (Change | (Message & { type: 'message' }))[]) {
      if (entry.seq <= this.place) continue;
      if (entry.seq > this.place + 1) {
        void this.catchUp();
        return;
      }
      this.place = entry.seq;
      if (entry.type === 'message') {
        const { type: _, ...message } = entry;
        this.messages.set(entry.seq, message);
      } else {
        const message = this.messages.get(entry.target);
        if (message) this.messages.set(entry.target, fold(message, entry));
      }
    }
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    while (this.#waiting > 0 && !this.#closed) {
      if (!this.#isIn) {
        await delay(20);
        continue;
      }
      const { asked, request } = this.#next();
      this.asked.push(asked);
      await this.#insist(asked, { room: this.#room, id: asked.id, ...request });
      this.#waiting -= 1;
    }
    this.#isWorking = false;
  }

  /** Something that makes sense by what this one reads; others may have been faster. */
  #next(): { asked: Asked; request: object } {
    const id = randomBytes(16).toString('hex');
    const text = write({ writer: this.name, number: this.asked.length }, this.#random);
    const there = [...this.messages.values()].filter(({ deleted }) => !deleted).slice(-10);
    const own = there.filter(({ sender }) => sender === this.#me.id);
    const kind = this.#random.pick(['message', 'edit', 'edit', 'react', 'react', 'delete'] as const);
    const about = kind === 'react' ? there : own;
    if (kind === 'message' || about.length < 2) {
      return { asked: { kind: 'message', id, text }, request: { message: text, username: this.name } };
    }
    const { seq, id: targetId } = this.#random.pick(about);
    const target = { seq, id: targetId };
    if (kind === 'edit')
      return { asked: { kind, id, text, target: seq }, request: { target, message: text } };
    if (kind === 'delete') return { asked: { kind, id, target: seq }, request: { target } };
    const [emoji, on] = [this.#random.pick(['👍', '🎉', '❤️']), this.#random.chance(0.7)];
    return {
      asked: { kind, id, target: seq, emoji, on, sender: this.#me.id },
      request: { target, emoji, on },
    };
  }

  async #insist(asked: Asked, request: object): Promise<void> {
    const event = asked.kind === 'message' ? 'send' : asked.kind;
    while (!this.#closed) {
      const answer = this.#isIn ? await this.#ask(event, request) : undefined;
      const sent = read(sentSchema, answer);
      if (sent) {
        asked.acknowledged = { seq: sent.seq, era: this.#era() };
        return;
      }
      const code = read(refusedSchema, answer)?.error.code;
      // Both say: ask again.
      if (code !== undefined && code !== 'unavailable' && code !== 'not_joined') {
        asked.refused = code;
        return;
      }
      await delay(50);
    }
  }

  /** @returns the answer, or nothing if there was none; then the link is taken for dead. */
  async #ask(event: string, request: object): Promise<unknown> {
    const { id } = this.#socket;
    try {
      const answer: unknown = await this.#socket.timeout(patience).emitWithAck(event, request);
      return answer;
    } catch {
      if (!this.#closed && id !== undefined && this.#socket.id === id) this.#socket.disconnect().connect();
      return undefined;
    }
  }
}
