import * as v from 'valibot';
import type { RateLimits, LimitSettings } from '../limits/rate-limits.ts';
import type { RoomLog } from '../log/log.ts';
import type { Logger } from '../logger.ts';
import { isGuest, type Visitor } from '../moderation/person.ts';
import { rateLimited } from '../refusal.ts';
import type { LiveRoom } from './live-room.ts';

/** The key under which the log stores the number of rooms. */
const kind = 'count';
const key = 'guest-rooms';

/**
 * Milliseconds in which the count falls from its bound to zero. The store keeps a room forever, since its newest entry
 * gives the next seq. So rooms never go away, and a count that never fell would lock guests out in the end.
 */
const period = 30 * 24 * 60 * 60 * 1000;

/** The operator is warned at the first part of the bound. Below the second, the warning is armed again. */
const warnAt = 0.8;
const rearmAt = 0.7;

const countSchema = v.union([
  v.object({ count: v.number(), time: v.number() }),
  // The format of older relays.
  v.pipe(
    v.number(),
    v.transform((count) => ({ count, time: Date.now() })),
  ),
]);

/** A number of rooms as of a time in milliseconds since 1970. */
type Count = v.InferOutput<typeof countSchema>;

function parseCount(stored: unknown): Count {
  const parsed = v.safeParse(countSchema, stored);
  return parsed.success ? parsed.output : { count: 0, time: Date.now() };
}

/**
 * Bounds the rooms that guests create in the store. A room exists forever once something is written in it, and anybody
 * can make up any number of room names.
 */
export class GuestRooms {
  #log: RoomLog;
  #limits: RateLimits;
  #logger: Logger;
  #most: number;
  /** The count as it was stored last, by this relay or another. */
  #known: Count = parseCount(undefined);
  /** The new rooms that the stored count does not have yet. */
  #unstored = 0;
  #storing: Promise<void> = Promise.resolve();
  /** The part of the bound of which the operator was warned last. */
  #warnedAt = 0;

  private constructor(log: RoomLog, limits: RateLimits, logger: Logger, most: number) {
    this.#log = log;
    this.#limits = limits;
    this.#logger = logger;
    this.#most = most;
  }

  /** @param settings absent if limits are switched off */
  static async open(
    log: RoomLog,
    limits: RateLimits,
    settings: LimitSettings | undefined,
    logger: Logger,
  ): Promise<GuestRooms> {
    const most = settings?.['guest-rooms-total'] ?? Infinity;
    const rooms = new GuestRooms(log, limits, logger, most);
    await log.watchMeta(kind, async (changed, value) => {
      if (changed === undefined) await rooms.#read();
      else if (changed === key) rooms.#takeOver(parseCount(value));
    });
    await rooms.#read();
    return rooms;
  }

  /**
   * To call before a visitor writes in a room.
   *
   * @throws {Refusal} `rate_limited`: the visitor is a guest, the room is new, and guests may not create another one now
   */
  async assertMayOpen({ person, address }: Visitor, room: Pick<LiveRoom, 'isEmpty'>): Promise<void> {
    if (!isGuest(person) || !room.isEmpty) return;
    const excess = this.#present(this.#known).count + 1 - this.#most;
    if (excess > 0) {
      const wait = (excess / this.#most) * period;
      throw rateLimited('room: guests have opened as many rooms as they may for now', wait);
    }
    await this.#limits.take('rooms', { address });
  }

  /** To call when a visitor has written the first entry of a room. */
  recordOpened({ person }: Visitor): void {
    if (!isGuest(person)) return;
    this.#known = this.#withMore(this.#known, 1);
    this.#unstored += 1;
    this.#warn(this.#known.count);
    this.#storing = this.#storing.then(() => this.#store());
  }

  /** Adds the new rooms to the stored count, to which other relays add theirs. */
  async #store(): Promise<void> {
    const added = this.#unstored;
    if (added === 0) return;
    try {
      let stored = this.#known;
      await this.#log.updateMeta(kind, key, (before) => {
        stored = this.#withMore(parseCount(before), added);
        return stored;
      });
      this.#unstored -= added;
      this.#takeOver(stored);
    } catch (error) {
      // The next new room stores it.
      this.#logger.error({ code: 'count_not_stored', err: error }, 'the number of rooms could not be stored');
    }
  }

  async #read(): Promise<void> {
    this.#takeOver(parseCount(await this.#log.getMeta(kind, key)));
  }

  #takeOver({ count, time }: Count): void {
    this.#known = { count: count + this.#unstored, time };
  }

  #withMore(known: Count, rooms: number): Count {
    const { count, time } = this.#present(known);
    return { count: count + rooms, time };
  }

  /** Lowers the count evenly with time, so that guests can create rooms one by one again, and not all at once. */
  #present({ count, time }: Count): Count {
    const now = Date.now();
    // Nothing is subtracted if the clock was set back.
    const elapsed = Math.max(0, now - time);
    return {
      count: this.#most < Infinity ? Math.max(0, count - (elapsed / period) * this.#most) : count,
      time: now,
    };
  }

  #warn(count: number): void {
    const part = count / this.#most;
    if (part < rearmAt) this.#warnedAt = 0;
    // The count falls a little while the last rooms are created.
    const isFull = count > this.#most - 1;
    const reached = isFull ? 1 : warnAt;
    if (part < warnAt || this.#warnedAt >= reached) return;
    this.#warnedAt = reached;
    const advice = '--limits guest-rooms-total=N allows more';
    const details = { rooms: Math.ceil(count), most: this.#most };
    if (isFull) {
      this.#logger.warn(
        { code: 'guest_rooms_full', ...details },
        `guests have opened as many rooms as they may: ${advice}`,
      );
    } else {
      this.#logger.warn(
        { code: 'guest_rooms_filling', ...details },
        `guests have opened 80 % of the rooms that they may: ${advice}`,
      );
    }
  }
}
