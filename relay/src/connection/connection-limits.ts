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
  /** Handshakes that have a place and no connection yet, with the function that gives the place back. */
  #reserved = new Map<IncomingMessage, () => void>();

  /** @param settings absent if limits are switched off */
  constructor(settings: LimitSettings | undefined, addressOf: AddressOf) {
    this.#mostOfAddress = settings?.connections ?? Infinity;
    this.#mostInAll = settings?.['connections-total'] ?? Infinity;
    this.#addressOf = addressOf;
  }

  /** Counts a connection until it closes, in the place of its handshake. */
  add(connection: Connection): void {
    const { request } = connection;
    const release = this.#reserved.get(request) ?? this.#count(request);
    this.#reserved.delete(request);
    connection.once('close', release);
  }

  /**
   * Counts a handshake before its connection is accepted: handshakes of one TCP packet are all checked before the first of
   * them becomes a connection. Engine.IO accepts in promise callbacks alone. So if there is no connection when the event
   * loop goes on, none follows, and the place is free again.
   *
   * @returns the refusal of a handshake beyond the hard limit
   */
  reserve(request: IncomingMessage): Refusal | undefined {
    if (this.#countOf(request) >= this.#mostOfAddress * hardLimitFactor) return this.#tooMany();
    if (this.#open.total >= this.#mostInAll * hardLimitFactor) return tooManyInAll();
    this.#reserved.set(request, this.#count(request));
    setImmediate(() => {
      this.#reserved.get(request)?.();
      this.#reserved.delete(request);
    });
    return undefined;
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

  #count(request: IncomingMessage): () => void {
    return this.#open.add(...networksOf(this.#addressOf(request)));
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
