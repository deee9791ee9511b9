/** How many emoji a chunk has: whole rows, whether a row has 6, 8 or 9. */
export const chunkSize = 72;

/** Where in the list of groups a chunk begins, and what it has. */
export interface Chunk<Item> {
  /** Numbers all chunks of the list. */
  number: number;
  /** The number of its first item in the list, and in its group. */
  start: number;
  startInGroup: number;
  items: readonly Item[];
}

/** Divides groups into chunks. */
export function chunksOf<Item>(groups: readonly (readonly Item[])[]): Chunk<Item>[][] {
  let number = 0;
  let start = 0;
  return groups.map((group) => {
    const chunks: Chunk<Item>[] = [];
    for (let at = 0; at < group.length; at += chunkSize) {
      const items = group.slice(at, at + chunkSize);
      chunks.push({ number, start, startInGroup: at, items });
      number += 1;
      start += items.length;
    }
    return chunks;
  });
}

/**
 * Which chunks of the list are rendered: those in view, those near it, and the one that has the focus. There are nearly two
 * thousand emoji, and a screen reader reads all that is in the document.
 */
export class NearChunks {
  #near: ReadonlySet<number> = new Set([0, 1]);

  /** Another object after each change. */
  get current(): ReadonlySet<number> {
    return this.#near;
  }

  reset(): void {
    this.#near = new Set([0, 1]);
  }

  /** Renders a chunk before it comes into view. */
  add(number: number): void {
    this.#near = new Set([...this.#near, number]);
  }

  /** @returns whether other chunks are to be rendered now */
  update(list: Element, chunks: readonly Element[], focused: Element | null | undefined): boolean {
    const { top, bottom, height } = list.getBoundingClientRect();
    if (!height) return false;
    const near = new Set<number>();
    for (const [number, chunk] of chunks.entries()) {
      const box = chunk.getBoundingClientRect();
      const isNear = box.bottom > top - height / 2 && box.top < bottom + height / 2;
      if (isNear || (focused && chunk.contains(focused))) near.add(number);
    }
    if (near.size === this.#near.size && [...near].every((number) => this.#near.has(number))) return false;
    this.#near = near;
    return true;
  }
}
