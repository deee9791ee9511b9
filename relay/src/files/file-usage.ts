import { relaySender } from '../log/ids.ts';
import type { Logger } from '../logger.ts';
import { rateLimited, Refusal } from '../refusal.ts';
import type { FileLimits } from './file-limits.ts';

const day = 24 * 60 * 60 * 1000;

/** How many people, and how many addresses, are counted. Beyond it, the one whose day began first is forgotten. */
const mostCounted = 100_000;

/** A file, as far as it is counted. */
export interface CountedFile {
  room: string;
  owner: string;
  address?: string | undefined;
  size: number;
}

/** Counts the bytes of files, in all, by room, and by person and address within a day. Files that are being uploaded count too. */
export class FileUsage {
  #limits: FileLimits;
  #logger: Pick<Logger, 'warn'>;
  #total = 0;
  #byRoom = new Map<string, number>();
  #byPerson = new DailyBytes();
  #byAddress = new DailyBytes();
  /** The changes since the beginning of a count of all files, while there is one. */
  #changes: [room: string, by: number][] | undefined;

  constructor(limits: FileLimits, logger: Pick<Logger, 'warn'>) {
    this.#limits = limits;
    this.#logger = logger;
  }

  /**
   * The files that have to go so that there is room for another one, from a list; none if there is room, or if all of them would not
   * make it.
   */
  inTheWayOf<T extends CountedFile>({ room, size }: CountedFile, files: readonly T[]): T[] {
    const going: T[] = [];
    let [overRoom, overTotal] = this.#excess(room, size);
    for (const file of files) {
      if (overTotal <= 0 && (overRoom <= 0 || file.room !== room)) continue;
      going.push(file);
      overTotal -= file.size;
      if (file.room === room) overRoom -= file.size;
    }
    return overRoom > 0 || overTotal > 0 ? [] : going;
  }

  /**
   * @param without files that go before
   * @throws {Refusal} `too_large`, `rate_limited`, `storage_full`: the file would exceed a limit
   */
  assertRoomFor(
    { room, owner, address, size }: CountedFile,
    now = Date.now(),
    without: readonly CountedFile[] = [],
  ): void {
    const { file } = this.#limits;
    if (size > file) throw new Refusal('too_large', `size: a file may have at most ${file} bytes`);
    const daily = [
      { name: 'person-day', bytes: this.#byPerson, key: owner },
      { name: 'address-day', bytes: this.#byAddress, key: address },
    ] as const;
    // The site's own servers have no day.
    for (const { name, bytes, key } of owner === relaySender ? [] : daily) {
      const left = key === undefined ? 0 : bytes.waitFor(key, size, this.#limits[name], now);
      if (left > 0) throw rateLimited(`more bytes of files than are allowed in a day (${name})`, left);
    }
    const [overRoom, overTotal] = this.#excess(room, size, without);
    if (overRoom > 0) throw this.#full('room', room);
    if (overTotal > 0) throw this.#full('relay', room);
  }

  /** @param since when its upload began, in milliseconds since 1970 */
  add({ room, owner, address, size }: CountedFile, since = Date.now(), now = Date.now()): void {
    this.#change(room, size);
    if (now - since >= day) return;
    this.#byPerson.add(owner, size, since);
    if (address !== undefined) this.#byAddress.add(address, size, since);
  }

  /** A file is gone. What a person has uploaded within the day still counts. */
  remove({ room, size }: CountedFile): void {
    this.#change(room, -size);
  }

  /** An upload was not completed. */
  undo(file: CountedFile): void {
    this.remove(file);
    this.#byPerson.add(file.owner, -file.size);
    if (file.address !== undefined) this.#byAddress.add(file.address, -file.size);
  }

  /** Counts all files anew: other relays add and remove some, too. What a person has uploaded within a day stays. */
  async recount(files: AsyncIterable<CountedFile>, underWay: readonly CountedFile[]): Promise<void> {
    if (this.#changes) return;
    this.#changes = underWay.map(({ room, size }) => [room, size]);
    try {
      const counted = new Map<string, number>();
      for await (const { room, size } of files) counted.set(room, (counted.get(room) ?? 0) + size);
      this.#byRoom = counted;
      this.#total = [...counted.values()].reduce((sum, bytes) => sum + bytes, 0);
      const changes = this.#changes;
      this.#changes = undefined;
      for (const [room, by] of changes) this.#change(room, by);
    } finally {
      this.#changes = undefined;
    }
  }

  #full(what: 'room' | 'relay', room: string): Refusal {
    const limit = what === 'room' ? 'room' : 'total';
    const reason = `the ${what} has as many bytes of files as it may have (--file-limits ${limit})`;
    this.#logger.warn({ code: 'files_full', room, reason }, 'a file was refused');
    return new Refusal('storage_full', reason);
  }

  /** By how many bytes the limits of a room and of all would be exceeded. */
  #excess(room: string, size: number, without: readonly CountedFile[] = []): [room: number, total: number] {
    const sizeOf = (files: readonly CountedFile[]): number => files.reduce((sum, file) => sum + file.size, 0);
    const inRoom = without.filter((file) => file.room === room);
    return [
      (this.#byRoom.get(room) ?? 0) - sizeOf(inRoom) + size - this.#limits.room,
      this.#total - sizeOf(without) + size - this.#limits.total,
    ];
  }

  #change(room: string, by: number): void {
    this.#changes?.push([room, by]);
    this.#total += by;
    const bytes = (this.#byRoom.get(room) ?? 0) + by;
    if (bytes > 0) this.#byRoom.set(room, bytes);
    else this.#byRoom.delete(room);
  }
}

/** Counts bytes by key, for the 24 hours after the first of them. */
class DailyBytes {
  #days = new Map<string, { since: number; bytes: number }>();

  add(key: string, bytes: number, since = Date.now()): void {
    const known = this.#days.get(key);
    if (known && Date.now() - known.since < day) {
      known.bytes = Math.max(0, known.bytes + bytes);
      // At the start, files are counted in the order of their ids.
      known.since = Math.min(known.since, since);
      return;
    }
    if (bytes <= 0) return;
    this.#days.delete(key);
    this.#days.set(key, { since, bytes });
    const [oldest] = this.#days.keys();
    if (this.#days.size > mostCounted && oldest !== undefined) this.#days.delete(oldest);
  }

  /** @returns the milliseconds until the key may add so many bytes; 0 if it may now */
  waitFor(key: string, bytes: number, most: number, now: number): number {
    const known = this.#days.get(key);
    const ends = known ? known.since + day : 0;
    if (!known || now >= ends) return bytes > most ? day : 0;
    return known.bytes + bytes > most ? ends - now : 0;
  }
}
