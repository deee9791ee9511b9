import { createHash } from 'node:crypto';
import { payloadSize } from '../limits/payload-size.ts';
import type { Entry, RoomLog } from '../log/log.ts';
import { type Cursor, deliveredUpTo, readCursor, storeCursor } from './cursor.ts';
import type { Deliver } from './deliver.ts';
import type { DeliveryLog } from './delivery-log.ts';

/** The delay before the first retry, in milliseconds. Each next delay is twice as long, up to the maximum. */
const firstDelay = 1000;
const maxDelay = 60_000;

/** A delivery is retried for this long, in milliseconds. Then its room goes on with the next. */
const retryTime = 24 * 60 * 60 * 1000;

/** The pause before the store is read again, after a failure, in milliseconds. */
const storeDelay = 1000;

/** Deliveries in progress at the same time, one for each room. */
const maxConcurrent = 8;

/** The most rooms that wait in memory. */
const maxRooms = 10_000;

/** Bounds of one delivery. */
const maxBatchEntries = 100;
const maxBatchBytes = 256 * 1024;

/** Cursors are stored so long after the first of them has changed, in milliseconds. So what came since then can come again. */
const cursorInterval = 1000;

/** One request to the receiver. A retry has the same entries, in their present form. */
interface Delivery {
  id: string;
  epoch: string;
  first: number;
  last: number;
  /** By the monotonic clock. */
  startedAt: number;
  attempts: number;
}

/** A room that may have entries to deliver. */
interface OutgoingRoom {
  /** Whether there may be more entries than those of the delivery. */
  isTouched: boolean;
  cursor?: Cursor | undefined;
  delivery?: Delivery | undefined;
  /** Runs until the next attempt. */
  timer?: NodeJS.Timeout | undefined;
}

/** What the rooms are delivered by. */
export interface OutgoingContext {
  log: RoomLog;
  deliver: Deliver;
  /** Entries that are older are not delivered, unless a cursor says so. */
  since: number;
  deliveryLog: DeliveryLog;
}

/**
 * Delivers the entries of rooms to the receiver, in order for each room, with retries. The entries are read from the log, each
 * time anew: so no text is in memory, and a text that was deleted or replaced meanwhile is not sent any more.
 */
export class Outgoing {
  #log: RoomLog;
  #deliver: Deliver;
  #since: number;
  #deliveryLog: DeliveryLog;
  #rooms = new Map<string, OutgoingRoom>();
  /** Rooms that are ready for their next attempt. */
  #ready: string[] = [];
  #attempts = new Map<Promise<void>, AbortController>();
  /** Cursors that are not stored yet. */
  #unstored = new Map<string, Cursor>();
  #storing = new Set<Promise<void>>();
  /** Runs while there are cursors to store. */
  #storageTimer: NodeJS.Timeout | undefined;
  #state: 'open' | 'finishing' | 'stopped' = 'open';

  constructor({ log, deliver, since, deliveryLog }: OutgoingContext) {
    this.#log = log;
    this.#deliver = deliver;
    this.#since = since;
    this.#deliveryLog = deliveryLog;
  }

  /** Something was appended to this room. @returns false if too many rooms wait: then it has to be told again */
  touch(room: string): boolean {
    const known = this.#rooms.get(room);
    if (known) known.isTouched = true;
    if (known || this.#state !== 'open') return true;
    if (this.#rooms.size >= maxRooms) return false;
    this.#rooms.set(room, { isTouched: true });
    this.#ready.push(room);
    this.#startReady();
    return true;
  }

  /** The cursor of a room, stored or not. */
  async cursorOf(room: string): Promise<Cursor | undefined> {
    return this.#rooms.get(room)?.cursor ?? this.#unstored.get(room) ?? readCursor(this.#log, room);
  }

  /**
   * Makes one more attempt for each room, if there is time for it.
   *
   * @param time in milliseconds
   * @returns the number of rooms of which something is left
   */
  async finish(time: number): Promise<number> {
    this.#state = 'finishing';
    const end = setTimeout(() => this.#abort('the relay is closing'), time);
    for (const [room, { timer }] of this.#rooms) if (timer) this.#endPause(room);
    this.#startReady();
    while (this.#attempts.size > 0) await Promise.all(this.#attempts.keys());
    clearTimeout(end);
    const left = this.#rooms.size;
    await this.stop();
    return left;
  }

  /** Ends all attempts, and stores the cursors. */
  async stop(): Promise<void> {
    this.#abort('this relay does not deliver any more');
    for (const { timer } of this.#rooms.values()) clearTimeout(timer);
    await Promise.all(this.#attempts.keys());
    this.#rooms.clear();
    this.#storeAll();
    await Promise.all(this.#storing);
  }

  #abort(reason: string): void {
    this.#state = 'stopped';
    for (const controller of this.#attempts.values()) controller.abort(new Error(reason));
  }

  #startReady(): void {
    while (this.#attempts.size < maxConcurrent && this.#state !== 'stopped') {
      const room = this.#ready.shift();
      const outgoing = room === undefined ? undefined : this.#rooms.get(room);
      if (room === undefined || !outgoing) return;
      const controller = new AbortController();
      const attempt: Promise<void> = this.#attempt(room, outgoing, controller).finally(() => {
        this.#attempts.delete(attempt);
        this.#startReady();
      });
      this.#attempts.set(attempt, controller);
    }
  }

  /** Never rejects. */
  async #attempt(room: string, outgoing: OutgoingRoom, controller: AbortController): Promise<void> {
    // The store tells of its own failures.
    const pause = await this.#deliverNext(room, outgoing, controller).catch(() => storeDelay);
    if (pause === undefined && outgoing.isTouched) this.#ready.push(room);
    else if (pause === undefined) this.#rooms.delete(room);
    else if (this.#state === 'open') outgoing.timer = setTimeout(() => this.#endPause(room), pause);
  }

  #endPause(room: string): void {
    const outgoing = this.#rooms.get(room);
    if (!outgoing) return;
    clearTimeout(outgoing.timer);
    outgoing.timer = undefined;
    this.#ready.push(room);
    this.#startReady();
  }

  /** @returns the pause before the next attempt, if this one failed, in milliseconds */
  async #deliverNext(
    room: string,
    outgoing: OutgoingRoom,
    controller: AbortController,
  ): Promise<number | undefined> {
    const { delivery, entries, head } = await this.#next(room, outgoing);
    if (!delivery) return undefined;
    const { id, epoch } = delivery;
    delivery.attempts += 1;
    try {
      await this.#deliver(id, JSON.stringify({ room, epoch, entries }), controller);
      this.#deliveryLog.setFailing(undefined);
    } catch (error) {
      this.#deliveryLog.setFailing(error);
      if (this.#state !== 'open' || performance.now() - delivery.startedAt < retryTime)
        return delayAfter(delivery.attempts);
      this.#deliveryLog.countLoss(entries.length);
    }
    const time = entries.at(-1)?.time ?? this.#since;
    outgoing.cursor = { epoch, seq: delivery.last, time };
    outgoing.delivery = undefined;
    if (delivery.last < head) outgoing.isTouched = true;
    this.#unstored.set(room, outgoing.cursor);
    this.#storeLater();
    return undefined;
  }

  /** The delivery that was tried before, or else the next. */
  async #next(
    room: string,
    outgoing: OutgoingRoom,
  ): Promise<{ delivery?: Delivery; entries: Entry[]; head: number }> {
    const before = outgoing.delivery;
    // What is appended from here on touches the room again.
    if (!before) outgoing.isTouched = false;
    const extent = await this.#log.extent(room);
    const { epoch, head, floor } = extent;
    if (before?.epoch === epoch && before.first >= floor) {
      const { first, last } = before;
      return {
        delivery: before,
        entries: await this.#log.entriesAfter(room, first - 1, last - first + 1),
        head,
      };
    }
    outgoing.cursor = await this.cursorOf(room);
    const after = await deliveredUpTo(this.#log, room, extent, outgoing.cursor, this.#since);
    const entries = withinSize(await this.#log.entriesAfter(room, after, maxBatchEntries));
    const [first, last] = [entries[0]?.seq, entries.at(-1)?.seq];
    if (first === undefined || last === undefined) {
      outgoing.delivery = undefined;
      return { entries, head };
    }
    // Retention was faster than the receiver.
    this.#deliveryLog.countLoss(first - after - 1);
    const id = deliveryId(epoch, room, first, last);
    outgoing.delivery = { id, epoch, first, last, startedAt: performance.now(), attempts: 0 };
    return { delivery: outgoing.delivery, entries, head };
  }

  #storeLater(): void {
    if (this.#state === 'stopped') return;
    this.#storageTimer ??= setTimeout(() => this.#storeAll(), cursorInterval);
  }

  /** In one turn, so that the store writes them together. */
  #storeAll(): void {
    clearTimeout(this.#storageTimer);
    this.#storageTimer = undefined;
    for (const [room, cursor] of this.#unstored) {
      const storing: Promise<void> = storeCursor(this.#log, room, cursor)
        .then(
          () => {
            if (this.#unstored.get(room) === cursor) this.#unstored.delete(room);
          },
          () => this.#storeLater(),
        )
        .finally(() => this.#storing.delete(storing));
      this.#storing.add(storing);
    }
  }
}

/** The same for the same entries, also after another relay has taken over. */
function deliveryId(epoch: string, room: string, first: number, last: number): string {
  const digest = createHash('sha256').update(JSON.stringify([epoch, room, first, last]));
  return `msg_${digest.digest('base64url').slice(0, 24)}`;
}

/** The first entries, as many as fit into one delivery. */
function withinSize(entries: Entry[]): Entry[] {
  let bytes = 0;
  const end = entries.findIndex((entry, index) => (bytes += payloadSize(entry)) > maxBatchBytes && index > 0);
  return end === -1 ? entries : entries.slice(0, end);
}

/** Exponential backoff with jitter between half and all of the delay, so that not all rooms retry at once. */
function delayAfter(attempts: number): number {
  return Math.min(maxDelay, firstDelay * 2 ** (attempts - 1)) * (0.5 + Math.random() / 2);
}
