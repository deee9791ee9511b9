import type { StoreHealth } from '../../store-health.ts';
import type { Access } from '../reads.ts';
import type { EpochKeeper } from './epoch.ts';
import { failureOf, RedisAway } from './failure.ts';
import { type Registration, renewInterval } from './registration.ts';

/** What a write is based on: it must reach Redis by the connection on which this was checked. */
export interface Standing {
  epoch: string;
  /** @throws {RedisAway} if the connection is another one by now */
  assert(): void;
}

/** How long after a failure or a lost connection a write is tried, in milliseconds. */
const probeInterval = 1000;

/**
 * The epoch under which this process writes. After each connection it first renews the registration and checks the epoch, since
 * Redis may have lost entries.
 */
export class Session {
  #access: Access;
  #epochs: EpochKeeper;
  #registration: Registration | undefined;
  #health: StoreHealth;
  #onEpoch: (epoch: string) => void;
  /** Grows with each connection that ends. */
  #connection = 0;
  #checking: Promise<string> | undefined;
  #renewing: NodeJS.Timeout;
  #probing: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(
    access: Access,
    { epochs, registration }: { epochs: EpochKeeper; registration: Registration | undefined },
    { health, onEpoch }: { health: StoreHealth; onEpoch: (epoch: string) => void },
  ) {
    this.#access = access;
    this.#epochs = epochs;
    this.#registration = registration;
    this.#health = health;
    this.#onEpoch = onEpoch;
    access.client.on('close', () => this.#onClose());
    access.client.on('ready', () => this.recheck());
    this.#renewing = setInterval(() => void this.#renew(), renewInterval).unref();
  }

  /** Checks anew before the next write. */
  recheck(): void {
    this.#checking = undefined;
    // Its failure is told by the next write, which checks again.
    if (!this.#isClosed) void this.standing().catch(() => {});
  }

  /** @throws {Error} if Redis is away */
  async standing(): Promise<Standing> {
    const connection = this.#connection;
    const assert = (): void => {
      if (connection !== this.#connection) throw new RedisAway('ECONNLOST');
    };
    const checking = (this.#checking ??= this.#check());
    try {
      const epoch = await checking;
      assert();
      return { epoch, assert };
    } catch (error) {
      if (this.#checking === checking) this.#checking = undefined;
      throw error;
    }
  }

  /**
   * Writes are tried from now on, until one succeeds.
   *
   * @param writes how many have failed; 0 if only a read has
   */
  fail(error: unknown, writes = 1): void {
    this.#health.fail(failureOf(error), writes);
    this.#probeSoon();
  }

  /** A small write. Resolves in any case. */
  async probe(): Promise<void> {
    const { client, keys } = this.#access;
    try {
      (await this.standing()).assert();
      await client.set(keys.probe, Date.now());
      this.#health.succeed();
    } catch (error) {
      this.fail(error);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#renewing);
    clearTimeout(this.#probing);
    // Redis may be away. Then the registration ends by itself.
    await this.#registration?.end().catch(() => {});
    this.#health.close();
  }

  /** A new connection mostly comes at once. If not, the probe notices the outage, also where nothing is asked of this process. */
  #onClose(): void {
    this.#connection += 1;
    this.#checking = undefined;
    this.#probeSoon();
  }

  #probeSoon(): void {
    if (this.#isClosed) return;
    this.#probing ??= setTimeout(() => {
      this.#probing = undefined;
      void this.probe();
    }, probeInterval).unref();
  }

  async #check(): Promise<string> {
    const renewal = await this.#registration?.renew();
    const epoch = await this.#epochs.check();
    if (renewal) this.#epochs.record(renewal.renewed);
    this.#onEpoch(epoch);
    return epoch;
  }

  /** If Redis is away, the check after the next connection renews the registration. */
  async #renew(): Promise<void> {
    try {
      const renewal = await this.#registration?.renew();
      if (!renewal) return;
      // Redis can lose everything while its connections stay, and then it has no registration either.
      if (renewal.hasLapsed) this.recheck();
      else this.#epochs.record(renewal.renewed);
    } catch (error) {
      this.fail(error);
    }
  }
}
