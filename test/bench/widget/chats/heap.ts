import type { CDPSession, Page } from 'playwright-core';

/** Reads how much memory a page uses. */
export class HeapMeter {
  #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async on(page: Page): Promise<HeapMeter> {
    return new HeapMeter(await page.context().newCDPSession(page));
  }

  /** @returns the bytes of the objects of scripts and of the document, after a garbage collection */
  async read(): Promise<number> {
    await this.#session.send('HeapProfiler.collectGarbage');
    const { usedSize, embedderHeapUsedSize } = await this.#session.send('Runtime.getHeapUsage');
    return usedSize + embedderHeapUsedSize;
  }
}
