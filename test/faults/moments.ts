import { EventEmitter, once } from 'node:events';

/** What a client is doing at present. */
export type Moment = 'a part' | 'the last part' | 'a message';

export const allMoments: readonly Moment[] = ['a part', 'the last part', 'a message'];

/** Tells a torment what its clients are doing, so that it can strike in the middle of it. */
export class Moments {
  readonly counts = new Map<Moment, number>();
  #underWay = new Map<Moment, number>();
  #begun = new EventEmitter();

  async during<T>(moment: Moment, act: () => Promise<T>): Promise<T> {
    this.counts.set(moment, (this.counts.get(moment) ?? 0) + 1);
    this.#change(moment, 1);
    this.#begun.emit(moment);
    try {
      return await act();
    } finally {
      this.#change(moment, -1);
    }
  }

  isUnderWay(moment: Moment): boolean {
    return (this.#underWay.get(moment) ?? 0) > 0;
  }

  /** Resolves when a client begins it, or after so many milliseconds. */
  async next(moment: Moment, patience: number): Promise<void> {
    await once(this.#begun, moment, { signal: AbortSignal.timeout(patience) }).catch(() => {});
  }

  #change(moment: Moment, by: number): void {
    this.#underWay.set(moment, (this.#underWay.get(moment) ?? 0) + by);
  }
}
