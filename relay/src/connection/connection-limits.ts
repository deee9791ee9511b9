import type { IncomingMessage } from 'node:http';
import type { AddressOf } from './client-address.ts';
import { KeyedCounter } from '../limits/keyed-counter.ts';
import { countFrom, networksOf } from '../limits/networks.ts';
import type { LimitSettings } from '../limits/rate-limits.ts';
import { Refusal } from '../refusal.ts';
import type { Connection } from '../rooms/sockets.ts';

/**
 * How many there may be beyond the limit, as a part of it: those who come too many are taken for long enough to be told
 * so, but not without bound.
 */
const grace = 1.5;
/** After how many seconds to try again. */
const retryAfter = 10;

/** Counts the connections that are open, whether who is on them has said anything yet or not. */
export class ConnectionLimits {
  #most: number;
  #mostOfAll: number;
  #addressOf: AddressOf;
  #open = new KeyedCounter();

  /** @param settings none where nothing is bounded. */
  constructor(settings: LimitSettings | undefined, addressOf: AddressOf) {
    this.#most = settings?.connections ?? Infinity;
    this.#mostOfAll = settings?.['connections-total'] ?? Infinity;
    this.#addressOf = addressOf;
  }

  add(connection: Connection): void {
    connection.once('close', this.#open.add(...networksOf(this.#addressOf(connection.request))));
  }

  /** The refusal of another one, where there is so little room that it is not even accepted. */
  hardLimitRefusal(request: IncomingMessage): Refusal | undefined {
    if (this.#countOf(request) >= this.#most * grace) return this.#tooMany();
    return this.#open.total >= this.#mostOfAll * grace ? tooManyInAll() : undefined;
  }

  /**
   * Of one that is open.
   *
   * @throws {Refusal} `too_many_connections`, `unavailable`
   */
  assertWithinLimits(request: IncomingMessage): void {
    if (this.#countOf(request) > this.#most) throw this.#tooMany();
    if (this.#open.total > this.#mostOfAll) throw tooManyInAll();
  }

  #countOf(request: IncomingMessage): number {
    return countFrom(this.#open, this.#addressOf(request));
  }

  #tooMany(): Refusal {
    return new Refusal('too_many_connections', `one address can have ${this.#most} connections`, {
      retryAfter,
    });
  }
}

function tooManyInAll(): Refusal {
  const detail = 'too_many_connections';
  return new Refusal('unavailable', 'the relay has as many connections as it can', { retryAfter, detail });
}
