import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Access } from '../reads.ts';
import { run, scripts } from './script.ts';

/** How long a registration holds without a renewal, in milliseconds, and how often it is renewed. */
const registrationTime = 15_000;
export const renewInterval = 5000;

/** What a renewal has found. */
export interface Renewal {
  /** The newest renewal of any relay, by the clock of Redis in milliseconds since 1970. */
  renewed: number;
  /** Whether the registration had ended, or Redis has lost it. */
  hasLapsed: boolean;
}

/** The end of a name in the list, for a process that takes no clients any more. */
const retiring = ':retiring';

/**
 * Registers this process among the relays that are alive on a prefix. A relay that ends takes itself out of the list. One that
 * was killed is gone 15 s after its last renewal, by the clock of Redis.
 */
export class Registration {
  /** New at each start. It names the machine and the process, for people. */
  readonly id = `${hostname().replaceAll(/[^\w.-]/g, '-')}:${process.pid}:${randomBytes(9).toString('base64url')}`;
  /** The newest renewal of any relay, by the clock of Redis, before this one was registered. */
  found = 0;
  /** Called when the registration had ended: the others took this process for dead. */
  onLapse: () => void = () => {};
  #access: Access;
  /** The member of the list that was renewed last. */
  #renewed: string | undefined;
  #isRetiring = false;

  constructor(access: Access) {
    this.#access = access;
  }

  async renew(): Promise<Renewal> {
    const { client, keys } = this.#access;
    const member = this.#isRetiring ? this.id + retiring : this.id;
    const reply = await run(client, scripts.register, [keys.nodes, keys.store], [member, registrationTime]);
    const [known = 0, before = 0, renewed = 0] = Array.isArray(reply) ? reply.map(Number) : [];
    const hasLapsed = this.#renewed === member && known === 0;
    if (this.#renewed === undefined) this.found = before;
    if (hasLapsed) this.onLapse();
    this.#renewed = member;
    return { renewed, hasLapsed };
  }

  /** The others learn that this process takes no clients any more. It stays in the list of those that are alive. */
  async retire(): Promise<void> {
    if (this.#isRetiring) return;
    this.#isRetiring = true;
    const { client, keys } = this.#access;
    // Registered under both names for a moment, so that it does not seem to have ended.
    await this.renew();
    await client.zrem(keys.nodes, this.id);
  }

  async end(): Promise<void> {
    const { client, keys } = this.#access;
    await client.zrem(keys.nodes, this.id, this.id + retiring);
  }
}

/** The ids of the relays that are alive. */
export async function aliveNodes({ client, keys }: Access): Promise<string[]> {
  const reply = await run(client, scripts.alive, [keys.nodes], []);
  return Array.isArray(reply) ? reply.map(String) : [];
}

/** The id of a node, which stays the same when it retires. */
export function idOf(registered: string): string {
  return isRetiring(registered) ? registered.slice(0, -retiring.length) : registered;
}

export function isRetiring(id: string): boolean {
  return id.endsWith(retiring);
}

/** A relay as people know it. */
export function nameOf(id: string): string {
  const [host, process] = id.split(':');
  return host === hostname()
    ? `the relay of process ${process}`
    : `the relay of process ${process} on ${host}`;
}
