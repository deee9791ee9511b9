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
  #isFirst = true;

  constructor(access: Access) {
    this.#access = access;
  }

  async renew(): Promise<Renewal> {
    const { client, keys } = this.#access;
    const reply = await run(client, scripts.register, [keys.nodes, keys.store], [this.id, registrationTime]);
    const [known = 0, before = 0, renewed = 0] = Array.isArray(reply) ? reply.map(Number) : [];
    const hasLapsed = !this.#isFirst && known === 0;
    if (this.#isFirst) this.found = before;
    if (hasLapsed) this.onLapse();
    this.#isFirst = false;
    return { renewed, hasLapsed };
  }

  async end(): Promise<void> {
    const { client, keys } = this.#access;
    await client.zrem(keys.nodes, this.id);
  }
}

/** The ids of the relays that are alive. */
export async function aliveNodes({ client, keys }: Access): Promise<string[]> {
  const reply = await run(client, scripts.alive, [keys.nodes], []);
  return Array.isArray(reply) ? reply.map(String) : [];
}

/** A relay as people know it. */
export function nameOf(id: string): string {
  const [host, process] = id.split(':');
  return host === hostname()
    ? `the relay of process ${process}`
    : `the relay of process ${process} on ${host}`;
}
