import { setTimeout as pause } from 'node:timers/promises';
import { eachMeta } from '../../log/meta/each-meta.ts';
import { MetaCopy } from '../../log/meta/meta-copy.ts';
import type { RoomLog } from '../../log/log.ts';
import type { Nodes } from '../../nodes/nodes.ts';
import { kind, merged, parseVisitor, type RecentVisitor, storedVisitor } from './recent-visitor.ts';

/** How long a person stays in the store after the last visit, in milliseconds. */
const lifetime = 7 * 24 * 60 * 60 * 1000;
const sweepInterval = 60 * 60 * 1000;

/** The pause before writing is tried again, in milliseconds. */
const retryInterval = 1000;

/** How many visitors are read or written at once. */
const pageSize = 500;
const batchSize = 50;

/** The visitors in the memory of this relay. */
export interface VisitorsCopy {
  get(id: string): RecentVisitor | undefined;
  ids(): Iterable<string>;
  set(visitor: RecentVisitor): void;
  delete(id: string): void;
}

/**
 * Recent visitors in a store that relays share. Each relay writes what is new of its own visitors, and hears of those of the
 * others. While the store is away, it keeps what is new, and writes it later.
 */
export class SharedVisitors {
  #log: RoomLog;
  #copy: VisitorsCopy;
  #following: MetaCopy;
  /** The ids of visitors whose record in the copy has more than the stored one. */
  #unsaved = new Set<string>();
  #saving: Promise<void> | undefined;
  #retrying: NodeJS.Timeout | undefined;
  #isClosed = false;
  #expiry: { close(): Promise<void> } | undefined;

  private constructor(log: RoomLog, copy: VisitorsCopy) {
    this.#log = log;
    this.#copy = copy;
    this.#following = new MetaCopy(log, {
      kind,
      keys: () => [...copy.ids()].filter((id) => !this.#unsaved.has(id)),
      take: (id, value) => this.#receive(id, value),
      rank: (value) => parseVisitor('', value)?.seen ?? 0,
      page: pageSize,
    });
  }

  /** @throws {Refusal} `unavailable` */
  static async open(log: RoomLog, nodes: Nodes, copy: VisitorsCopy): Promise<SharedVisitors> {
    const shared = new SharedVisitors(log, copy);
    await shared.#following.open();
    shared.#expiry = nodes.lead('visitors', (signal) => shared.#expire(signal));
    return shared;
  }

  /** Writes what the copy has of a visitor, soon. */
  save(id: string): void {
    this.#following.noteChange(id);
    this.#unsaved.add(id);
    this.#saveSoon();
  }

  /** @throws {Refusal} `unavailable` */
  async delete(id: string): Promise<void> {
    this.#following.noteChange(id);
    this.#unsaved.delete(id);
    await this.#log.putMeta(kind, id, undefined);
  }

  /** @throws {Refusal} `unavailable` */
  async refresh(id: string): Promise<void> {
    const stored = parseVisitor(id, await this.#log.getMeta(kind, id));
    if (stored) this.#copy.set(merged(this.#copy.get(id), stored));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retrying);
    this.#following.close();
    await this.#expiry?.close();
    await this.#saving;
  }

  #receive(id: string, value: unknown): void {
    const stored = parseVisitor(id, value);
    // The stored record of a saved visitor is complete. A part that it lacks was erased.
    const own = this.#unsaved.has(id) ? this.#copy.get(id) : undefined;
    if (stored) this.#copy.set(merged(own, stored));
    else {
      this.#unsaved.delete(id);
      this.#copy.delete(id);
    }
  }

  #saveSoon(): void {
    this.#saving ??= this.#saveAll().finally(() => (this.#saving = undefined));
  }

  /** Never rejects. */
  async #saveAll(): Promise<void> {
    clearTimeout(this.#retrying);
    try {
      while (this.#unsaved.size > 0) {
        const ids = [...this.#unsaved].slice(0, batchSize);
        await Promise.all(ids.map((id) => this.#saveOne(id)));
      }
    } catch {
      // The health of the store is logged elsewhere.
      if (!this.#isClosed) this.#retrying = setTimeout(() => this.#saveSoon(), retryInterval).unref();
    }
  }

  async #saveOne(id: string): Promise<void> {
    let own: RecentVisitor | undefined;
    await this.#log.updateMeta(kind, id, (before) => {
      own = this.#copy.get(id);
      return own ? storedVisitor(merged(parseVisitor(id, before), own)) : before;
    });
    // If there was another visit meanwhile, it is still unsaved.
    if (this.#copy.get(id) === own) this.#unsaved.delete(id);
    this.#following.noteChange(id);
  }

  /** Takes those who were here long ago out of the store. */
  async #expire(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for await (const [id, value] of eachMeta(this.#log, kind, pageSize)) {
        if (signal.aborted) return;
        if (!isExpired(id, value)) continue;
        const left = await this.#log.updateMeta(kind, id, (before) =>
          isExpired(id, before) ? undefined : before,
        );
        if (left === undefined) this.#copy.delete(id);
      }
      await pause(sweepInterval, undefined, { signal, ref: false }).catch(() => {});
    }
  }
}

/** A value that is not valid is removed too. */
function isExpired(id: string, value: unknown): boolean {
  const seen = parseVisitor(id, value)?.seen ?? -Infinity;
  return Date.now() - seen > lifetime;
}
