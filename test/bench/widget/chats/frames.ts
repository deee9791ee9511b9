import type { Page } from 'playwright-core';

declare global {
  /** The intervals between frames so far, in milliseconds. */
  function endFrames(): number[];
}

/** Begins to record the frames of a page. @returns ends it, and gives the intervals between them, in milliseconds */
export async function recordFrames(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const intervals: number[] = [];
    let last = performance.now();
    let isOver = false;
    // The compiler would have a name of its own for a function that has one, and the page does not know how.
    const recorder = {
      record(this: void) {
        const now = performance.now();
        intervals.push(now - last);
        last = now;
        if (!isOver) requestAnimationFrame(recorder.record);
      },
    };
    requestAnimationFrame(recorder.record);
    globalThis.endFrames = () => {
      isOver = true;
      // The frame that has not come yet counts as well.
      return [...intervals, performance.now() - last];
    };
  });
  return () => page.evaluate(() => globalThis.endFrames());
}
