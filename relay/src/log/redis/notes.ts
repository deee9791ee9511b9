import type { Logger } from '../../logger.ts';
import { Refusal } from '../../refusal.ts';
import { newId } from '../ids.ts';
import type { MetaListener } from '../log.ts';
import type { Channels } from './feed/channels.ts';
import { WatchedKind } from './feed/watched-kind.ts';
import type { Access } from './reads.ts';
import type { Durability } from './server/settings.ts';
import { isUncertain } from './server/failure.ts';
import { run, scripts } from './server/script.ts';

/** How often an update is made again because a change by another process came first. */
const mostTries = 100;

/** How often the versions of the watched kinds are compared, in milliseconds. */
const checkInterval = 5000;

/** The values beside the rooms. Several processes can change them, and each is told what the others have changed. */
export class Notes {
  #access: Access;
  #channels: Channels;
  #publish: Durability['publish'];
  #logger: Logger;
  #kinds = new Map<string, WatchedKind>();
  /** The name of this process as a writer. */
  #writer = newId();
  #epoch = '';
  #checking: NodeJS.Timeout;

  constructor(access: Access, channels: Channels, publish: Durability['publish'], logger: Logger) {
    this.#access = access;
    this.#channels = channels;
    this.#publish = publish;
    this.#logger = logger;
    const check = (): void => this.#kinds.forEach((kind) => void kind.check());
    this.#checking = setInterval(check, checkInterval).unref();
  }

  async put(kind: string, key: string, value: unknown): Promise<void> {
    await this.#write(kind, key, jsonOf(value));
  }

  /** @throws {Refusal} `unavailable`, if others change the value all the time */
  async update(kind: string, key: string, update: (before: unknown) => unknown): Promise<unknown> {
    const { values } = this.#access.keys.notes(kind);
    for (let tries = 0; tries < mostTries; tries += 1) {
      const before = (await this.#access.client.hget(values, key)) ?? '';
      const value = update(before === '' ? undefined : JSON.parse(before));
      const json = jsonOf(value);
      if (json === before || (await this.#write(kind, key, json, before))) return value;
    }
    throw new Refusal('unavailable', 'too many changes at once', { retryAfter: 1 });
  }

  /** Resolves when the listener is told of everything that others change from then on. */
  async watch(kind: string, listener: MetaListener): Promise<() => void> {
    const known = this.#kinds.get(kind);
    const isOwn = (writer: string): boolean => writer === this.#writer;
    const watched = known ?? new WatchedKind(this.#access, kind, isOwn, this.#logger);
    watched.add(listener);
    const { channel } = this.#access.keys.notes(kind);
    if (!known) {
      this.#kinds.set(kind, watched);
      watched.opening = this.#channels.open(channel, watched).then(() => watched.begin());
    }
    const stop = (): void => {
      if (!watched.remove(listener) || this.#kinds.get(kind) !== watched) return;
      this.#kinds.delete(kind);
      this.#channels.close(channel);
    };
    try {
      await watched.opening;
      return stop;
    } catch (error) {
      stop();
      throw error;
    }
  }

  /**
   * A new connection, with an epoch that may be a new one: then values may be lost too. The subscriptions have a connection of
   * their own, which can be back much later.
   */
  begin(epoch: string): void {
    const isOther = this.#epoch !== '' && this.#epoch !== epoch;
    this.#epoch = epoch;
    for (const kind of this.#kinds.values()) void (isOther ? kind.restart() : kind.check(0));
  }

  close(): void {
    clearInterval(this.#checking);
    this.#kinds.clear();
  }

  /** @param expected the JSON that the value must have; empty: there must be none. @returns false if it is another */
  async #write(kind: string, key: string, json: string, expected?: string): Promise<boolean> {
    const { values, order, version, channel } = this.#access.keys.notes(kind);
    const condition = expected === undefined ? ['any', ''] : ['same', expected];
    try {
      const written = await run(
        this.#access.client,
        scripts.note,
        [values, order, version, channel],
        [key, json, ...condition, this.#publish, this.#writer],
      );
      if (written === 1) this.#kinds.get(kind)?.pass(key);
      return written === 1;
    } catch (error) {
      if (isUncertain(error)) this.#doubt(kind, key);
      throw error;
    }
  }

  /** The write may have happened, or may happen yet. Then this process is told of it as of another's. */
  #doubt(kind: string, key: string): void {
    this.#writer = newId();
    this.#kinds.get(kind)?.change(key);
  }
}

/** Empty for `undefined`. */
function jsonOf(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value);
}
