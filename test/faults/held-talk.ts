import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { queuedSchema, read, refusedSchema } from '@realtime-chat/protocol';
import { token } from '../support/tokens.ts';
import type { Violation } from './checker.ts';
import { enter } from './enter.ts';
import { readLog } from './fresh-reader.ts';
import { checkHeld, type HeldMessage } from './held-checker.ts';
import { InsistentClient } from './insistent-client.ts';
import type { Random } from './random.ts';

const room = 'room of held messages';
const guests = 2;

/** The relay of such a talk holds a guest's message that has an address in it. */
export const holdsLinks = { RELAY_GUEST_LINKS: 'hold' };

/** Guests write messages that wait for a moderator, who approves some, dismisses some, and leaves the others. */
export class HeldTalk {
  readonly asked: HeldMessage[] = [];
  #guests: InsistentClient[];
  #moderator: InsistentClient;
  #random: Random;

  constructor(relayUrl: string, random: Random) {
    this.#random = random;
    this.#guests = Array.from({ length: guests }, (_, index) => {
      const guest: InsistentClient = new InsistentClient(relayUrl, {
        auth: (give) => give({ protocol: 1 }),
        enter: () => enter(guest, room, `g${index}`),
        act: () => this.#write(guest),
        era: () => 0,
      });
      return guest;
    });
    const claims = { sub: 'reviewer', name: 'reviewer', roles: ['moderator'] };
    const moderator: InsistentClient = new InsistentClient(relayUrl, {
      auth: (give) => void token(claims).then((bearer) => give({ protocol: 1, token: bearer })),
      enter: () => enter(moderator, room, 'reviewer'),
      act: () => this.#resolveOne(),
      era: () => 0,
    });
    this.#moderator = moderator;
  }

  write(): void {
    for (const guest of this.#guests) guest.doMore();
    this.#moderator.doMore();
  }

  get isDone(): boolean {
    return [...this.#guests, this.#moderator].every(({ isDone }) => isDone);
  }

  async verdict(relayUrl: string): Promise<Violation[]> {
    const { messages } = await readLog(relayUrl, room);
    const waiting = await this.#waiting();
    if (!waiting) return [{ promise: 'kept', about: `${room}: a moderator is not told what waits` }];
    const published = messages.map(({ id, message }) => ({ id, text: message }));
    const found = checkHeld({ asked: this.asked, published, waiting });
    return found.map(({ promise, about }) => ({ promise, about: `${room}: ${about}` }));
  }

  close(): void {
    for (const client of [...this.#guests, this.#moderator]) client.close();
  }

  async #write(guest: InsistentClient): Promise<void> {
    const id = randomBytes(16).toString('hex');
    const message: HeldMessage = { id, text: `see https://example.org/${id}` };
    this.asked.push(message);
    await guest.insist(message, 'send', { room, id, message: message.text });
  }

  async #resolveOne(): Promise<void> {
    // Only what its sender knows to be held: one who asks again after a dismissal would be held again.
    const known = new Map(
      this.asked.filter(({ refused }) => refused === 'held').map((each) => [each.id, each]),
    );
    const items = (await this.#items())?.filter(({ message }) => known.has(message.id)) ?? [];
    if (items.length === 0) return;
    const item = this.#random.pick(items);
    const message = known.get(item.message.id);
    const approve = this.#random.chance(0.5);
    while (message && !this.#moderator.isClosed) {
      const answer = await this.#moderator.ask('resolve', { room, id: item.id, approve });
      const code = read(refusedSchema, answer)?.error.code;
      // It has gone by an earlier try whose answer was lost.
      if ((answer !== undefined && code === undefined) || code === 'not_found') {
        message.resolved = approve ? 'approved' : 'dismissed';
        return;
      }
      await delay(50);
    }
  }

  async #waiting(): Promise<{ id: string; text: string }[] | undefined> {
    const items = await this.#items();
    return items?.map(({ message }) => ({ id: message.id, text: message.message }));
  }

  async #items() {
    return read(queuedSchema, await this.#moderator.ask('queue', { room }))?.items;
  }
}
