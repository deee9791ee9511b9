import { read } from '@realtime-chat/protocol';
import { createStore, del, setMany, type UseStore, values } from 'idb-keyval';
import * as v from 'valibot';
import { within } from '../connection/within.js';
import { newId } from '../random-id.js';
import { type OutboxItem, outboxItemSchema } from './outbox-item.js';

const recordSchema = v.object({ ...outboxItemSchema.entries, place: v.string(), owner: v.string() });

type OutboxRecord = v.InferOutput<typeof recordSchema>;

/**
 * If the store or a lock does not answer within two such times, in milliseconds, the store is not used any more. There are
 * two, because a page that stood still sees the end of the first one before an answer that has long been there.
 */
const halfAnswerTimeout = 1500;

/**
 * Keeps the outbox in IndexedDB, so that it outlives the page. Each record belongs to one page, which holds a Web Lock
 * while it lives. The records of a dead page are adopted by exactly one other page. Without Web Locks, several pages may
 * adopt and send the same record; the relay recognises its id and stores it once. No message waits for a
 * store that has failed or did not answer. What was stored in it is still removed.
 */
export class OutboxStore {
  /** Names the relay, the room and the person. Records of other places are left alone; without a place, nothing is kept. */
  place: string | undefined;
  #owner = newId();
  #db: UseStore | undefined;
  /** Whether the store has answered, each time in time. */
  #isUsable = false;
  #opened: Promise<void> | undefined;
  #releaseLock: (() => void) | undefined;

  constructor(place: string | undefined) {
    this.place = place;
  }

  /** Whether the records outlive the page. */
  get isPersistent(): boolean {
    return this.#isUsable && this.place !== undefined;
  }

  /** Opens the store, if the browser has a usable one. */
  open(): Promise<void> {
    this.#opened ??= (async () => {
      if (!hasIndexedDB()) return;
      this.#db = createStore('realtime-chat', 'outbox');
      this.#isUsable = await this.#attempt(values);
    })();
    return this.#opened;
  }

  /** Takes a new owner id and its lock. Records that are saved from now on belong to this page. */
  async lock(): Promise<void> {
    this.#owner = newId();
    if (!this.#isUsable || !navigator.locks) return;
    await this.#use(
      () =>
        new Promise((acquired, failed) => {
          navigator.locks
            .request(lockName(this.#owner), () => {
              acquired(undefined);
              return new Promise<void>((release) => (this.#releaseLock = release));
            })
            // A sandboxed frame has `navigator.locks` but may not use it.
            .catch(failed);
        }),
    );
  }

  /** Releases the lock: other pages may adopt the records of this page. */
  unlock(): void {
    this.#releaseLock?.();
    this.#releaseLock = undefined;
  }

  /**
   * Takes over the records of dead pages.
   *
   * @param take is called with their items, in the order in which they were written. Where the store does not answer in
   *   time, the call comes when it does: no other page can take these records.
   */
  async adopt(take: (items: OutboxRecord[]) => void): Promise<void> {
    await this.#use(async (db) => {
      const adopted: OutboxRecord[] = [];
      const owners = new Set((await this.#records(db)).map(({ owner }) => owner));
      owners.delete(this.#owner);
      for (const owner of owners) {
        await withLockIfFree(lockName(owner), async () => {
          const left = (await this.#records(db)).filter((record) => record.owner === owner);
          const taken = left.map((record) => ({ ...record, owner: this.#owner }));
          await setMany(
            taken.map((record) => [record.id, record]),
            db,
          );
          adopted.push(...taken);
        });
      }
      take(adopted.toSorted((a, b) => a.order - b.order));
    });
  }

  async save(...items: OutboxItem[]): Promise<void> {
    const { place } = this;
    if (place === undefined) return;
    const own = { place, owner: this.#owner };
    await this.#use((db) =>
      setMany(
        items.map((item) => [item.id, { ...item, ...own }]),
        db,
      ),
    );
  }

  /**
   * Removes the record, also from a store that does not answer now: otherwise a later page would send it again. The
   * removal follows all that was written before, and nothing waits for it.
   */
  remove(id: string): void {
    if (this.#db) void (async (db) => del(id, db))(this.#db).catch(() => {});
  }

  async #records(db: UseStore): Promise<OutboxRecord[]> {
    const found: unknown[] = await values(db);
    // Any script of the page may have written to this store, so each record is parsed.
    return found.flatMap((value) => {
      const record = read(recordSchema, value);
      return record && record.place === this.place ? [record] : [];
    });
  }

  async #use(task: (db: UseStore) => Promise<unknown>): Promise<void> {
    if (this.#isUsable && !(await this.#attempt(task))) this.#isUsable = false;
  }

  /**
   * Without a usable store (a private window, a full disk, a store that hangs), the outbox lives in memory alone.
   *
   * @returns whether the store has answered in time
   */
  async #attempt(task: (db: UseStore) => Promise<unknown>): Promise<boolean> {
    if (!this.#db) return false;
    try {
      const answer = task(this.#db);
      await within(halfAnswerTimeout, answer).catch(() => within(halfAnswerTimeout, answer));
      return true;
    } catch (error) {
      if (!(error instanceof DOMException)) {
        // A page may have replaced the store by one of its own, which fails in its own words.
        // oxlint-disable-next-line no-console -- the developer of the page can see what happened
        console.warn('<realtime-chat>: the outbox is not stored after', error);
      }
      return false;
    }
  }
}

function lockName(owner: string): string {
  return `realtime-chat:outbox:${owner}`;
}

/** Runs `task` under the lock if the lock is free. Does nothing if another page holds it. */
async function withLockIfFree(lock: string, task: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return task();
  await navigator.locks.request(lock, { ifAvailable: true }, (free) => (free ? task() : undefined));
}

/** Reading `indexedDB` throws in some frames, and gives nothing in some browsers. */
function hasIndexedDB(): boolean {
  try {
    return Boolean(globalThis.indexedDB);
  } catch {
    return false;
  }
}
