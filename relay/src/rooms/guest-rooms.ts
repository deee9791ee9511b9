import type { Limits, LimitSettings } from '../limits/rate-limits.ts';
import type { RoomLog } from '../log/log.ts';
import type { Logger } from '../logger.ts';
import { isGuest, type Visitor } from '../moderation/person.ts';
import { Refusal } from '../refusal.ts';
import type { LiveRoom } from './live-room.ts';

/** Under which the log keeps the number of rooms. */
const kind = 'count';
const key = 'guest-rooms';

/**
 * Bounds the rooms that guests open in the store. A room is there for good once something is written in it, and anybody
 * can think of any number of names.
 */
export class GuestRooms {
  #log: RoomLog;
  #limits: Limits;
  #logger: Logger;
  #most: number;
  #count: number;

  private constructor(log: RoomLog, limits: Limits, logger: Logger, most: number, count: number) {
    this.#log = log;
    this.#limits = limits;
    this.#logger = logger;
    this.#most = most;
    this.#count = count;
  }

  /** @param settings none where nothing is bounded */
  static async open(
    log: RoomLog,
    limits: Limits,
    settings: LimitSettings | undefined,
    logger: Logger,
  ): Promise<GuestRooms> {
    const count = await log.noted(kind, key);
    const most = settings?.['guest-rooms-total'] ?? Infinity;
    return new GuestRooms(log, limits, logger, most, typeof count === 'number' ? count : 0);
  }

  /**
   * Somebody is about to write in a room.
   *
   * @throws {Refusal} `rate_limited`, `forbidden`: as a guest they may not be the first
   */
  async assertMayOpen({ person, address }: Visitor, room: LiveRoom): Promise<void> {
    if (!isGuest(person) || !room.isEmpty) return;
    if (this.#count >= this.#most) {
      throw new Refusal('forbidden', 'room: guests have opened as many rooms as they may here');
    }
    await this.#limits.take('rooms', { address });
  }

  /** Somebody has written the first entry of a room. */
  noteOpened({ person }: Visitor): void {
    if (!isGuest(person)) return;
    this.#count += 1;
    if (this.#count === this.#most) {
      this.#logger.warn(
        { code: 'guest_rooms_full', rooms: this.#count },
        'guests have opened as many rooms as they may: --limits guest-rooms-total=N allows more',
      );
    }
    this.#log.note(kind, key, this.#count).catch((error: unknown) => {
      // The next room that is opened stores it.
      this.#logger.error({ code: 'count_not_stored', err: error }, 'the number of rooms could not be stored');
    });
  }
}
