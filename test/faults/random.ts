/** Chance that can be repeated: the same seed gives the same numbers. The generator is mulberry32. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, but not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: Iterable<T>): T {
    const list = [...choices];
    const chosen = list[this.between(0, list.length - 1)];
    if (chosen === undefined) throw new Error('there is nothing to choose from');
    return chosen;
  }

  /** A chance of its own, so that who draws from one does not change what another draws. */
  fork(name: string): Random {
    let seed = this.#state;
    for (const character of name) seed = Math.imul(seed ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    return new Random(seed);
  }
}

/** The seed that was asked for by `--seed` or FAULTS_SEED, else a new one. */
export function chosenSeed(asked: string | undefined = process.env.FAULTS_SEED): number {
  const seed = asked === undefined ? Date.now() : Number(asked);
  if (!Number.isSafeInteger(seed)) throw new Error(`${asked} is no seed: a whole number is`);
  return seed >>> 0;
}
