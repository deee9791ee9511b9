import { randomBytes } from 'node:crypto';
import { importRoom } from '../support/import-room.mjs';
import type { Violation } from './checker.ts';
import { readLog } from './fresh-reader.ts';
import { InsistentClient, type Outcome } from './insistent-client.ts';
import { enter } from './enter.ts';
import { until } from './patience.ts';

const room = 'room that forgets';

/** More than any other room of the run gets, so that this one alone forgets. */
const kept = 3000;

/** The relay keeps this many messages of each room. */
export const keepsNewest = { RELAY_KEEP_MESSAGES: String(kept) };

interface Sent extends Outcome {
  id: string;
  text: string;
}

/** Fills the room beyond what is kept, before the relay starts. */
export function fillRoom(data: string): Promise<void> {
  const entries = Array.from({ length: kept + 100 }, (_, index) => {
    const [seq, id] = [index + 1, `before ${index}`];
    return { type: 'message', id, sender: 'before', username: 'Before', message: id, seq, time: 1000 + seq };
  });
  return importRoom({ data, room, entries });
}

/** A room in which each new message makes the relay forget an old one. */
export class ForgettingRoom {
  readonly sent: Sent[] = [];
  #client: InsistentClient;

  constructor(relayUrl: string) {
    const client: InsistentClient = new InsistentClient(relayUrl, {
      auth: (give) => give({ protocol: 1 }),
      enter: () => enter(client, room, 'f0'),
      act: () => this.#send(),
      era: () => 0,
    });
    this.#client = client;
  }

  write(): void {
    this.#client.doMore();
  }

  get isDone(): boolean {
    return this.#client.isDone;
  }

  /** The newest messages are there and nothing else, once the relay has had the time to forget the others. */
  async verdict(relayUrl: string): Promise<Violation[]> {
    let messages: Awaited<ReturnType<typeof readLog>>['messages'] = [];
    await until(
      async () => {
        ({ messages } = await readLog(relayUrl, room));
        return messages.length <= kept;
      },
      40,
      () => `${room}: ${messages.length} messages are there, and ${kept} are to be kept`,
    );
    const found: Violation[] = [];
    const broken = (promise: Violation['promise'], about: string): void =>
      void found.push({ promise, about: `${room}: ${about}` });
    if (messages.length < kept) broken('acknowledged', `only ${messages.length} messages are left`);
    const first = messages[0]?.seq ?? 0;
    for (const [index, { seq }] of messages.entries()) {
      if (seq !== first + index) broken('contiguous', `${seq} stands where ${first + index} should`);
    }
    for (const { id, text, acknowledged } of this.sent) {
      const places = messages.filter((message) => message.id === id);
      if (places.length > 1) broken('once', `${id} is there ${places.length} times`);
      const [place] = places;
      if (!acknowledged) continue;
      if (place?.seq !== acknowledged.seq || place.message !== text) {
        broken('acknowledged', `${id} was acknowledged at ${acknowledged.seq} and is not there`);
      }
    }
    return found;
  }

  close(): void {
    this.#client.close();
  }

  async #send(): Promise<void> {
    const id = randomBytes(16).toString('hex');
    const message: Sent = { id, text: `and ${id}` };
    this.sent.push(message);
    await this.#client.insist(message, 'send', { room, id, message: message.text });
  }
}
