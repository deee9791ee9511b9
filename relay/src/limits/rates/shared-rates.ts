/** A burst of `most`, then `most` per `seconds`. */
export interface Rate {
  /** Such as `sends-address`. */
  name: string;
  most: number;
  seconds: number;
}

/** A rate, and the person, address, network or room for which an action counts. */
export interface KeyedRate {
  rate: Rate;
  key: string;
}

/** The rate that refuses an action, and the milliseconds until it may be tried again. */
export interface Refused<T extends KeyedRate = KeyedRate> {
  by: T;
  wait: number;
}

/** Rates that count the actions on all relays of one store. */
export interface SharedRates {
  /**
   * Takes an action from all of these rates.
   *
   * @returns the first rate that refuses, if one does
   * @throws {Error} if the store does not answer soon
   */
  take<T extends KeyedRate>(rates: readonly T[]): Promise<Refused<T> | undefined>;
}
