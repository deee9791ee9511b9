import { read } from '@realtime-chat/protocol';
import { createStore, delMany, getMany, keys, setMany, type UseStore } from 'idb-keyval';
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
  /** The ids of items whose bytes this page has begun to store. That is tried once, and ended by the removal of the item. */
  #begun = new Set<string>();
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
    if (this.place === undefined) return;
    const withoutNewBytes: OutboxItem[] = [];
    for (const item of items) {
      const unstored = item.files?.filter(({ key }) => !this.#storedBytes.has(key)) ?? [];
      const hasBegun = this.#begun.has(item.id);
      // Bytes that the relay has need no place in the store.
      if (unstored.every(({ done }) => hasBegun && done)) withoutNewBytes.push(item);
      else if (!hasBegun) await this.#saveWithBytes(item, unstored);
    }
    if (withoutNewBytes.length === 0) return;
    await this.#use(async (db) => {
      await setMany(
        withoutNewBytes.map((item) => this.#recordOf(item)),
        db,
      );
      for (const { id } of withoutNewBytes) this.#unkept.delete(id);
    });
  }

  /**
   * Removes the record, also from a store that does not answer now: otherwise a later page would send it again. The
   * removal follows all that was written before, and nothing waits for it.
   */
  remove({ id, files = [] }: OutboxItem): void {
    const keys = [id, ...files.map(({ key }) => bytesKey(key))];
    this.#begun.delete(id);
    this.#unkept.delete(id);
    if (this.#db) void (async (db) => delMany(keys, db))(this.#db).catch(() => {});
  }

  /**
   * Stores an item with the bytes of its files. If there is no room for the bytes, the item is in memory alone until the relay has
   * its files. The store is used on. Nothing waits for many bytes for longer than for a store that does not answer.
   */
  async #saveWithBytes(item: OutboxItem, files: readonly OutboxFile[]): Promise<void> {
    const { id } = item;
    let isKept = false;
    this.#begun.add(id);
    this.#longWrites += 1;
    await this.#use(async (db) => {
      try {
        isKept = await this.#write(item, files, db);
        if (isKept) this.#unkept.delete(id);
      } finally {
        this.#longWrites -= 1;
      }
    });
    if (!isKept && this.#begun.has(id)) this.#unkept.add(id);
  }

  /** @returns whether the item is stored, with the bytes of these files or because the relay has them */
  async #write(item: OutboxItem, files: readonly OutboxFile[], db: UseStore): Promise<boolean> {
    // While the bytes are read, the item may be removed, its files may be uploaded, and the person may become unknown.
    const isRemoved = (): boolean => this.place === undefined || !this.#begun.has(item.id);
    try {
      if (await hasRoom(files, db)) {
        const buffers = await asBuffers(files);
        if (isRemoved()) return false;
        // The record comes last: there is none if a browser takes no bytes at all.
        await setMany([...buffers, this.#recordOf(item)], db);
        for (const { key } of files) this.#storedBytes.add(key);
        return true;
      }
    } catch (error) {
      // A full disk, or a browser that stores no files.
      if (!(error instanceof DOMException)) throw error;
    }
    if (isRemoved() || !files.every(({ done }) => done)) return false;
    await setMany([this.#recordOf(item)], db);
    return true;
  }

  /** The item as it is now, for the place and the owner of now. */
  #recordOf(item: OutboxItem): [string, object] {
    return [item.id, { ...withoutBytes(item), place: this.place, owner: this.#owner }];
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

/** Whether the store may keep the bytes of these files too. */
async function hasRoom(files: readonly OutboxFile[], db: UseStore): Promise<boolean> {
  const sizes = [...(await storedSizes(db)), ...files.map(({ size }) => size)];
  return sizes.reduce((sum, size) => sum + size, 0) <= mostBytes;
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
