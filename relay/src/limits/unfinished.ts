import { rateLimited } from '../refusal.ts';

/** A client may enter all of its rooms at once; see `limits.rooms`. */
const mostOfConnection = 100;
const mostFromAddress = 500;
const mostOfAll = 5000;

/** After how many milliseconds it is worth another try. */
const pause = 1000;

/** Counts requests that are not answered yet: they may wait for each other, for the store and for the site. */
export class Unfinished {
  #byConnection = new Map<string, number>();
  #byAddress = new Map<string, number>();
  #all = 0;

  /**
   * @returns what to call when the request is answered
   * @throws {Refusal} `rate_limited`
   */
  begin(connection: string, address: string): () => void {
    const isFull =
      this.#all >= mostOfAll ||
      (this.#byAddress.get(address) ?? 0) >= mostFromAddress ||
      (this.#byConnection.get(connection) ?? 0) >= mostOfConnection;
    if (isFull) throw rateLimited('too many requests wait for an answer already', pause);
    const count = (by: 1 | -1): void => {
      this.#all += by;
      add(this.#byAddress, address, by);
      add(this.#byConnection, connection, by);
    };
    count(1);
    return () => count(-1);
  }
}

function add(counts: Map<string, number>, key: string, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}
