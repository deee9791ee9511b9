/*
 * Small values in localStorage. They are a convenience: where a browser refuses localStorage (a setting, a sandbox, a
 * full disk), nothing is remembered and nothing fails.
 */

const prefix = 'realtime-chat:';

export function recall(key: string): string | undefined {
  return tryStorage((storage) => storage.getItem(prefix + key) ?? undefined);
}

/** @param value an empty string removes the key. */
export function remember(key: string, value: string): void {
  tryStorage((storage) =>
    value === '' ? storage.removeItem(prefix + key) : storage.setItem(prefix + key, value),
  );
}

function tryStorage<T>(use: (storage: Storage) => T): T | undefined {
  // New versions of Node have a localStorage too, but it belongs to the process and not to a person.
  if (typeof document === 'undefined') return undefined;
  try {
    // Some in-app browsers have no localStorage.
    return localStorage ? use(localStorage) : undefined;
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
