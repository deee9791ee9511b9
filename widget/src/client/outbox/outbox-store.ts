import { read } from '@realtime-chat/protocol';
import { createStore, del, setMany, type UseStore, values } from 'idb-keyval';
import * as v from 'valibot';
import { newId } from '../id.js';
import { type Outgoing, outgoingSchema } from './outbox-item.js';

const recordSchema = v.object({ ...outgoingSchema.entries, place: v.string(), owner: v.string() });

/** How long a browser may take to open the store, in milliseconds. Some never answer; they do without it then. */
const patience = 3000;

/**
 * Keeps what is not acknowledged in IndexedDB, so that it outlives the page. Each record belongs to one page
 * at a time, which holds a Web Lock for as long as it lives; what belongs to nobody alive is adopted, by
 * exactly one. Where there are no Web Locks, several may adopt and send the same, and the relay, which knows
 * each message by its id, keeps it once.
 */
export class OutboxStore {
  #place: string;
  #owner = newId();
  #db: UseStore | undefined;
  #opened: Promise<void> | undefined;
  #release: (() => void) | undefined;

  /** @param place the relay and the room; records of other places are left alone. */
  constructor(place: string) {
    this.#place = place;
  }

  /** Whether what is kept here outlives the page. */
  get isPersistent(): boolean {
    return this.#db !== undefined;
  }

  /** Opens the store, if the browser has one that can be used. */
  open(): Promise<void> {
    this.#opened ??= (async () => {
      if (!hasIndexedDB()) return;
      const db = createStore('realtime-chat', 'outbox');
      this.#db = db;
      await this.#attempt(() => Promise.race([values(db), tooLate()]));
    })();
    return this.#opened;
  }

  /** Makes what is kept from now on this page's. */
  async hold(): Promise<void> {
    this.#owner = newId();
    if (!this.#db || !navigator.locks) return;
    await new Promise<void>((held) => {
      navigator.locks
        .request(lockOf(this.#owner), () => {
          held();
          return new Promise<void>((release) => (this.#release = release));
        })
        // A sandboxed frame has locks and may not use them.
        .catch((error: unknown) => this.#forgo(error))
        .finally(held);
    });
  }

  /** Takes over what dead pages left. @returns it, in the order in which it was written. */
  async adopt(): Promise<Outgoing[]> {
    const adopted: Outgoing[] = [];
    await this.#attempt(async (db) => {
      const owners = new Set((await this.#records(db)).map(({ owner }) => owner));
      owners.delete(this.#owner);
      for (const owner of owners) {
        await whileFree(lockOf(owner), async () => {
          const left = (await this.#records(db)).filter((record) => record.owner === owner);
          const taken = left.map((record) => ({ ...record, owner: this.#owner }));
          await setMany(
            taken.map((record) => [record.id, record]),
            db,
          );
          adopted.push(...taken);
        });
      }
    });
    return adopted.toSorted((a, b) => a.order - b.order);
  }

  async keep(...outgoing: Outgoing[]): Promise<void> {
    const own = { place: this.#place, owner: this.#owner };
    await this.#attempt((db) =>
      setMany(
        outgoing.map((each) => [each.id, { ...each, ...own }]),
        db,
      ),
    );
  }

  async forget(id: string): Promise<void> {
    await this.#attempt((db) => del(id, db));
  }

  /** Leaves what is kept to whoever comes next. */
  release(): void {
    this.#release?.();
    this.#release = undefined;
  }

  async #records(db: UseStore): Promise<(Outgoing & { owner: string })[]> {
    const found: unknown[] = await values(db);
    // Any script of the page may have written here.
    return found.flatMap((value) => {
      const record = read(recordSchema, value);
      return record?.place === this.#place ? [record] : [];
    });
  }

  /** A store that fails, in a private window or on a full disk, is done without. */
  async #attempt(use: (db: UseStore) => Promise<unknown>): Promise<void> {
    if (!this.#db) return;
    try {
      await use(this.#db);
    } catch (error) {
      this.#forgo(error);
    }
  }

  #forgo(error: unknown): void {
    if (!(error instanceof DOMException)) throw error;
    this.#db = undefined;
  }
}

function lockOf(owner: string): string {
  return `realtime-chat:outbox:${owner}`;
}

/** Does it while nobody holds the lock, holding it; does nothing if somebody does. */
async function whileFree(lock: string, act: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return act();
  await navigator.locks.request(lock, { ifAvailable: true }, (free) => (free ? act() : undefined));
}

/** Some frames may not even ask; some browsers have nothing there. */
function hasIndexedDB(): boolean {
  try {
    return Boolean(globalThis.indexedDB);
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}

function tooLate(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new DOMException('the store does not open', 'TimeoutError')), patience);
  });
}
