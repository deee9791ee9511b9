/*
 * Small values in localStorage and sessionStorage. They are a convenience: where a browser refuses them (a setting, a sandbox, a
 * full disk), nothing is remembered and nothing fails.
 */

export const storagePrefix = 'realtime-chat:';

export function recall(key: string): string | undefined {
  return tryStorage((storage) => storage.getItem(storagePrefix + key) ?? undefined);
}

/** @param value an empty string removes the key. */
export function remember(key: string, value: string): void {
  tryStorage((storage) =>
    value === '' ? storage.removeItem(storagePrefix + key) : storage.setItem(storagePrefix + key, value),
  );
}

/** What `rememberInTab` has stored in this tab; it outlives a reload. */
export function recallInTab(key: string): string | undefined {
  return tryStorage((storage) => storage.getItem(storagePrefix + key) ?? undefined, 'sessionStorage');
}

/** @param value an empty string is remembered too. */
export function rememberInTab(key: string, value: string): void {
  tryStorage((storage) => storage.setItem(storagePrefix + key, value), 'sessionStorage');
}

/** @returns undefined where the browser refuses the storage */
export function tryStorage<T>(
  use: (storage: Storage) => T,
  name: 'localStorage' | 'sessionStorage' = 'localStorage',
): T | undefined {
  // New versions of Node have a localStorage too, but it belongs to the process and not to a person.
  if (typeof document === 'undefined') return undefined;
  try {
    // Some in-app browsers have no storage.
    const storage = window[name];
    return storage ? use(storage) : undefined;
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
