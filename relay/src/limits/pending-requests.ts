import { KeyedCounter } from './keyed-counter.ts';
import { countFrom, networksOf } from './networks.ts';
import { rateLimited } from '../refusal.ts';

/** A client may join all of its rooms at once; see `limits.rooms`. */
const mostOfConnection = 100;
const mostOfAddress = 500;
const mostInAll = 5000;

/** Milliseconds after which a client may try again. */
const retryDelay = 1000;

/** Bounds requests that are not answered yet: they may wait for each other, for the store and for the site. */
export class PendingRequests {
  #byConnection = new KeyedCounter();
  #byAddress = new KeyedCounter();

  /**
   * @returns a function to call when the request is answered
   * @throws {Refusal} `rate_limited`
   */
  begin(connection: string, address: string): () => void {
    const isFull =
      this.#byAddress.total >= mostInAll ||
      countFrom(this.#byAddress, address) >= mostOfAddress ||
      this.#byConnection.count(connection) >= mostOfConnection;
    if (isFull) throw rateLimited('too many requests wait for an answer already', retryDelay);
    const answered = [this.#byAddress.add(...networksOf(address)), this.#byConnection.add(connection)];
    return () => answered.forEach((remove) => remove());
  }
}
