import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../logger.ts';
import { Refusal } from '../refusal.ts';
import type { Act } from './nodes.ts';

/** How long a lease holds without a renewal, in milliseconds, and how often it is renewed. */
export const leaseTime = 15_000;
const renewInterval = 5000;

/**
 * A node that cannot renew its lease gives the job up so many milliseconds after it asked for the last one that it got: before
 * another can take it.
 */
const patience = 10_000;

/** The pause before a job is asked for again, or begun anew, in milliseconds. */
const retryInterval = 1000;

/** What allows a job to one node at a time. */
export interface Lease {
  /** Takes it or renews it. @returns whether this node has it */
  take(): Promise<boolean>;
  release(): Promise<void>;
}

/** A job that this node does whenever no other does it. Without a lease, it is always this node's. */
export class LedJob {
  #job: string;
  #act: Act;
  #lease: Lease | undefined;
  #logger: Logger;
  #closing = new AbortController();
  #ended: Promise<void>;

  constructor(job: string, act: Act, lease: Lease | undefined, logger: Logger) {
    this.#job = job;
    this.#act = act;
    this.#lease = lease;
    this.#logger = logger;
    this.#ended = this.#run();
  }

  /** Resolves when the job has ended here, and another node may do it. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const asked = performance.now();
      if (await this.#take()) await this.#lead(asked);
      await pause(retryInterval, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  async #take(): Promise<boolean> {
    if (!this.#lease) return true;
    // Redis may be away.
    return this.#lease.take().catch(() => false);
  }

  /** @param asked when the lease was asked for, by the monotonic clock */
  async #lead(asked: number): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([this.#closing.signal, lost.signal]);
    const stopRenewing = this.#renew(asked, () => lost.abort());
    try {
      if (!signal.aborted) await this.#act(signal);
    } catch (err) {
      // The store tells of its own failures, and not each second.
      if (!signal.aborted && !(err instanceof Refusal))
        this.#logger.error({ code: 'job_failed', job: this.#job, err }, 'a job has failed');
    } finally {
      stopRenewing();
      await this.#lease?.release().catch(() => {});
    }
  }

  /** @returns a function that stops it */
  #renew(asked: number, onLost: () => void): () => void {
    const lease = this.#lease;
    if (!lease) return () => {};
    const holdSince = (time: number): NodeJS.Timeout =>
      setTimeout(onLost, patience - (performance.now() - time)).unref();
    let ending = holdSince(asked);
    const renew = async (): Promise<void> => {
      const began = performance.now();
      try {
        if (!(await lease.take())) return onLost();
        clearTimeout(ending);
        ending = holdSince(began);
      } catch {
        // The next renewal may succeed.
      }
    };
    const renewing = setInterval(() => void renew(), renewInterval).unref();
    return () => {
      clearInterval(renewing);
      clearTimeout(ending);
    };
  }
}
