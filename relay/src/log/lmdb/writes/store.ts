import { setImmediate as turnOver, setTimeout } from 'node:timers/promises';
import { statSync } from 'node:fs';
import type { Logger } from '../../../logger.ts';
import { Refusal } from '../../../refusal.ts';
import { type StoreFailure, StoreHealth } from '../../store-health.ts';
import { within } from '../../within.ts';
import { onFailedCommit } from './commit-status.ts';
import { assertRoom } from './disk-room.ts';
import { failureOf, StoreError, storeError } from '../failure.ts';
import {
  type Environment,
  openEnvironment,
  reopenEnvironment,
  storeFileIn,
  versionOf,
} from '../opening/open-environment.ts';
import type { Tables } from '../tables.ts';
import { runEach } from './run-jobs.ts';
import { type Act, type Job, newJob, type WriteOptions } from './write-job.ts';

/** A write that takes longer counts as failed, in milliseconds. It may still succeed: see `late`. */
const patience = 8000;

/** The pause between two attempts while the store fails, in milliseconds. The next attempt has all new writes. */
const retryInterval = 200;
const probeInterval = 1000;

/** How long a check for readiness waits for its write, and for how long a write before it counts, in milliseconds. */
const probePatience = 2000;
const freshness = 1000;

/** The least time for LMDB to close, in milliseconds. Without a pending write, it closes at once. */
const least = 100;

/**
 * The one way to write to the embedded store, and the judge of whether it can be written to.
 *
 * **How the outcome of a commit is learned.** One transaction is under way at a time; all writes that are asked for
 * meanwhile go into the next. LMDB runs with `overlappingSync` off: a transaction settles only when it is flushed, so
 * there is no second promise for the flush, which in lmdb 3.5.6 never settles after a failed commit. A failed commit
 * tells its status (commit-status.ts). A commit that tells nothing for `patience` is taken for failed; until it ends,
 * all writes are refused at once.
 *
 * **How the store recovers.** LMDB itself takes back a transaction that failed. While the store fails, what is asked
 * is tried every `retryInterval`, and a small write is made if nothing is asked. Where LMDB refuses everything after a
 * failure, as it does when a meta page could not be written, its environment is closed and reopened.
 */
export class Store {
  readonly epoch: string;
  readonly health: StoreHealth;
  #folder: string;
  #environment: Environment;
  #inode: number;
  #version: number;
  #jobs: Job[] = [];
  #running: Promise<void> | undefined;
  #retryAt = 0;
  #probing: Promise<boolean> | undefined;
  #probeTimer: NodeJS.Timeout | undefined;
  #state: 'open' | 'hung' | 'closed' = 'open';
  /** A transaction could not even begin. LMDB's binding then holds a lock for ever, on which closing would hang. */
  #isLost = false;
  /** LMDB had to be reopened and did not close. Only a restart of the relay helps. */
  #hasNotClosed = false;
  #isClosing = false;

  /** Takes the status of the commit that is under way, if it fails. */
  #onFailedCommit: (status: number) => void = () => {};

  private constructor(folder: string, environment: Environment, logger: Logger) {
    this.#folder = folder;
    this.#environment = environment;
    onFailedCommit(environment.root, (status) => this.#onFailedCommit(status));
    this.epoch = environment.epoch;
    this.#inode = environment.inode;
    this.#version = versionOf(environment.root);
    this.health = new StoreHealth(logger);
  }

  /** @throws {Error} if the folder cannot be used; the message gives the reason */
  static async open(folder: string, logger: Logger, isMigration = false): Promise<Store> {
    return new Store(folder, await openEnvironment(folder, logger, isMigration), logger);
  }

  get tables(): Tables {
    return this.#environment.tables;
  }

  /**
   * Writes, all or nothing, and flushed when it resolves. Settles within seconds, whatever the store does.
   *
   * A write in steps is one transaction too. Reads between its steps see what it has written so far, and other writes wait.
   *
   * @param act may throw: then nothing is written, and the error is rethrown
   * @throws {Refusal} `unavailable`: the store cannot be written to. Nothing is written, unless `late` tells otherwise.
   */
  write<T>(act: Act<T>, options: WriteOptions<T> = {}): Promise<T> {
    return new Promise((resolve, reject) => {
      const job = newJob(act, options, {
        resolve,
        reject,
        refused: (requests) => this.health.refuse(requests),
      });
      if (this.#state === 'open') {
        this.#jobs.push(job);
        this.#running ??= this.#run();
      } else {
        job.refuse(refusal());
        job.ended();
      }
    });
  }

  /** The reason why writes to the store fail, if they do. After a pause in writing, a small write finds out. */
  async probe(): Promise<StoreFailure | undefined> {
    if (this.health.failure || this.health.idle < freshness) return this.health.failure;
    this.#probing ??= within(probePatience, this.#writeProbe()).finally(() => (this.#probing = undefined));
    if (await this.#probing) return this.health.failure;
    return { code: 'ETIMEDOUT', reason: `a write takes longer than ${probePatience} ms` };
  }

  /**
   * @param time how long closing may take, in milliseconds
   * @throws {Error} if the store could not be closed in time. Then it stays open, and refuses all requests.
   */
  async close(time: number): Promise<void> {
    const end = performance.now() + time;
    this.#isClosing = true;
    clearTimeout(this.#probeTimer);
    const isIdle = await within(time, this.#running ?? Promise.resolve());
    this.#state = 'closed';
    if (!isIdle || this.#isLost || this.#hasNotClosed) throw new Error('a write to the store does not end');
    const { root, detector } = this.#environment;
    if (!(await within(Math.max(end - performance.now(), least), root.close())))
      throw new Error('LMDB does not close');
    try {
      detector.record(this.#version);
    } catch (error) {
      // The failure of a removed folder was reported already.
      if (!this.health.failure) throw error;
    } finally {
      detector.close();
      this.health.close();
    }
  }

  async #run(): Promise<void> {
    // Appends of the same turn of the event loop belong to the first commit too.
    await Promise.resolve();
    while (this.#jobs.length > 0) {
      const pause = this.#retryAt - performance.now();
      if (pause > 0) await setTimeout(pause);
      await this.#attempt(this.#jobs.splice(0));
    }
    this.#running = undefined;
  }

  async #attempt(group: readonly Job[]): Promise<void> {
    let isOver = false;
    // If the event loop was blocked, the write may have ended already: that outcome comes first.
    const check = (): unknown => setImmediate(() => isOver || this.#giveUp(group));
    const overdue = globalThis.setTimeout(check, patience);
    let isCommitted = false;
    try {
      if (this.#hasNotClosed) throw notClosed();
      // This check runs before the acknowledgement: writes to a deleted file are lost.
      this.#assertFile();
      const adds = group.filter(({ frees }) => !frees).map((job) => job.adds);
      assertRoom(this.#folder, adds.length === 0 ? undefined : adds.reduce((sum, each) => sum + each));
      const pause = async (): Promise<void> => {
        await turnOver();
        // It does not hang.
        overdue.refresh();
      };
      await this.#commit(group, pause);
      isCommitted = true;
      this.#confirm();
    } catch (error) {
      this.#fail(failureOf(error));
      for (const job of group) job.refuse(refusal());
      if (!isCommitted) await this.#mend();
    } finally {
      isOver = true;
      clearTimeout(overdue);
      if (this.#state === 'hung') {
        this.#state = 'open';
        // A write that was refused before it began proves nothing when it ends, and the probe may have been refused too.
        if (this.health.failure) this.#probeSoon();
      }
      if (isCommitted) for (const job of group) job.succeed();
      for (const job of group) job.ended();
    }
  }

  #commit(group: readonly Job[], pause: () => Promise<void>): Promise<void> {
    const { root, tables } = this.#environment;
    return new Promise((resolve, reject) => {
      let hasBegun = false;
      this.#onFailedCommit = (status) => {
        if (!hasBegun) this.#isLost = true;
        reject(storeError(status));
      };
      const act = (): void | Promise<void> => {
        hasBegun = true;
        return runEach(root, group, (job) => job.run(tables, pause));
      };
      root.childTransaction(act).then(resolve, reject);
    });
  }

  #confirm(): void {
    this.#assertFile();
    const { root, detector } = this.#environment;
    const version = versionOf(root);
    detector.record(version);
    // A transaction that changes nothing writes nothing, and proves nothing.
    if (version !== this.#version) this.health.succeed();
    this.#version = version;
  }

  /** The file may have been deleted or replaced, with the relay still holding the old one. */
  #assertFile(): void {
    if (statSync(storeFileIn(this.#folder)).ino === this.#inode) return;
    throw new StoreError('ESTALE', 'its file data.mdb was replaced: restart the relay');
  }

  /** Refuses the writes that wait behind one that does not end. */
  #giveUp(group: readonly Job[]): void {
    this.#state = 'hung';
    this.#fail({ code: 'ETIMEDOUT', reason: `a write has not ended after ${patience / 1000} s` });
    for (const job of group) job.refuse(refusal());
    for (const job of this.#jobs.splice(0)) {
      job.refuse(refusal());
      job.ended();
    }
  }

  #fail(failure: StoreFailure): void {
    this.health.fail(failure);
    this.#retryAt = performance.now() + retryInterval;
    this.#probeSoon();
  }

  #probeSoon(): void {
    clearTimeout(this.#probeTimer);
    if (this.#isClosing) return;
    const again = (): void => {
      void this.#writeProbe();
    };
    this.#probeTimer = globalThis.setTimeout(again, probeInterval).unref();
  }

  /** Resolves in any case. */
  async #writeProbe(): Promise<void> {
    const act = ({ meta }: Tables): void => void meta.put('probe', Date.now());
    await this.write(act, { requests: 0 }).catch(() => {});
  }

  /** Reopens LMDB's environment if it refuses all writes since a failure. */
  async #mend(): Promise<void> {
    const { root } = this.#environment;
    if (this.#isLost || this.#hasNotClosed) return;
    try {
      root.resetReadTxn();
      versionOf(root);
    } catch {
      try {
        this.#assertFile();
        const environment = await reopenEnvironment(this.#folder, this.#environment);
        if (!environment) {
          this.#hasNotClosed = true;
          throw notClosed();
        }
        this.#environment = environment;
        onFailedCommit(this.#environment.root, (status) => this.#onFailedCommit(status));
      } catch (error) {
        this.#fail(failureOf(error));
      }
    }
  }
}

function notClosed(): StoreError {
  return new StoreError('ETIMEDOUT', 'LMDB does not close after a failure: restart the relay');
}

function refusal(): Refusal {
  return new Refusal('unavailable', 'the store cannot be written to', { retryAfter: 5 });
}
