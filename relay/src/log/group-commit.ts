import { type Logger, silent } from '../logger.ts';
import { Refusal } from '../refusal.ts';
import type { Draft } from './entry-types.ts';
import type { AnyCommitListener, CommitListener, Entry, Permit, AppendResult } from './log.ts';
import type { Outcome } from './store-rules.ts';

/** One append that waits for its commit. */
export interface Pending {
  room: string;
  draft: Draft;
  permit?: Permit | undefined;
}

interface Waiting extends Pending {
  resolve: (result: AppendResult) => void;
  reject: (reason: unknown) => void;
}

/**
 * Stores a batch, all or nothing; an outcome for each, in order. A refusal goes to all who asked.
 *
 * @param late takes the outcomes of a batch that was refused because its commit took too long, and is stored after all.
 */
export type Commit = (batch: readonly Pending[], late: (outcomes: Outcome[]) => void) => Promise<Outcome[]>;

/** More in one commit would hold up the event loop for longer than a frame of 10 ms. */
const maxBatch = 1000;

/** Appends that wait while the store is slow or hangs. Each holds one text in memory. */
const mostWaiting = 10_000;

/**
 * Gathers the appends that arrive while a commit is under way into the next one, as databases do: one flush
 * to the disk then serves them all. Afterwards it tells the senders and, room by room, the watchers.
 */
export class GroupCommit {
  #commit: Commit;
  #logger: Logger;
  #waiting: Waiting[] = [];
  #watchers = new Map<string, Set<CommitListener>>();
  #watchersOfAll = new Set<AnyCommitListener>();
  #running: Promise<void> | undefined;

  constructor(commit: Commit, logger: Logger = silent) {
    this.#commit = commit;
    this.#logger = logger;
  }

  /** @throws {Refusal} `unavailable`, or why it cannot be appended */
  append(room: string, draft: Draft, permit?: Permit): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length >= mostWaiting) {
        reject(new Refusal('unavailable', 'too much waits for the store', { retryAfter: 5 }));
        return;
      }
      this.#waiting.push({ room, draft, permit, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  watch(room: string, listener: CommitListener): () => void {
    const listeners = this.#watchers.get(room) ?? new Set();
    this.#watchers.set(room, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#watchers.get(room) === listeners) this.#watchers.delete(room);
    };
  }

  watchAll(listener: AnyCommitListener): () => void {
    this.#watchersOfAll.add(listener);
    return () => void this.#watchersOfAll.delete(listener);
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // What arrives in the same turn of the event loop belongs into the first commit too.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, maxBatch);
      let outcomes: readonly Outcome[];
      try {
        // The senders of a late one have their refusal. The watchers have to hear of it: the next entry follows it.
        outcomes = await this.#commit(batch, (late) => this.#settle(batch, late));
      } catch (cause) {
        // A refusal has been logged by the store, once for all.
        const refusal =
          cause instanceof Refusal
            ? cause
            : new Refusal('unavailable', 'the store cannot be written to', { retryAfter: 5, cause });
        for (const { reject } of batch) reject(refusal);
        continue;
      }
      this.#settle(batch, outcomes);
    }
    this.#running = undefined;
  }

  #settle(batch: readonly Waiting[], outcomes: readonly Outcome[]): void {
    const committed = new Map<string, { epoch: string; entries: Entry[] }>();
    for (const [index, { room, resolve, reject }] of batch.entries()) {
      const outcome = outcomes[index] ?? new Refusal('unavailable', 'the store gave no outcome');
      if (outcome instanceof Refusal) {
        reject(outcome);
        continue;
      }
      const { result, entry } = outcome;
      resolve(result);
      if (entry) {
        const group = committed.get(room) ?? { epoch: result.epoch, entries: [] };
        group.entries.push(entry);
        committed.set(room, group);
      }
    }
    for (const [room, { epoch, entries }] of committed) {
      for (const listener of this.#watchers.get(room) ?? []) this.#tell(() => listener(epoch, entries));
      for (const listener of this.#watchersOfAll) this.#tell(() => listener(room, epoch, entries));
    }
  }

  /** What is committed is committed: one watcher that fails changes nothing for the sender and the others. */
  #tell(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#logger.error({ code: 'watcher_failed', err: error }, 'a watcher of a room failed');
    }
  }
}
