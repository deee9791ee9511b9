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
} from '@realtime-chat/protocol';
import type { Asked } from './change-checker.ts';
import { InsistentClient } from './insistent-client.ts';
import type { Random } from './random.ts';
import { write } from './words.ts';

/** Writes, edits, deletes and reacts, one thing after the other. Beside that it reads the room, by folding what it is told. */
export class Changer {
  readonly name: string;
  readonly asked: Asked[] = [];
  /** How the room reads to this one. */
  readonly messages = new Map<number, Message>();
  /** The seq up to which it has everything. */
  place = 0;
  #epoch = '';
  #me = { id: '', session: '' };
  #client: InsistentClient;
  #room: string;
  #random: Random;

  constructor(name: string, relayUrl: string, room: string, random: Random, era: () => number) {
    this.name = name;
    this.#room = room;
    this.#random = random;
    this.#client = new InsistentClient(relayUrl, {
      auth: (give) => give({ protocol: 1, ...(this.#me.session && { session: this.#me.session }) }),
      enter: () => this.#enter(),
      act: () => this.#change(),
      era,
    });
    this.#client.socket.on('entries', (frame: unknown) => {
      const { epoch, entries } = read(entriesSchema, frame) ?? { epoch: '', entries: [] };
      if (epoch === this.#epoch) this.#receive(entries);
    });
  }

  change(): void {
    this.#client.doMore();
  }

  get isDone(): boolean {
    return this.#client.isDone;
  }

  get changes(): number {
    return this.asked.length;
  }

  /** Enters the room, or asks for what it has missed. */
  async catchUp(): Promise<void> {
    const since = this.#epoch === '' ? undefined : { epoch: this.#epoch, seq: this.place };
    const joined = read(
      joinedSchema,
      await this.#client.ask('join', { room: this.#room, username: this.name, since }),
    );
    if (joined) this.#joined(joined);
  }

  close(): void {
    this.#client.close();
  }

  /** Joins again while the relay refuses and the link is there. */
  async #enter(): Promise<void> {
    await this.catchUp();
    if (this.#client.isIn || this.#client.isClosed) return;
    await delay(100);
    if (this.#client.socket.connected) await this.#enter();
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
    this.#client.isIn = true;
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

  async #change(): Promise<void> {
    const { asked, request } = this.#next();
    this.asked.push(asked);
    const event = asked.kind === 'message' ? 'send' : asked.kind;
    await this.#client.insist(asked, event, { room: this.#room, id: asked.id, ...request });
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
}
