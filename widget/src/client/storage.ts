/*
 * The page's localStorage, where there is one that works. It is a convenience: where a browser refuses it,
 * by a setting, a sandbox or a full disk, things are simply not remembered.
 */

const prefix = 'realtime-chat:';

export function recall(key: string): string | undefined {
  return attempt((storage) => storage.getItem(prefix + key) ?? undefined);
}

/** @param value empty to forget it. */
export function remember(key: string, value: string): void {
  attempt((storage) =>
    value === '' ? storage.removeItem(prefix + key) : storage.setItem(prefix + key, value),
  );
}

function attempt<T>(use: (storage: Storage) => T): T | undefined {
  // Node has a localStorage too, by now, which is not a person's.
  if (typeof document === 'undefined') return undefined;
  try {
    // Some browsers inside apps have none.
    return localStorage ? use(localStorage) : undefined;
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
