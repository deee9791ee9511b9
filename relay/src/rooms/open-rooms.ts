import { KeyedCounter } from '../limits/keyed-counter.ts';
import { countFrom, networksOf } from '../limits/networks.ts';
import type { LimitSettings } from '../limits/rate-limits.ts';
import { isGuest, type Visitor } from '../moderation/person.ts';
import { Refusal } from '../refusal.ts';

/** After how many seconds it is worth another try. */
const retryAfter = 10;

/** For people whom the site knows there is more, so that guests do not keep them out. */
const reserve = 1.5;

/** Counts the rooms that are open: each takes some memory, whether anything is stored in it or not. */
export class OpenRooms {
  #most: number;
  #mostOfAll: number;
  #open = new KeyedCounter();

  /** @param settings none where nothing is bounded */
  constructor(settings?: LimitSettings) {
    this.#most = settings?.['open-rooms-address'] ?? Infinity;
    this.#mostOfAll = settings?.['open-rooms-total'] ?? Infinity;
  }

  /**
   * Somebody is the first in a room.
   *
   * @returns what to call when it closes
   * @throws {Refusal} `rate_limited`, `unavailable`
   */
  open({ person, address }: Visitor): () => void {
    if (countFrom(this.#open, address) >= this.#most) {
      throw new Refusal('rate_limited', `room: ${this.#most} are open from one address`, { retryAfter });
    }
    if (this.#open.total >= this.#mostOfAll * (isGuest(person) ? 1 : reserve)) {
      throw new Refusal('unavailable', 'room: as many are open as there can be', { retryAfter });
    }
    return this.#open.add(...networksOf(address));
  }
}
