import * as v from 'valibot';
import type { ChannelListener } from '../log/redis/feed/channels.ts';
import type { Opened } from '../log/redis/server/open.ts';
import { aliveNodes, idOf, isRetiring, type Registration } from '../log/redis/server/registration.ts';
import { run, scripts } from '../log/redis/server/script.ts';
import type { Logger } from '../logger.ts';
import { LedJob, leaseTime } from './led-job.ts';
import type { Act, Nodes } from './nodes.ts';

/** What one node tells the others. */
const toldSchema = v.object({ from: v.string(), topic: v.string(), message: v.unknown() });

type Listener = (message: unknown, from: string) => void;

/** The processes on one Redis and prefix. All they tell each other goes through one channel. */
export class RedisNodes implements Nodes {
  readonly id: string;
  readonly isShared = true;
  #opened: Opened;
  #registration: Registration;
  #logger: Logger;
  #listeners = new Map<string, Set<Listener>>();
  #gapListeners = new Set<() => void>();
  #jobs = new Set<LedJob>();
  #isClosed = false;

  private constructor(opened: Opened, registration: Registration, logger: Logger) {
    this.#opened = opened;
    this.#registration = registration;
    this.id = registration.id;
    this.#logger = logger;
    registration.onLapse = () => this.#tellGap();
  }

  /** @param registration is renewed by the log */
  static async open(opened: Opened, registration: Registration, logger: Logger): Promise<RedisNodes> {
    const nodes = new RedisNodes(opened, registration, logger);
    const listener: ChannelListener = {
      receive: (text) => nodes.#receive(text),
      renew: () => nodes.#tellGap(),
    };
    await opened.channels.open(opened.keys.nodesChannel, listener);
    return nodes;
  }

  tell(topic: string, message: unknown): Promise<boolean> {
    if (this.#isClosed) return Promise.resolve(false);
    return this.#opened.publish(
      this.#opened.keys.nodesChannel,
      JSON.stringify({ from: this.id, topic, message }),
    );
  }

  hear(topic: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  onGap(listener: () => void): () => void {
    this.#gapListeners.add(listener);
    return () => void this.#gapListeners.delete(listener);
  }

  lead(job: string, act: Act): LedJob {
    const { client, keys } = this.#opened;
    const key = keys.job(job);
    const lease = {
      take: async () => (await run(client, scripts.lease, [key], [this.id, leaseTime])) === 1,
      release: async () => void (await run(client, scripts.release, [key], [this.id])),
    };
    const led = new LedJob(job, act, lease, this.#logger);
    this.#jobs.add(led);
    return led;
  }

  async alive(): Promise<ReadonlySet<string>> {
    return new Set((await this.#opened.outages.read(() => aliveNodes(this.#opened))).map(idOf));
  }

  async retire(): Promise<number> {
    const alive = await this.#opened.outages.read(async () => {
      await this.#registration.retire();
      return aliveNodes(this.#opened);
    });
    return alive.filter((node) => node !== this.id && !isRetiring(node)).length;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#listeners.clear();
    this.#gapListeners.clear();
    this.#opened.channels.close(this.#opened.keys.nodesChannel);
    await Promise.all(Array.from(this.#jobs, (job) => job.close()));
  }

  #receive(text: string): void {
    const told = parseTold(text);
    if (!told || told.from === this.id) return;
    for (const listener of this.#listeners.get(told.topic) ?? []) {
      this.#call(() => listener(told.message, told.from));
    }
  }

  #tellGap(): void {
    for (const listener of this.#gapListeners) this.#call(listener);
  }

  #call(listener: () => void): void {
    try {
      listener();
    } catch (err) {
      this.#logger.error({ code: 'watcher_failed', err }, 'a watcher of the other relays failed');
    }
  }
}

/** @returns undefined if no node has told it */
function parseTold(text: string): v.InferOutput<typeof toldSchema> | undefined {
  try {
    const parsed = v.safeParse(toldSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
