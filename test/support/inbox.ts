import { until } from './until.ts';

/** Keeps whatever arrives, in order, so that nothing is missed between two looks. */
export class Inbox<T> {
  readonly all: T[] = [];
  #watchers = new Set<() => void>();

  put(item: T): void {
    this.all.push(item);
    for (const look of this.#watchers) look();
  }

  /** Resolves when what has arrived is as `look` wants it. */
  until<Found>(what: string, look: (all: readonly T[]) => Found | false | undefined): Promise<Found> {
    return until(
      what,
      (check) => {
        this.#watchers.add(check);
        return () => void this.#watchers.delete(check);
      },
      () => look(this.all),
    );
  }

  /** The first that fits, whether it has arrived or not. */
  first(what: string, fits: (item: T) => boolean = () => true): Promise<T> {
    return this.until(what, (all) => all.find(fits));
  }

  /** All that has arrived, once it is this many. */
  many(count: number, what: string): Promise<readonly T[]> {
    return this.until(`${count} ${what}`, (all) => all.length >= count && all);
  }
}
