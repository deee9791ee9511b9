/**
 * Loads a module when it is first needed, and only once: `lazy(() => import('./part.js'))`. Resolves to `undefined` if the
 * network fails; the next call then tries again. Some browsers never request a failed module again.
 *
 * Every import that may run twice goes through this: while a file of the chat loads, a second `import()` of it gives Safari
 * a module whose exports throw (WebKit bug 242740, modules with a top-level `await`).
 */
export function lazy<T>(load: () => Promise<T>): () => Promise<T | undefined> {
  let loading: Promise<T | undefined> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      // Browsers report a failed download as a TypeError. Any other error is a defect of the module.
      if (!(error instanceof TypeError)) throw error;
      return undefined;
    });
    return loading;
  };
}
