import type { Logger } from '../../../logger.ts';
import type { StoreHealth } from '../../store-health.ts';
import type { Access } from '../reads.ts';
import type { EpochKeeper } from './epoch.ts';
import { failureOf, RedisAway } from './failure.ts';
import { type Lease, renewInterval } from './lease.ts';

/** What a write is based on: it must reach Redis by the connection on which this was checked. */
export interface Standing {
  epoch: string;
  /** @throws {RedisAway} if the connection is another one by now */
  assert(): void;
}

/** How often writes are tried while they fail, in milliseconds. */
const probeInterval = 1000;

/**
 * Whether this process may write, and under which epoch. After each connection it first renews the lease and checks the epoch:
 * Redis may have lost entries, or another relay may have taken over.
 */
export class Session {
  #access: Access;
  #epochs: EpochKeeper;
  #lease: Lease | undefined;
  #health: StoreHealth;
  #logger: Logger;
  #onEpoch: (epoch: string) => void;
  /** Grows with each connection that ends. */
  #connection = 0;
  #checking: Promise<string> | undefined;
  #isLeaseLost = false;
  #renewing: NodeJS.Timeout;
  #probing: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(
    access: Access,
    { epochs, lease }: { epochs: EpochKeeper; lease: Lease | undefined },
    { health, onEpoch, logger }: { health: StoreHealth; onEpoch: (epoch: string) => void; logger: Logger },
  ) {
    this.#access = access;
    this.#epochs = epochs;
    this.#lease = lease;
    this.#health = health;
    this.#onEpoch = onEpoch;
    this.#logger = logger;
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

  /** @throws {Error} if Redis is away, or another relay has the lease */
  async standing(): Promise<Standing> {
    const connection = this.#connection;
    const assert = (): void => {
      if (connection !== this.#connection) throw new RedisAway('ECONNLOST');
      if (this.#isLeaseLost) throw new RedisAway('LEASE');
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

  /** A write has failed: others are tried from now on, until one succeeds. */
  fail(error: unknown): void {
    this.#health.fail(failureOf(error));
    if (this.#isClosed) return;
    this.#probing ??= setTimeout(() => {
      this.#probing = undefined;
      void this.probe();
    }, probeInterval).unref();
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
    // Redis may be away. Then the lease ends by itself.
    await this.#lease?.release().catch(() => {});
    this.#health.close();
  }

  #onClose(): void {
    this.#connection += 1;
    this.#checking = undefined;
  }

  async #check(): Promise<string> {
    const renewals = await this.#renewLease();
    const epoch = await this.#epochs.check();
    if (renewals !== undefined) this.#epochs.record(renewals);
    this.#onEpoch(epoch);
    return epoch;
  }

  /** @returns how often it was renewed, if there is one */
  async #renewLease(): Promise<number | undefined> {
    if (!this.#lease) return undefined;
    const renewals = await this.#lease.renew();
    const wasLost = this.#isLeaseLost;
    this.#isLeaseLost = renewals === undefined;
    if (renewals === undefined) {
      if (!wasLost) {
        const code = 'redis_lease_lost';
        this.#logger.error(
          { code },
          'another relay has taken over this Redis and prefix: this one writes no more',
        );
      }
      throw new RedisAway('LEASE');
    }
    return renewals;
  }

  /** If Redis is away, the check after the next connection renews the lease. */
  async #renew(): Promise<void> {
    const wasLost = this.#isLeaseLost;
    try {
      const renewals = await this.#renewLease();
      if (wasLost) this.recheck();
      else if (renewals !== undefined) this.#epochs.record(renewals);
    } catch (error) {
      this.#health.fail(failureOf(error));
    }
  }
}
