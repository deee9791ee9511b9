import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressOf } from '../connection/client-address.ts';
import { KeyedCounter } from '../limits/keyed-counter.ts';
import { countFrom, networksOf } from '../limits/networks.ts';
import type { LimitSettings } from '../limits/rate-limits.ts';

/** How long a request body may take, in milliseconds. */
const bodyTimeout = 10_000;

/**
 * How long a client may continue to send after the answer, in milliseconds. If it were cut off at once, it might lose the
 * answer.
 */
const lingerTimeout = 2000;

/**
 * Bounds the requests whose body is not complete yet, in time and in number. A host's own server may wait for
 * minutes or forever. Only requests below the relay's path are bounded.
 */
export class RequestBodies {
  #mostOfAddress: number;
  #mostInAll: number;
  #addressOf: AddressOf;
  #bodies = new KeyedCounter();
  #known = new WeakSet<IncomingMessage>();

  /** @param settings absent if limits are switched off; then the number is not bounded */
  constructor(settings: LimitSettings | undefined, addressOf: AddressOf) {
    this.#mostOfAddress = settings?.bodies ?? Infinity;
    this.#mostInAll = settings?.['bodies-total'] ?? Infinity;
    this.#addressOf = addressOf;
  }

  /** May be called repeatedly for one request. @returns whether to serve the request; if not, it was answered */
  admit(request: IncomingMessage, response: ServerResponse): boolean {
    if (this.#known.has(request)) return true;
    this.#known.add(request);
    // If a body is aborted, the code that reads it gets the error, and `close` follows.
    request.on('error', () => {});
    response.on('error', () => {});
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
    if (length === '0' && encoding === undefined) return true;
    const address = this.#addressOf(request);
    if (countFrom(this.#bodies, address) >= this.#mostOfAddress || this.#bodies.total >= this.#mostInAll) {
      response.once('finish', () => request.destroy());
      response.writeHead(429, { 'Retry-After': bodyTimeout / 1000, Connection: 'close' }).end();
      return false;
    }
    const finish = this.#bodies.add(...networksOf(address));
    let timer = setTimeout(cutOff, bodyTimeout, request);
    response.once('close', () => {
      if (request.complete || request.closed) return;
      clearTimeout(timer);
      timer = setTimeout(cutOff, lingerTimeout, request);
      request.resume();
    });
    request.once('close', () => {
      clearTimeout(timer);
      finish();
    });
    return true;
  }
}

/** Destroys the request. The event `close` follows; the connection ends unless the body is complete. */
function cutOff(request: IncomingMessage): void {
  request.destroy();
}
