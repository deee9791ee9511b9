import { read } from '@realtime-chat/protocol';
import { createStore, delMany, getMany, keys, set, setMany, type UseStore } from 'idb-keyval';
import * as v from 'valibot';
import { within } from '../connection/within.js';
import { newId } from '../random-id.js';
import { type OutboxFile, type OutboxItem, outboxItemSchema } from './outbox-item.js';

const recordSchema = v.object({ ...outboxItemSchema.entries, place: v.string(), owner: v.string() });

type OutboxRecord = v.InferOutput<typeof recordSchema>;
type AdoptedItem = OutboxItem & { place: string };

/**
 * If the store or a lock does not answer within two such times, in milliseconds, the store is not used any more. There are
 * two, because a page that stood still sees the end of the first one before an answer that has long been there.
 */
const halfAnswerTimeout = 1500;

/** The most bytes of files that the store keeps, of all pages and rooms. An item with more is in memory alone. */
const mostBytes = 256 * 1024 * 1024;

/**
 * Keeps the outbox in IndexedDB, so that it outlives the page. Each record belongs to one page, which holds a Web Lock
 * while it lives. The records of a dead page are adopted by exactly one other page. Without Web Locks, several pages may
 * adopt and send the same record; the relay recognises its id and stores it once. No message waits for a
 * store that has failed or did not answer. What was stored in it is still removed. The bytes of files are values of their
 * own, written once, in one transaction with the item.
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
  /** The keys of the files whose bytes this page has stored or found. */
  #storedBytes = new Set<string>();
  /** How many items are being stored with bytes. That may take long, and says nothing of the store. */
  #longWrites = 0;
  /** The ids of items whose files have no room in the store. They are in memory alone. */
  #unkept = new Set<string>();

  constructor(place: string | undefined) {
    this.place = place;
  }

  /** Whether all items outlive the page. */
  get isPersistent(): boolean {
    return this.#isUsable && this.place !== undefined && this.#unkept.size === 0;
  }

  /** Opens the store, if the browser has a usable one. */
  open(): Promise<void> {
    this.#opened ??= (async () => {
      if (!hasIndexedDB()) return;
      this.#db = createStore('realtime-chat', 'outbox');
      this.#isUsable = await this.#attempt(keys);
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
  async adopt(take: (items: AdoptedItem[]) => void): Promise<void> {
    await this.#use(async (db) => {
      const adopted: AdoptedItem[] = [];
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
          for (const record of taken) adopted.push(...(await this.#withBytes(record, db)));
        });
      }
      take(adopted.toSorted((a, b) => a.order - b.order));
    });
  }

  async save(...items: OutboxItem[]): Promise<void> {
    const { place } = this;
    if (place === undefined) return;
    const own = { place, owner: this.#owner };
    const records: [string, object][] = [];
    for (const item of items) {
      const record = { ...withoutBytes(item), ...own };
      const unstored = item.files?.filter(({ key }) => !this.#storedBytes.has(key)) ?? [];
      if (unstored.length === 0) records.push([item.id, record]);
      else await this.#saveWithBytes(item, record, unstored);
    }
    if (records.length > 0) await this.#use((db) => setMany(records, db));
  }

  /**
   * Removes the record, also from a store that does not answer now: otherwise a later page would send it again. The
   * removal follows all that was written before, and nothing waits for it.
   */
  remove({ id, files = [] }: OutboxItem): void {
    const keys = [id, ...files.map(({ key }) => bytesKey(key))];
    this.#unkept.delete(id);
    if (this.#db) void (async (db) => delMany(keys, db))(this.#db).catch(() => {});
  }

  /**
   * Stores an item with the bytes of its files. If there is no room for the bytes, the item is in memory alone until the relay has
   * its files. The store is used on. Nothing waits for many bytes for longer than for a store that does not answer.
   */
  async #saveWithBytes(item: OutboxItem, record: object, files: readonly OutboxFile[]): Promise<void> {
    const { id } = item;
    let isKept = false;
    this.#longWrites += 1;
    await this.#use(async (db) => {
      try {
        const isStored = await storeBytes(id, record, files, db);
        if (isStored) for (const { key } of files) this.#storedBytes.add(key);
        // The relay has the bytes.
        else if (files.every(({ done }) => done)) await set(id, record, db);
        else return;
        isKept = true;
        this.#unkept.delete(id);
      } finally {
        this.#longWrites -= 1;
      }
    });
    if (!isKept) this.#unkept.add(id);
  }

  /** The item with the bytes of its files; nothing if a file that is still to be uploaded has none. */
  async #withBytes({ files, ...record }: OutboxRecord, db: UseStore): Promise<AdoptedItem[]> {
    if (!files) return [record];
    const found: unknown[] = await getMany(
      files.map(({ key }) => bytesKey(key)),
      db,
    );
    const complete = files.flatMap((file, index): OutboxFile[] => {
      const data = found[index];
      const isThere = data instanceof ArrayBuffer;
      if (isThere) this.#storedBytes.add(file.key);
      return isThere || file.done ? [{ ...file, data: new Blob(isThere ? [data] : []) }] : [];
    });
    return complete.length === files.length ? [{ ...record, files: complete }] : [];
  }

  async #records(db: UseStore): Promise<OutboxRecord[]> {
    const found = await storedItems(db);
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
      if (this.#longWrites > 0) return true;
      if (!(error instanceof DOMException)) {
        // A page may have replaced the store by one of its own, which fails in its own words.
        // oxlint-disable-next-line no-console -- the developer of the page can see what happened
        console.warn('<realtime-chat>: the outbox is not stored after', error);
      }
      return false;
    }
  }
}

/** The key of the bytes of a file, beside those of the items. */
function bytesKey(file: string): string {
  return `file:${file}`;
}

function withoutBytes({ files, ...item }: OutboxItem): object {
  return files ? { ...item, files: files.map(({ data: _, ...file }) => file) } : item;
}

/** The values without the bytes of files, which may be many. */
async function storedItems(db: UseStore): Promise<unknown[]> {
  const found = await keys(db);
  return getMany(
    found.filter((key) => !(typeof key === 'string' && key.startsWith(bytesKey('')))),
    db,
  );
}

/** Stores a record with bytes of its files. @returns false if there is no room for them: the disk is full, or there are too many */
async function storeBytes(
  id: string,
  record: object,
  files: readonly OutboxFile[],
  db: UseStore,
): Promise<boolean> {
  try {
    const sizes = [...(await storedSizes(db)), ...files.map(({ size }) => size)];
    if (sizes.reduce((sum, size) => sum + size, 0) > mostBytes) return false;
    // The record comes last: there is none if a browser takes no bytes at all.
    await setMany([...(await asBuffers(files)), [id, record]], db);
    return true;
  } catch (error) {
    // A full disk, or a browser that stores no files.
    if (error instanceof DOMException) return false;
    throw error;
  }
}

/** The sizes of all files whose bytes are stored, of all places. */
async function storedSizes(db: UseStore): Promise<number[]> {
  const items = await storedItems(db);
  return items.flatMap((item) => read(recordSchema, item)?.files?.map(({ size }) => size) ?? []);
}

/** A private window of WebKit stores no Blob: its store answers nothing any more once it was given one. */
function asBuffers(files: readonly OutboxFile[]): Promise<[string, ArrayBuffer][]> {
  return Promise.all(files.map(async ({ key, data }) => [bytesKey(key), await data.arrayBuffer()]));
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
