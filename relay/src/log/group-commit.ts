import { Refusal } from '../refusal.ts';
import type { CommitListener, Draft, Entry, Outcome, Receipt } from './log.ts';

/** One append that waits for its commit. */
export interface Pending {
  room: string;
  draft: Draft;
}

interface Waiting extends Pending {
  resolve: (receipt: Receipt) => void;
  reject: (reason: unknown) => void;
}

/** More in one commit would hold up the event loop for longer than a frame of 10 ms. */
const maxBatch = 1000;

/**
 * Gathers the appends that arrive while a commit is under way into the next one, as databases do: one flush
 * to the disk then serves them all. Afterwards it tells the senders and, room by room, the watchers.
 */
export class GroupCommit {
  #commit: (batch: readonly Pending[]) => Promise<Outcome[]>;
  #waiting: Waiting[] = [];
  #watchers = new Map<string, Set<CommitListener>>();
  #running: Promise<void> | undefined;

  /** @param commit stores a batch, all or nothing; an outcome for each, in order. */
  constructor(commit: (batch: readonly Pending[]) => Promise<Outcome[]>) {
    this.#commit = commit;
  }

  append(room: string, draft: Draft): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ room, draft, resolve, reject });
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

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // What arrives in the same turn of the event loop belongs into the first commit too.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, maxBatch);
      try {
        this.#settle(batch, await this.#commit(batch));
      } catch (cause) {
        const refusal = new Refusal('unavailable', 'the store cannot be written to', {
          retryAfter: 5,
          cause,
        });
        for (const { reject } of batch) reject(refusal);
      }
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
      const { receipt, entry } = outcome;
      resolve(receipt);
      if (entry) {
        const group = committed.get(room) ?? { epoch: receipt.epoch, entries: [] };
        group.entries.push(entry);
        committed.set(room, group);
      }
    }
    for (const [room, { epoch, entries }] of committed) {
      for (const listener of this.#watchers.get(room) ?? []) listener(epoch, entries);
    }
  }
}
