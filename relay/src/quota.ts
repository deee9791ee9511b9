const second = 1000;

/** Lets so much through in a second, and no more. By a clock that nobody sets. */
export class Quota {
  #most: number;
  #began = -Infinity;
  #taken = 0;

  constructor(perSecond: number) {
    this.#most = perSecond;
  }

  /** @returns whether it may be done. */
  take(): boolean {
    const now = performance.now();
    if (now - this.#began >= second) [this.#began, this.#taken] = [now, 0];
    if (this.#taken >= this.#most) return false;
    this.#taken += 1;
    return true;
  }
}
