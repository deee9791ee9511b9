import { KeyedCounter } from '../limits/keyed-counter.ts';
import { countFrom, networksOf } from '../limits/networks.ts';
import type { LimitSettings } from '../limits/rate-limits.ts';
import { isGuest, type Visitor } from '../moderation/person.ts';
import { Refusal } from '../refusal.ts';

/** Seconds after which a client may try again. */
const retryAfter = 10;

/** Signed-in people get half as many rooms again, so that guests cannot keep them out. */
const signedInFactor = 1.5;

/** Bounds the rooms that are open: each takes some memory, whether anything is stored in it or not. */
export class OpenRoomLimits {
  #mostOfAddress: number;
  #mostInAll: number;
  #open = new KeyedCounter();

  /** @param settings absent if limits are switched off */
  constructor(settings?: LimitSettings) {
    this.#mostOfAddress = settings?.['open-rooms-address'] ?? Infinity;
    this.#mostInAll = settings?.['open-rooms-total'] ?? Infinity;
  }

  /**
   * Counts a room that opens with this visitor.
   *
   * @returns a function to call when the room closes
   * @throws {Refusal} `rate_limited`, `unavailable`
   */
  add({ person, address }: Visitor): () => void {
    if (countFrom(this.#open, address) >= this.#mostOfAddress) {
      throw new Refusal('rate_limited', `room: one address can have ${this.#mostOfAddress} rooms open`, {
        retryAfter,
      });
    }
    if (this.#open.total >= this.#mostInAll * (isGuest(person) ? 1 : signedInFactor)) {
      throw new Refusal('unavailable', 'room: the relay has reached its limit of open rooms', { retryAfter });
    }
    return this.#open.add(...networksOf(address));
  }
}
