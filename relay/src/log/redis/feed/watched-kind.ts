import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Logger } from '../../../logger.ts';
import type { MetaListener } from '../../log.ts';
import { Refusal } from '../../../refusal.ts';
import { type Access, valuesOf } from '../reads.ts';
import type { ChannelListener } from './channels.ts';

/** How long the publication of a change that is stored may be under way, in milliseconds. Then it counts as lost. */
const arrivalTime = 500;

/** How many keys are remembered whose values have to be read. Beyond it, everything is. */
const mostChanged = 1000;

/** What the script publishes of a change: the version, the writer, and the key. */
const publication = /^(\d+) (\S+) (.*)$/s;

/**
 * One kind of values beside the rooms, of which the changes by other processes are told.
 *
 * Each change has a version, one more than the one before. A change is told by a publication, which can be lost. So the order and
 * the gaps come from the version. It is read after each new connection, and every few seconds.
 */
export class WatchedKind implements ChannelListener {
  /** Resolves when the version was read: every later change is told. */
  opening: Promise<void> = Promise.resolve();
  #access: Access;
  #kind: string;
  #logger: Logger;
  /** Whether a change was written by this process, which knows of it. */
  #isOwn: (writer: string) => boolean;
  /** Undefined until it was read. */
  #version: number | undefined;
  /** What was published before the version was read. */
  #waiting: string[] = [];
  #changed = new Set<string>();
  /** What this process itself has changed since the values were read that are to be told. */
  #passed = new Set<string>();
  /** Whether any value may have changed. */
  #isGap = false;
  #isReading = false;
  #listeners = new Set<MetaListener>();

  constructor(access: Access, kind: string, isOwn: (writer: string) => boolean, logger: Logger) {
    this.#access = access;
    this.#kind = kind;
    this.#isOwn = isOwn;
    this.#logger = logger;
  }

  add(listener: MetaListener): void {
    this.#listeners.add(listener);
  }

  /** @returns whether nobody listens any more */
  remove(listener: MetaListener): boolean {
    this.#listeners.delete(listener);
    return this.#listeners.size === 0;
  }

  /** Begins at the present version. */
  async begin(): Promise<void> {
    this.#version = await this.#readVersion();
    for (const text of this.#waiting.splice(0)) this.receive(text);
  }

  receive(text: string): void {
    if (this.#version === undefined) {
      this.#waiting.push(text);
      return;
    }
    const [, number, writer = '', key = ''] = publication.exec(text) ?? [];
    const version = Number(number ?? 0);
    if (version <= this.#version) return;
    if (version > this.#version + 1) this.#isGap = true;
    this.#version = version;
    if (!this.#isOwn(writer)) this.change(key);
    // Without a connection, the next check reads it.
    this.#read().catch(() => {});
  }

  renew(): void {
    void this.check(0);
  }

  /**
   * Compares the version with the stored one. Without a connection, the next check does it.
   *
   * @param patience how long a publication may be under way
   */
  async check(patience = arrivalTime): Promise<void> {
    const before = this.#version;
    if (before === undefined) return;
    try {
      const stored = await this.#readVersion();
      if (stored > before && patience > 0) await setTimeout(patience, undefined, { ref: false });
      // It is lower where Redis has lost something.
      if (stored < before || stored > (this.#version ?? before)) this.#lose(stored);
      await this.#read();
    } catch {
      // Redis is away.
    }
  }

  /** Anything may be different, as after a loss of entries. */
  async restart(): Promise<void> {
    if (this.#version === undefined) return;
    this.#isGap = true;
    await this.check(0);
  }

  /** The value of this key has to be read. */
  change(key: string): void {
    if (this.#changed.size >= mostChanged) this.#isGap = true;
    else this.#changed.add(key);
  }

  /** This process has stored a value of its own: what was read of this key may be older. */
  pass(key: string): void {
    if (this.#isReading) this.#passed.add(key);
  }

  #lose(version: number): void {
    this.#version = version;
    this.#isGap = true;
  }

  async #readVersion(): Promise<number> {
    return Number((await this.#access.client.get(this.#access.keys.notes(this.#kind).version)) ?? 0);
  }

  async #read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.#isGap || this.#changed.size > 0) {
        if (this.#isGap) {
          this.#isGap = false;
          this.#changed.clear();
          await this.#tell(undefined, undefined);
        } else await this.#readChanged();
      }
    } finally {
      this.#isReading = false;
    }
  }

  async #readChanged(): Promise<void> {
    const names = [...this.#changed];
    this.#changed.clear();
    this.#passed.clear();
    let values: (string | undefined)[];
    try {
      values = await valuesOf(this.#access.client, this.#access.keys.notes(this.#kind).values, names);
    } catch (error) {
      for (const name of names) this.change(name);
      throw error;
    }
    // A change by this process that was answered before is complete by then. So nothing older comes after it.
    await setImmediate();
    const failures: unknown[] = [];
    for (const [index, name] of names.entries()) {
      const json = values[index];
      try {
        if (this.#passed.has(name)) this.change(name);
        else await this.#tell(name, json === undefined ? undefined : JSON.parse(json));
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** @throws {Error} if a listener could not take it over. It is told again by the next check. */
  async #tell(key: string | undefined, value: unknown): Promise<void> {
    const failures: unknown[] = [];
    for (const listener of this.#listeners) {
      try {
        await listener(key, value);
      } catch (error) {
        // Without Redis, nothing can be read. The next check tells it again.
        if (!(error instanceof Refusal)) {
          this.#logger.error({ code: 'watcher_failed', err: error }, 'a watcher of the store failed');
        }
        failures.push(error);
      }
    }
    if (failures.length === 0) return;
    if (key === undefined) this.#isGap = true;
    else this.change(key);
    throw failures[0];
  }
}
