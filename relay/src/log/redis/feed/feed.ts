import type { Logger } from '../../../logger.ts';
import type { CommitListener, Entry } from '../../log.ts';
import { entriesAfter, type Access, markAt, reachOf } from '../reads.ts';
import type { Told } from '../server/told.ts';
import { parsePublication, type Publication } from '../stored.ts';
import type { Channels } from './channels.ts';
import { WatchedRoom } from './watched-room.ts';

/** How many entries one read brings. */
const page = 500;

/** How long an entry of this process may take to come by its channel, in milliseconds. Then it is read. */
const arrivalTime = 500;

export interface FeedOptions {
  /** It is told what the listeners get. */
  told: Told;
  /** Another process has renewed the epoch. */
  onOtherEpoch: () => void;
}

/**
 * Passes on the entries of the watched rooms, whichever process has appended them: each once, in the order of seq.
 *
 * Redis publishes each entry, but a publication can be lost, and then nobody is told. So the order and the gaps come from the seq.
 * A room is subscribed first, and its head is read second. What is missing is read: after a gap, after each new connection, and
 * if an entry that is known to be stored does not come.
 */
export class Feed {
  #access: Access;
  #channels: Channels;
  #told: Told;
  #onOtherEpoch: () => void;
  #logger: Logger;
  #rooms = new Map<string, WatchedRoom>();
  #epoch = '';
  #isClosed = false;

  constructor(access: Access, channels: Channels, { told, onOtherEpoch }: FeedOptions, logger: Logger) {
    this.#access = access;
    this.#channels = channels;
    this.#told = told;
    this.#onOtherEpoch = onOtherEpoch;
    this.#logger = logger;
  }

  /** Resolves when the listener gets everything that is stored from then on. */
  async watch(room: string, listener: CommitListener): Promise<() => void> {
    const known = this.#rooms.get(room);
    const watched = known ?? new WatchedRoom(room, this.#logger);
    const held = watched.add(listener);
    if (!known) this.#rooms.set(room, watched);
    if (!known || watched.hasFailed) this.#open(watched);
    const stop = (): void => {
      if (watched.remove(held)) this.#drop(watched);
    };
    try {
      await watched.opening;
      // An earlier listener may be behind. What it has got by now was stored before, so this one begins after it.
      const head = known ? (await reachOf(this.#access, room)).head : 0;
      held.after = Math.max(head, watched.seq ?? 0);
      return stop;
    } catch (error) {
      stop();
      throw error;
    }
  }

  /** An entry with this seq is stored. If it does not come by the channel, it is read. */
  expect(room: string, seq: number): void {
    const watched = this.#rooms.get(room);
    if (watched?.hasFailed) this.#open(watched);
    if (watched?.seq === undefined || watched.seq >= seq) return;
    if (!this.#channels.isOpen(this.#channelOf(watched))) void this.#read(watched);
    else {
      watched.expected = Math.max(watched.expected, seq);
      watched.overdue ??= setTimeout(() => {
        watched.overdue = undefined;
        if ((watched.seq ?? 0) < watched.expected) void this.#read(watched);
      }, arrivalTime).unref();
    }
  }

  /** The epoch, which may be a new one: then all rooms begin at their present head. */
  begin(epoch: string): void {
    const isOther = this.#epoch !== '' && this.#epoch !== epoch;
    this.#epoch = epoch;
    for (const watched of this.#rooms.values()) {
      if (isOther) {
        watched.restart(epoch);
        this.#open(watched);
      } else this.#catchUp(watched);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const watched of this.#rooms.values()) clearTimeout(watched.overdue);
    this.#rooms.clear();
  }

  #open(watched: WatchedRoom): void {
    const opening = this.#begin(watched);
    watched.opening = opening;
    watched.hasFailed = false;
    opening.catch(() => {
      watched.hasFailed = watched.opening === opening;
    });
  }

  async #begin(watched: WatchedRoom): Promise<void> {
    const { room } = watched;
    const epoch = this.#epoch;
    await this.#channels.open(this.#channelOf(watched), {
      receive: (text) => this.#receive(watched, text),
      renew: () => this.#catchUp(watched),
    });
    const { head } = await reachOf(this.#access, room);
    const mark = await markAt(this.#access, room, head);
    // Another epoch has begun meanwhile, and the room is opened anew.
    if (epoch !== this.#epoch) return watched.opening;
    this.#told.note(room, head, mark);
    watched.begin(head);
    this.#flush(watched);
  }

  /** Reads what follows the last entry, or begins again where that has failed. */
  #catchUp(watched: WatchedRoom): void {
    if (this.#isClosed || this.#rooms.get(watched.room) !== watched) return;
    if (watched.hasFailed) this.#open(watched);
    else void this.#read(watched);
  }

  #drop(watched: WatchedRoom): void {
    if (this.#rooms.get(watched.room) !== watched) return;
    clearTimeout(watched.overdue);
    this.#rooms.delete(watched.room);
    this.#channels.close(this.#channelOf(watched));
  }

  #channelOf({ room }: WatchedRoom): string {
    return this.#access.keys.room(room).channel;
  }

  #receive(watched: WatchedRoom, text: string): void {
    const publication = parsePublication(text);
    if (!publication) return;
    watched.waiting.push(publication);
    if (watched.hasFailed) this.#open(watched);
    if (watched.seq !== undefined && !watched.isReading) this.#flush(watched);
  }

  /** Passes on what follows the last entry, and reads what is missing before the rest. */
  #flush(watched: WatchedRoom): void {
    for (const publication of watched.waiting.splice(0).toSorted((one, other) => one.first - other.first)) {
      if (!this.#pass(watched, publication)) watched.waiting.push(publication);
    }
    if (watched.waiting.length > 0) void this.#read(watched);
  }

  /** @returns whether there is no gap before it */
  #pass(watched: WatchedRoom, { epoch, first, entries }: Publication): boolean {
    const last = watched.seq ?? 0;
    if (epoch !== this.#epoch) {
      this.#onOtherEpoch();
      return true;
    }
    if (first > last + 1) return false;
    // It is late, or Redis has lost entries.
    if (first <= last) void this.#told.compare(this.#access, watched.room);
    this.#tell(
      watched,
      entries().filter(({ seq }) => seq > last),
    );
    return true;
  }

  /** Reads what follows the last entry. */
  async #read(watched: WatchedRoom): Promise<void> {
    if (watched.seq === undefined || this.#isClosed) return;
    watched.isWanted = true;
    if (watched.isReading) return;
    watched.isReading = true;
    const { room } = watched;
    const epoch = this.#epoch;
    try {
      while (watched.isWanted) {
        watched.isWanted = false;
        // The read has them too: they were stored before they were published.
        watched.waiting = [];
        const entries = await entriesAfter(this.#access, room, watched.seq, page);
        if (epoch !== this.#epoch || this.#rooms.get(room) !== watched) break;
        this.#tell(watched, entries);
        watched.isWanted ||= entries.length === page;
      }
    } catch {
      // Redis is away: the next connection reads again.
      return;
    } finally {
      watched.isReading = false;
    }
    if (this.#rooms.get(room) === watched) this.#flush(watched);
  }

  #tell(watched: WatchedRoom, entries: readonly Entry[]): void {
    const last = entries.at(-1);
    if (!last) return;
    watched.tell(this.#epoch, entries);
    this.#told.note(watched.room, last.seq, last);
  }
}
