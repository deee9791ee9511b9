import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from '../../../logger.ts';
import type { Access } from '../reads.ts';
import { run, scripts } from './script.ts';

/** How long the lease holds without a renewal, in milliseconds, and how often it is renewed. */
export const leaseTime = 30_000;
export const renewInterval = 5000;

/** How often a relay looks at the lease of another one that may be dead. */
const lookInterval = 500;

/**
 * Keeps a key prefix for one relay. Two relays would not know each other's members, mutes and limits.
 *
 * The lease is a key with the relay's token, which Redis deletes 30 s after the last renewal. A relay that was killed leaves it
 * behind. So a relay that finds a lease waits whether it is renewed: if it is, another relay is alive.
 */
export class Lease {
  /** How often leases on this prefix were renewed, when this one was taken. */
  found = 0;
  #access: Access;
  #token = `${hostname()} ${process.pid} ${randomBytes(8).toString('hex')}`;

  constructor(access: Access) {
    this.#access = access;
  }

  /** @throws {Error} if another relay has it; the message is one sentence for the operator */
  async take(logger: Logger): Promise<void> {
    let last = Infinity;
    for (;;) {
      const { owner, left, renewals } = await this.#ask();
      if (owner === this.#token) {
        this.found = renewals - 1;
        return;
      }
      if (left > last + lookInterval)
        throw new Error(`${nameOf(owner)} uses it: one prefix is for one relay`);
      if (last === Infinity) {
        const seconds = Math.ceil(left / 1000);
        logger.info(
          { code: 'redis_lease_wait', owner: nameOf(owner), seconds },
          'waiting whether another relay is alive',
        );
      }
      last = left;
      await setTimeout(lookInterval);
    }
  }

  /** @returns how often it was renewed, or undefined if another relay has it */
  async renew(): Promise<number | undefined> {
    const { owner, renewals } = await this.#ask();
    return owner === this.#token ? renewals : undefined;
  }

  async release(): Promise<void> {
    const { client, keys } = this.#access;
    await run(client, scripts.release, [keys.lease], [this.#token]);
  }

  async #ask(): Promise<{ owner: string; left: number; renewals: number }> {
    const { client, keys } = this.#access;
    const reply = await run(client, scripts.lease, [keys.lease, keys.store], [this.#token, leaseTime]);
    const [owner, left, renewals] = Array.isArray(reply) ? reply.map(String) : [];
    return { owner: owner ?? '', left: Number(left), renewals: Number(renewals) };
  }
}

function nameOf(token: string): string {
  const [host, process] = token.split(' ');
  return host === hostname()
    ? `the relay of process ${process}`
    : `the relay of process ${process} on ${host}`;
}
