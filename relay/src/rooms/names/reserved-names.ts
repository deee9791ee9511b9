import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { RoomLog } from '../../log/log.ts';
import { MetaCopy } from '../../log/meta/meta-copy.ts';
import type { Logger } from '../../logger.ts';
import type { Person } from '../../moderation/person.ts';
import { TakenNames } from './taken-names.ts';

/** The key under which the log stores these names, by person id. */
export const kind = 'name';
const storedSchema = v.object({ name: v.string(), seen: v.number() });

const day = 24 * 60 * 60 * 1000;
/** A name expires if its person has not connected for this many milliseconds. */
const lifetime = 180 * day;
/** How many names are reserved. Beyond it, the name of the person seen longest ago is freed. */
const mostNames = 100_000;
/** How many names are removed from the store at once. */
const batchSize = 100;

interface Reservation {
  name: string;
  /** When the person was last here, to the day, in milliseconds since 1970. */
  seen: number;
}

/** `undefined` if the stored value is not valid. */
export function parseReservation(stored: unknown): Reservation | undefined {
  const parsed = v.safeParse(storedSchema, stored);
  return parsed.success ? parsed.output : undefined;
}

/**
 * The names that the site gave to people. They stay reserved while those people are away, and across restarts. What another
 * relay reserves or frees holds here as soon as this one is told of it.
 */
export class ReservedNames {
  #log: RoomLog;
  #copy: MetaCopy;
  #logger: Logger;
  #most: number;
  /** By person id. The person seen last stands last. */
  #reserved = new Map<string, Reservation>();
  #names = new TakenNames();
  /** People whose names have expired and are still in the store, with the time when they were last here. */
  #expired = new Map<string, number>();
  #removing: Promise<void> | undefined;
  #isClosed = false;

  private constructor(log: RoomLog, logger: Logger, most: number) {
    this.#log = log;
    this.#logger = logger;
    this.#most = most;
    this.#copy = new MetaCopy(log, {
      kind,
      keys: () => this.#reserved.keys(),
      take: (id, value) => this.#takeOver(id, parseReservation(value)),
      rank: (value) => parseReservation(value)?.seen ?? 0,
      onRead: () => this.#expire(),
    });
  }

  static async open(log: RoomLog, logger: Logger, most = mostNames): Promise<ReservedNames> {
    const names = new ReservedNames(log, logger, most);
    await names.#copy.open();
    return names;
  }

  /**
   * Reserves the name that the site gave to a person. If the store fails, the person may connect all the same: the name is
   * then reserved until the relay ends.
   */
  async reserve({ id, username }: Person): Promise<void> {
    if (username === undefined) return;
    const known = this.#reserved.get(id);
    const seen = Date.now();
    if (known?.name === username && seen - known.seen < day) return;
    this.#set(id, username, seen);
    try {
      await this.#log.putMeta(kind, id, { name: username, seen });
    } catch (err) {
      this.#logger.error(
        { code: 'name_not_stored', err, id },
        'a name that the site gave could not be stored',
      );
    }
    this.#expire();
  }

  /** Frees the name of an erased person. */
  async erase(id: string): Promise<void> {
    this.#delete(id);
    if ((await this.#log.getMeta(kind, id)) !== undefined) await this.#log.putMeta(kind, id, undefined);
  }

  /** Whether a name could be taken for one that the site gave to another person. */
  isTaken(name: string, personId: string): boolean {
    return this.#names.isTaken(name, personId);
  }

  /** Stops the removal of expired names. The remaining ones expire again at the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#expired.clear();
    await this.#removing;
  }

  #takeOver(id: string, reservation: Reservation | undefined): void {
    if (!reservation) this.#delete(id);
    else if (!isDeepStrictEqual(reservation, this.#reserved.get(id)))
      this.#set(id, reservation.name, reservation.seen);
  }

  #set(id: string, name: string, seen: number): void {
    this.#delete(id);
    this.#reserved.set(id, { name, seen });
    this.#names.add(name, id);
  }

  #delete(id: string): void {
    this.#copy.noteChange(id);
    this.#expired.delete(id);
    const earlier = this.#reserved.get(id);
    if (!earlier) return;
    this.#names.remove(earlier.name, id);
    this.#reserved.delete(id);
  }

  /** Frees the names of people who were not here for long, and the oldest ones beyond the bound. */
  #expire(): void {
    const now = Date.now();
    for (const [id, { seen }] of this.#reserved) {
      if (now - seen < lifetime && this.#reserved.size <= this.#most) break;
      this.#delete(id);
      this.#expired.set(id, seen);
    }
    if (this.#expired.size === 0 || this.#isClosed) return;
    this.#removing ??= this.#removeExpired().finally(() => (this.#removing = undefined));
  }

  /**
   * Removes expired names from the store in the background. Never rejects: a name that cannot be removed expires again at
   * the next start.
   */
  async #removeExpired(): Promise<void> {
    try {
      while (this.#expired.size > 0) {
        const some = [...this.#expired].slice(0, batchSize);
        await Promise.all(some.map(([id, seen]) => this.#remove(id, seen)));
      }
    } catch (err) {
      this.#logger.warn(
        { code: 'names_not_removed', err },
        'expired names could not be removed from the store',
      );
    }
  }

  async #remove(id: string, seen: number): Promise<void> {
    if (!this.#expired.delete(id)) return;
    // The site may have given this person a name again meanwhile, on this relay or on another.
    await this.#log.updateMeta(kind, id, (stored) => {
      const reservation = parseReservation(stored);
      return reservation && reservation.seen > seen ? stored : undefined;
    });
  }
}
