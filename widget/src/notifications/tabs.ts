import { ignoreForbidden } from './ignore-forbidden.js';

/*
 * Coordination of the tabs of one origin by Web Locks. A lock is released the moment its page ends, for whatever reason,
 * and of two pages that request it at once, only one gets it; messages between tabs could guarantee neither. Pages without
 * Web Locks (without https, or sandboxed) are not coordinated.
 */

const claimed = new Set<string>();

/** Claims a name for some time. @returns whether no other tab has claimed it within that time */
export function claim(name: string, milliseconds: number): Promise<boolean> {
  const hold = (): Promise<void> => new Promise((end) => setTimeout(end, milliseconds));
  return new Promise((resolve) => {
    const claimLocally = (): void => {
      resolve(!claimed.has(name));
      claimed.add(name);
      void hold().then(() => claimed.delete(name));
    };
    if (!navigator.locks) return claimLocally();
    navigator.locks
      .request(lockOf(name), { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock ? hold() : undefined;
      })
      .catch((error: unknown) => {
        ignoreForbidden(error);
        claimLocally();
      });
  });
}

/** Whether any tab holds the lock. */
export async function isHeld(name: string): Promise<boolean> {
  try {
    const { held = [] } = (await navigator.locks?.query()) ?? {};
    return held.some((lock) => lock.name === lockOf(name));
  } catch (error) {
    ignoreForbidden(error);
    return false;
  }
}

/** A shared lock, which several tabs can hold at once. */
export class SharedLock {
  #name: string | undefined;
  #release: (() => void) | undefined;

  /** Holds the lock of this name from now on, and releases the previous one. */
  set(name: string | undefined): void {
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
