/**
 * Waits for something that may never settle, for a bounded time.
 *
 * @param time in milliseconds
 * @returns whether it has resolved in time. A rejection in time is passed on.
 */
export async function within(time: number, settled: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const isOver = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, time, false);
  });
  try {
    return await Promise.race([settled.then(() => true), isOver]);
  } finally {
    clearTimeout(timer);
  }
}
