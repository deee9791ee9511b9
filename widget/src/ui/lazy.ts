/**
 * Loads a file when it is first needed, and only once: `lazy(() => import('../element/part.js'))`. Resolves to `undefined` if the
 * network fails; the next call then tries again. Some browsers never ask again for a module that failed once.
 */
export function lazy<T>(load: () => Promise<T>): () => Promise<T | undefined> {
  let loading: Promise<T | undefined> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      // Browsers report a failed download as a TypeError. Anything else is a defect of the file.
      if (!(error instanceof TypeError)) throw error;
      return undefined;
    });
    return loading;
  };
}
