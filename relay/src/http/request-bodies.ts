import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressOf } from '../connection/client-address.ts';
import { KeyedCounter } from '../limits/keyed-counter.ts';
import { countFrom, networksOf } from '../limits/networks.ts';
import type { LimitSettings } from '../limits/rate-limits.ts';

/** How long a body may take, in milliseconds. */
const bodyTimeout = 10_000;

/** How long a client may go on writing after it was answered, in milliseconds: cut off at once it might lose the answer. */
const lingerTimeout = 2000;

/**
 * Bounds the requests whose body has not come as a whole, in time and in number. A server that the relay is embedded in
 * may wait for minutes, or for ever; what it waits for on its own paths is its own matter.
 */
export class RequestBodies {
  #most: number;
  #mostOfAll: number;
  #addressOf: AddressOf;
  #bodies = new KeyedCounter();
  #known = new WeakSet<IncomingMessage>();

  /** @param settings none where nothing is bounded in number */
  constructor(settings: LimitSettings | undefined, addressOf: AddressOf) {
    this.#most = settings?.bodies ?? Infinity;
    this.#mostOfAll = settings?.['bodies-total'] ?? Infinity;
    this.#addressOf = addressOf;
  }

  /** Once for each request. @returns whether it may be served; otherwise it is answered already */
  admit(request: IncomingMessage, response: ServerResponse): boolean {
    if (this.#known.has(request)) return true;
    this.#known.add(request);
    // A body that is broken off is told as an error where somebody reads it, and `close` follows.
    request.on('error', () => {});
    response.on('error', () => {});
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
    if (length === '0' && encoding === undefined) return true;
    const address = this.#addressOf(request);
    if (countFrom(this.#bodies, address) >= this.#most || this.#bodies.total >= this.#mostOfAll) {
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

/** `close` follows, and ends the connection unless the body has come as a whole. */
function cutOff(request: IncomingMessage): void {
  request.destroy();
}
