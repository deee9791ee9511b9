import { KeyedCounter } from './keyed-counter.ts';
import { countFrom, networksOf } from './networks.ts';
import { rateLimited } from '../refusal.ts';

/** A client may enter all of its rooms at once; see `limits.rooms`. */
const mostOfConnection = 100;
const mostFromAddress = 500;
const mostOfAll = 5000;

/** After how many milliseconds it is worth another try. */
const pause = 1000;

/** Counts requests that are not answered yet: they may wait for each other, for the store and for the site. */
export class PendingRequests {
  #byConnection = new KeyedCounter();
  #byAddress = new KeyedCounter();

  /**
   * @returns what to call when the request is answered
   * @throws {Refusal} `rate_limited`
   */
  begin(connection: string, address: string): () => void {
    const isFull =
      this.#byAddress.total >= mostOfAll ||
      countFrom(this.#byAddress, address) >= mostFromAddress ||
      this.#byConnection.count(connection) >= mostOfConnection;
    if (isFull) throw rateLimited('too many requests wait for an answer already', pause);
    const answered = [this.#byAddress.add(...networksOf(address)), this.#byConnection.add(connection)];
    return () => answered.forEach((remove) => remove());
  }
}
