import * as v from 'valibot';
import type { RateLimits, LimitSettings } from '../limits/rate-limits.ts';
import type { RoomLog } from '../log/log.ts';
import type { Logger } from '../logger.ts';
import { isGuest, type Visitor } from '../moderation/person.ts';
import { rateLimited } from '../refusal.ts';
import type { LiveRoom } from './live-room.ts';

/** Under which the log keeps the number of rooms. */
const kind = 'count';
const key = 'guest-rooms';

/**
 * Milliseconds in which the number falls from its bound to none. The store keeps a room for good, since its newest entry
 * tells the next seq: so no room is ever gone, and a number that never fell would lock guests out for good in the end.
 */
const period = 30 * 24 * 60 * 60 * 1000;

/** The part of the bound at which the operator is warned, and the part below which it may happen again. */
const warnAt = 0.8;
const calmAt = 0.7;

const countSchema = v.union([
  v.object({ count: v.number(), time: v.number() }),
  // As an older relay has left it.
  v.pipe(
    v.number(),
    v.transform((count) => ({ count, time: Date.now() })),
  ),
]);

/**
 * Bounds the rooms that guests open in the store. A room is there for good once something is written in it, and anybody
 * can think of any number of names.
 */
export class GuestRooms {
  #log: RoomLog;
  #limits: RateLimits;
  #logger: Logger;
  #most: number;
  /** How many count at a time, in milliseconds since 1970. */
  #count: number;
  #time: number;
  #warnedOf = 0;

  private constructor(
    log: RoomLog,
    limits: RateLimits,
    logger: Logger,
    most: number,
    { count, time }: v.InferOutput<typeof countSchema>,
  ) {
    this.#log = log;
    this.#limits = limits;
    this.#logger = logger;
    this.#most = most;
    this.#count = count;
    this.#time = time;
  }

  /** @param settings none where nothing is bounded */
  static async open(
    log: RoomLog,
    limits: RateLimits,
    settings: LimitSettings | undefined,
    logger: Logger,
  ): Promise<GuestRooms> {
    const stored = v.safeParse(countSchema, await log.noted(kind, key));
    const most = settings?.['guest-rooms-total'] ?? Infinity;
    const known = stored.success ? stored.output : { count: 0, time: Date.now() };
    return new GuestRooms(log, limits, logger, most, known);
  }

  /**
   * Somebody is about to write in a room.
   *
   * @throws {Refusal} `rate_limited`: as a guest they may not be the first now
   */
  async assertMayOpen({ person, address }: Visitor, room: Pick<LiveRoom, 'isEmpty'>): Promise<void> {
    if (!isGuest(person) || !room.isEmpty) return;
    this.#fall();
    const excess = this.#count + 1 - this.#most;
    if (excess > 0) {
      const wait = (excess / this.#most) * period;
      throw rateLimited('room: guests have opened as many rooms as they may for now', wait);
    }
    await this.#limits.take('rooms', { address });
  }

  /** Somebody has written the first entry of a room. */
  recordOpened({ person }: Visitor): void {
    if (!isGuest(person)) return;
    this.#fall();
    this.#count += 1;
    this.#warn();
    this.#log.note(kind, key, { count: this.#count, time: this.#time }).catch((error: unknown) => {
      // The next room that is opened stores it.
      this.#logger.error({ code: 'count_not_stored', err: error }, 'the number of rooms could not be stored');
    });
  }

  /** Evenly with time, so that there is room for another one again and again, and not for all at once. */
  #fall(): void {
    const now = Date.now();
    // A clock that was set back takes nothing away.
    const elapsed = Math.max(0, now - this.#time);
    if (this.#most < Infinity) this.#count = Math.max(0, this.#count - (elapsed / period) * this.#most);
    this.#time = now;
  }

  #warn(): void {
    const part = this.#count / this.#most;
    if (part < calmAt) this.#warnedOf = 0;
    // A little falls off while the last ones are opened.
    const isFull = this.#count > this.#most - 1;
    const reached = isFull ? 1 : warnAt;
    if (part < warnAt || this.#warnedOf >= reached) return;
    this.#warnedOf = reached;
    const advice = '--limits guest-rooms-total=N allows more';
    const details = { rooms: Math.ceil(this.#count), most: this.#most };
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
