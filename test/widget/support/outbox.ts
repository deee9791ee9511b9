// What pages keep of what is not acknowledged, which they share with the test's own page.
import { expect } from '@open-wc/testing';
import { createStore, del, set, values } from 'idb-keyval';
import { eventually } from './eventually.ts';
import type { Page } from './page.ts';

/** A message that is kept, as far as tests look at it. */
interface Kept {
  place: string;
  /** The request that delivers it. */
  event: string;
  message?: string;
  /** As whom it was tried. */
  sender?: string;
}

const outbox = createStore('realtime-chat', 'outbox');

/** @returns what is kept for this room, by whichever page. */
export async function keptFor(room: string): Promise<Kept[]> {
  const all = await values<Kept | ArrayBuffer>(outbox);
  // The bytes of files are beside the messages.
  return all.filter((each): each is Kept => 'place' in each && each.place.includes(JSON.stringify(room)));
}

/** Waits until some page has stored this message for the room. */
export async function isStored(room: string, text: string): Promise<void> {
  await eventually(async () => {
    const kept = await keptFor(room);
    expect(kept.map(({ message }) => message)).to.include(text);
  });
}

/** Until the end of the test, a message for another room is kept that has a file of this size. */
export async function keepsFileOf(size: number): Promise<void> {
  const file = { id: 'large', key: 'large', name: 'large.bin', type: '', size };
  const item = { id: 'large', event: 'send', time: 0, order: 0, place: '', owner: '', files: [file] };
  await set(item.id, item, outbox);
  ended = () => del(item.id, outbox);
}

/** From now on, the page's disk is full for anything as large as a file. */
export function fillDisk(page: Page): void {
  const { prototype } = (page.window as unknown as { IDBObjectStore: typeof IDBObjectStore }).IDBObjectStore;
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the store
  const { put } = prototype;
  prototype.put = function (value: unknown, key): IDBRequest<IDBValidKey> {
    const { byteLength = 0 } = value as Partial<ArrayBuffer>;
    if (byteLength > 0) throw new page.window.DOMException('The disk is full.', 'QuotaExceededError');
    return put.call(this, value, key);
  };
}

/** Until the end of the test, the bytes of files of this size are read for the store only after `release`. */
export function holdReads(size: number): { held: readonly unknown[]; release: () => Promise<void> } {
  const { prototype } = Blob;
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the file
  const { arrayBuffer } = prototype;
  const held: Promise<ArrayBuffer>[] = [];
  let release = (): void => {};
  const isReleased = new Promise<void>((resolve) => (release = resolve));
  prototype.arrayBuffer = function (): Promise<ArrayBuffer> {
    if (this.size !== size) return arrayBuffer.call(this);
    const read = isReleased.then(() => arrayBuffer.call(this));
    held.push(read);
    return read;
  };
  ended = async () => void (prototype.arrayBuffer = arrayBuffer);
  return {
    held,
    async release() {
      release();
      await Promise.all(held);
    },
  };
}

let ended = async (): Promise<void> => {};

afterEach(async () => {
  await ended();
  ended = async () => {};
});
