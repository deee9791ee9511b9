import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressOf } from '../../connection/client-address.ts';
import { KeyedCounter } from '../../limits/keyed-counter.ts';
import { countFrom, networksOf } from '../../limits/networks.ts';
import type { LimitSettings } from '../../limits/rate-limits.ts';
import { ApiError } from '../api/api-error.ts';

/** How long a client may read nothing of a file, in milliseconds. */
const idleTime = 60_000;

/** Bounds the files that are being read. Each holds an open file and some memory, for as long as its client reads slowly. */
export class OpenDownloads {
  #settings: LimitSettings | undefined;
  #addressOf: AddressOf;
  #open = new KeyedCounter();

  /** @param settings absent if limits are switched off */
  constructor(settings: LimitSettings | undefined, addressOf: AddressOf) {
    this.#settings = settings;
    this.#addressOf = addressOf;
  }

  /**
   * Counts a download until its answer ends, and ends it if its client stops reading.
   *
   * @throws {ApiError} 429
   */
  begin(request: IncomingMessage, response: ServerResponse): void {
    // It waits for an earlier answer on its connection. If the client leaves, nothing tells it, and the file would stay open.
    if (!response.socket) throw tooMany('one file at a time on a connection', 1);
    const address = this.#addressOf(request);
    const { downloads = Infinity, 'downloads-total': total = Infinity } = this.#settings ?? {};
    if (countFrom(this.#open, address) >= downloads || this.#open.total >= total)
      throw tooMany('too many files at a time (downloads)', 10);
    response.once('close', this.#open.add(...networksOf(address)));
    response.setTimeout(idleTime, () => response.destroy());
  }
}

/** @param retryAfter what the client waits, in seconds */
function tooMany(message: string, retryAfter: number): ApiError {
  return new ApiError(429, 'rate_limited', message, { 'Retry-After': retryAfter }, retryAfter);
}
