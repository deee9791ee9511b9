import { ignoreForbidden } from './ignore-forbidden.js';

/*
 * What the pages of one origin agree upon, by Web Locks: they are free the moment that their page ends, however it ends,
 * and two pages that ask at once get two different answers, which messages between them could not promise. Pages
 * without them (without https, or sandboxed) are each on their own.
 */

const claimed = new Set<string>();

/** @returns whether nobody else has claimed it in so many milliseconds. */
export function claim(name: string, milliseconds: number): Promise<boolean> {
  const lasts = (): Promise<void> => new Promise((end) => setTimeout(end, milliseconds));
  return new Promise((decide) => {
    const alone = (): void => {
      decide(!claimed.has(name));
      claimed.add(name);
      void lasts().then(() => claimed.delete(name));
    };
    if (!navigator.locks) return alone();
    navigator.locks
      .request(lockOf(name), { ifAvailable: true }, (lock) => {
        decide(lock !== null);
        return lock ? lasts() : undefined;
      })
      .catch((error: unknown) => {
        ignoreForbidden(error);
        alone();
      });
  });
}

/** Whether some page holds it. */
export async function isHeld(name: string): Promise<boolean> {
  try {
    const { held = [] } = (await navigator.locks?.query()) ?? {};
    return held.some((lock) => lock.name === lockOf(name));
  } catch (error) {
    ignoreForbidden(error);
    return false;
  }
}

/** Something that this page holds, together with others, or not. */
export class Hold {
  #name: string | undefined;
  #release: (() => void) | undefined;

  /** Holds this from now on, and nothing else. */
  keep(name: string | undefined): void {
    if (name === this.#name) return;
    this.#name = name;
    this.#release?.();
    if (name === undefined || !navigator.locks) return;
    const released = new Promise<void>((release) => (this.#release = release));
    navigator.locks.request(lockOf(name), { mode: 'shared' }, () => released).catch(ignoreForbidden);
  }
}

function lockOf(name: string): string {
  return `realtime-chat:${name}`;
}
