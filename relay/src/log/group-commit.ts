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
 * Stores a batch, all or nothing. Returns an outcome for each append, in order. A thrown refusal goes to all senders.
 *
 * @param late gets the outcomes of a batch that was refused because its commit took too long, but was stored later
 */
export type Commit = (batch: readonly Pending[], late: (outcomes: Outcome[]) => void) => Promise<Outcome[]>;

/** The most appends in one commit: more would block the event loop for longer than a frame of 10 ms. */
const maxBatch = 1000;

/**
 * Under load, the next commit begins so many milliseconds after the last one, or as soon as so many appends wait: a commit
 * costs about the same for one append as for several. An append after a pause waits for nothing.
 */
const commitInterval = 22;
const fullBatch = 24;

/** The most appends that wait while the store is slow or hangs. Each has one text in memory. */
const mostWaiting = 10_000;

/**
 * Gathers the appends of several senders into one commit, as databases do: one flush to the disk then serves them all.
 * Afterwards it notifies the senders and, room by room, the watchers.
 */
export class GroupCommit {
  #commit: Commit;
  #logger: Logger;
  #waiting: Waiting[] = [];
  #watchers = new Map<string, Set<CommitListener>>();
  #watchersOfAll = new Set<AnyCommitListener>();
  #running: Promise<void> | undefined;
  #gathering: NodeJS.Timeout | undefined;
  /** Ends the gathering before its time. */
  #endGathering = (): void => {};

  constructor(commit: Commit, logger: Logger = silent) {
    this.#commit = commit;
    this.#logger = logger;
  }

  /** @throws {Refusal} `unavailable`, or the reason why the draft cannot be appended */
  append(room: string, draft: Draft, permit?: Permit): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length >= mostWaiting) {
        reject(new Refusal('unavailable', 'too much waits for the store', { retryAfter: 5 }));
        return;
      }
      this.#waiting.push({ room, draft, permit, resolve, reject });
      if (this.#waiting.length >= fullBatch) this.#endGathering();
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

  /** Resolves when no append waits. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // Appends of the same turn of the event loop belong to the first commit too.
    await Promise.resolve();
    let isLoaded = false;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, maxBatch);
      const gathered = this.#gather();
      const tell = await this.#store(batch);
      // Load begins with an append during a commit, and lasts while waiting gathers several. It is judged before the
      // senders are told: a sender that awaits each acknowledgement is no load, and never waits for others.
      isLoaded = this.#waiting.length > 0 || (isLoaded && batch.length > 1);
      tell();
      if (isLoaded) await gathered;
      clearTimeout(this.#gathering);
    }
    this.#running = undefined;
  }

  /** Resolves when the next commit may begin. */
  #gather(): Promise<void> {
    return new Promise((resolve) => {
      this.#gathering = setTimeout(resolve, commitInterval);
      this.#endGathering = resolve;
      if (this.#waiting.length >= fullBatch) resolve();
    });
  }

  /** @returns a function that tells the senders and the watchers */
  async #store(batch: readonly Waiting[]): Promise<() => void> {
    try {
      // The senders of a late batch were refused. The watchers must get its entries, because the next entry follows them.
      const outcomes = await this.#commit(batch, (late) => this.#settle(batch, late));
      return () => this.#settle(batch, outcomes);
    } catch (cause) {
      // The store has logged the refusal, once for all appends.
      const refusal =
        cause instanceof Refusal
          ? cause
          : new Refusal('unavailable', 'the store cannot be written to', { retryAfter: 5, cause });
      return () => {
        for (const { reject } of batch) reject(refusal);
      };
    }
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

  /** Notifies the watchers. The entries are committed, so a watcher that fails has no effect on the sender and the others. */
  #tell(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#logger.error({ code: 'watcher_failed', err: error }, 'a watcher of a room failed');
    }
  }
}
