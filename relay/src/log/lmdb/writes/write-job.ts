import { isFromLmdb } from '../failure.ts';
import type { Tables } from '../tables.ts';
import { inTurns } from './in-turns.ts';

/** What a write does inside its transaction: at once, or in steps, between which others may run if they take long. */
export type Act<T> = (tables: Tables) => T | Generator<void, T>;

export interface WriteOptions<T> {
  /** How many requests are refused with it. */
  requests?: number;
  /** How many bytes it adds to the store, about; 0 if absent. */
  adds?: number;
  /** Whether it makes the store smaller. */
  frees?: boolean;
  /** Gets a result that came after the write counted as failed. */
  late?: (result: T) => void;
  /** Called when the write can have no further effect. */
  ended?: () => void;
}

/** One write that waits for its transaction. */
export interface Job {
  requests: number;
  adds: number;
  frees: boolean;
  /** @param pause lets others run between two steps */
  run: (tables: Tables, pause: () => Promise<void>) => void | Promise<void>;
  succeed: () => void;
  refuse: (reason: unknown) => void;
  ended: () => void;
}

/** The promise of the caller, to be settled. */
interface Asker<T> {
  resolve: (value: T) => void;
  reject: (reason: unknown) => void;
  /** Is called when the write is refused, once. */
  refused: (requests: number) => void;
}

export function newJob<T>(
  act: Act<T>,
  { requests = 1, adds = 0, frees = false, late, ended }: WriteOptions<T>,
  { resolve, reject, refused }: Asker<T>,
): Job {
  let result: { value: T } | { error: unknown } | undefined;
  let isRefused = false;
  return {
    requests,
    adds,
    frees,
    run(tables, pause) {
      // A write that was refused before it began is left out: the refusal promised that nothing is written.
      if (isRefused) return;
      const fail = (error: unknown): never => {
        if (!isFromLmdb(error)) result = { error };
        throw error;
      };
      const succeed = (value: T): void => void (result = { value });
      try {
        const done = inTurns(act(tables), pause);
        if (done instanceof Promise) return done.then(succeed).catch(fail);
        succeed(done);
      } catch (error) {
        fail(error);
      }
    },
    succeed() {
      if (!result || 'error' in result) reject(result?.error);
      else if (isRefused) late?.(result.value);
      else resolve(result.value);
    },
    refuse(reason) {
      if (!isRefused) refused(requests);
      isRefused = true;
      reject(reason);
    },
    ended: () => ended?.(),
  };
}
