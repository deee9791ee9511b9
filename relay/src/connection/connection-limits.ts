import { KeyedCounter } from '../limits/keyed-counter.ts';
import { countFrom, networksOf } from '../limits/networks.ts';
import type { LimitSettings } from '../limits/rate-limits.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from './requesters.ts';

/**
 * The hard limit, as a multiple of the limit. A connection between the limit and the hard limit is accepted just long
 * enough to tell the client the reason of the refusal.
 */
const hardLimitFactor = 1.5;
/** Seconds after which a client may try again. */
const retryAfter = 10;

/** Bounds the open connections, authenticated or not. */
export class ConnectionLimits {
  #mostOfAddress: number;
  #mostInAll: number;
  #open = new KeyedCounter();
  /** The handshakes that have a place and no connection yet. */
  #reserved = new Set<Requester>();

  /** @param settings absent if limits are switched off */
  constructor(settings: LimitSettings | undefined) {
    this.#mostOfAddress = settings?.connections ?? Infinity;
    this.#mostInAll = settings?.['connections-total'] ?? Infinity;
  }

  /** Counts a connection, in the place of its handshake. Call `remove` when it closes. */
  add(requester: Requester): void {
    if (!this.#reserved.delete(requester)) this.#open.add(...networksOf(requester.address));
  }

  remove({ address }: Requester): void {
    this.#open.remove(...networksOf(address));
  }

  /**
   * Counts a handshake before its connection is accepted: handshakes of one TCP packet are all checked before the first of
   * them becomes a connection. Engine.IO accepts in promise callbacks alone. So if there is no connection when the event
   * loop goes on, none follows, and the place is free again.
   *
   * @returns the refusal of a handshake beyond the hard limit
   */
  reserve(requester: Requester): Refusal | undefined {
    const { address } = requester;
    if (countFrom(this.#open, address) >= this.#mostOfAddress * hardLimitFactor) return this.#tooMany();
    if (this.#open.total >= this.#mostInAll * hardLimitFactor) return tooManyInAll();
    this.#open.add(...networksOf(address));
    this.#reserved.add(requester);
    setImmediate(() => {
      if (this.#reserved.delete(requester)) this.remove(requester);
    });
    return undefined;
  }

  /**
   * Checks a connection that is open and counted.
   *
   * @throws {Refusal} `too_many_connections`, `unavailable`
   */
  assertWithinLimits(address: string): void {
    if (countFrom(this.#open, address) > this.#mostOfAddress) throw this.#tooMany();
    if (this.#open.total > this.#mostInAll) throw tooManyInAll();
  }

  #tooMany(): Refusal {
    return new Refusal('too_many_connections', `one address can have ${this.#mostOfAddress} connections`, {
      retryAfter,
    });
  }
}

function tooManyInAll(): Refusal {
  const detail = 'too_many_connections';
  return new Refusal('unavailable', 'the relay has reached its limit of connections', { retryAfter, detail });
}
