import type { IncomingMessage } from 'node:http';
import type { AddressOf } from './client-address.ts';
import { KeyedCounter } from '../limits/keyed-counter.ts';
import { countFrom, networksOf } from '../limits/networks.ts';
import type { LimitSettings } from '../limits/rate-limits.ts';
import { Refusal } from '../refusal.ts';
import type { Connection } from '../rooms/sockets.ts';

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
  #addressOf: AddressOf;
  #open = new KeyedCounter();

  /** @param settings absent if limits are switched off */
  constructor(settings: LimitSettings | undefined, addressOf: AddressOf) {
    this.#mostOfAddress = settings?.connections ?? Infinity;
    this.#mostInAll = settings?.['connections-total'] ?? Infinity;
    this.#addressOf = addressOf;
  }

  add(connection: Connection): void {
    connection.once('close', this.#open.add(...networksOf(this.#addressOf(connection.request))));
  }

  /** Refuses a handshake beyond the hard limit, before the connection is accepted. */
  hardLimitRefusal(request: IncomingMessage): Refusal | undefined {
    if (this.#countOf(request) >= this.#mostOfAddress * hardLimitFactor) return this.#tooMany();
    return this.#open.total >= this.#mostInAll * hardLimitFactor ? tooManyInAll() : undefined;
  }

  /**
   * Checks a connection that is open and counted.
   *
   * @throws {Refusal} `too_many_connections`, `unavailable`
   */
  assertWithinLimits(request: IncomingMessage): void {
    if (this.#countOf(request) > this.#mostOfAddress) throw this.#tooMany();
    if (this.#open.total > this.#mostInAll) throw tooManyInAll();
  }

  #countOf(request: IncomingMessage): number {
    return countFrom(this.#open, this.#addressOf(request));
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
