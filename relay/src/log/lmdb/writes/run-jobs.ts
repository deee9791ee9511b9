import type { RootDatabase } from 'lmdb';
import { isFromLmdb } from '../failure.ts';
import type { Job } from './write-job.ts';

/** Runs jobs one after the other. Returns a promise only if a job does: LMDB commits all others in one turn. */
export function runEach(
  root: RootDatabase,
  jobs: readonly Job[],
  run: (job: Job) => void | Promise<void>,
): void | Promise<void> {
  for (const [index, job] of jobs.entries()) {
    const running = runAlone(root, () => run(job));
    if (running) return running.then(() => runEach(root, jobs.slice(index + 1), run));
  }
}

/** Runs a job in a transaction of its own: after an exception, nothing of the job is stored. */
function runAlone(root: RootDatabase, act: () => void | Promise<void>): void | Promise<void> {
  const rethrow = (error: unknown): void => {
    if (isFromLmdb(error)) throw error;
  };
  try {
    // Inside another transaction, this one runs at once, and returns a promise only if `act` does.
    const running: unknown = root.childTransaction(act);
    if (running instanceof Promise) return running.then(() => {}, rethrow);
  } catch (error) {
    rethrow(error);
  }
}
