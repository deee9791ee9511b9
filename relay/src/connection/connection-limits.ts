import type { IncomingMessage } from 'node:http';
import type { AddressOf } from './client-address.ts';
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
export class Connections {
  #most: number;
  #mostOfAll: number;
  #addressOf: AddressOf;
  #byAddress = new Map<string, number>();
  #all = 0;

  /** @param settings none where nothing is bounded. */
  constructor(settings: LimitSettings | undefined, addressOf: AddressOf) {
    this.#most = settings?.connections ?? Infinity;
    this.#mostOfAll = settings?.['connections-total'] ?? Infinity;
    this.#addressOf = addressOf;
  }

  add(connection: Connection): void {
    const address = this.#addressOf(connection.request);
    const change = (by: number): void => {
      const count = (this.#byAddress.get(address) ?? 0) + by;
      this.#all += by;
      if (count > 0) this.#byAddress.set(address, count);
      else this.#byAddress.delete(address);
    };
    change(1);
    connection.once('close', () => change(-1));
  }

  /** The refusal of another one, where there is so little room that it is not even accepted. */
  exhaustion(request: IncomingMessage): Refusal | undefined {
    if (this.#countOf(request) >= this.#most * grace) return this.#tooMany();
    return this.#all >= this.#mostOfAll * grace ? tooManyInAll() : undefined;
  }

  /**
   * Of one that is open.
   *
   * @throws {Refusal} `too_many_connections`, `unavailable`
   */
  assertRoom(request: IncomingMessage): void {
    if (this.#countOf(request) > this.#most) throw this.#tooMany();
    if (this.#all > this.#mostOfAll) throw tooManyInAll();
  }

  #countOf(request: IncomingMessage): number {
    return this.#byAddress.get(this.#addressOf(request)) ?? 0;
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
