import { ChatError, ChatRoom } from '@realtime-chat/widget/client';
import type { View, Written } from './history.ts';
import type { Random } from './random.ts';
import { write } from './words.ts';

/** A person without a page, who writes numbered messages and notes what becomes of each. */
export class Sender {
  readonly name: string;
  readonly room: ChatRoom;
  readonly written: Written[] = [];
  acknowledged = 0;
  failed = 0;
  reconnects = 0;
  /** The longest time without a connection, in milliseconds. */
  longestAbsence = 0;
  #awaySince: number | undefined;
  #random: Random;
  #era: () => number;

  constructor(name: string, relayUrl: string, room: string, random: Random, era: () => number) {
    this.name = name;
    this.#random = random;
    this.#era = era;
    this.room = new ChatRoom({ relayUrl, room, username: name });
    this.room.on('status', ({ status, previous }) => {
      if (status === 'online' && previous === 'reconnecting') this.reconnects += 1;
      if (status === 'reconnecting') this.#awaySince ??= performance.now();
      else if (status === 'online' && this.#awaySince !== undefined) {
        this.longestAbsence = Math.max(this.longestAbsence, performance.now() - this.#awaySince);
        this.#awaySince = undefined;
      }
    });
    this.room.connect();
  }

  write(count: number): void {
    for (let each = 0; each < count; each++) void this.#writeOne();
  }

  get isOnline(): boolean {
    return this.room.status === 'online';
  }

  /** Whether nothing waits any more. */
  get isDone(): boolean {
    return this.acknowledged + this.failed === this.written.length;
  }

  /** The newest seq that is shown. */
  get head(): number {
    return this.room.messages.findLast(({ seq }) => seq !== undefined)?.seq ?? 0;
  }

  get view(): View {
    const { messages } = this.room;
    const stored = messages.flatMap(({ seq, username, message }) =>
      seq === undefined ? [] : [{ seq, username, text: message }],
    );
    const unsent = messages.filter(({ state }) => state !== 'sent').map(({ message }) => message);
    return { who: this.name, stored, unsent, drafts: [] };
  }

  async #writeOne(): Promise<void> {
    const text = write({ writer: this.name, number: this.written.length }, this.#random);
    const written: Written = { writer: this.name, text };
    this.written.push(written);
    try {
      const { seq } = await this.room.send(text);
      this.acknowledged += 1;
      if (seq !== undefined) written.acknowledged = { seq, era: this.#era() };
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      this.failed += 1;
    }
  }
}
