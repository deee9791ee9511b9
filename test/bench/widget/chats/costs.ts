import type { CDPSession, Page } from 'playwright-core';

/** What the main thread of a page did, in milliseconds, and how often it laid out. */
export interface Costs {
  /** Everything: scripts, styles, layout, painting, events. */
  task: number;
  script: number;
  style: number;
  layout: number;
  layouts: number;
}

/** Reads the browser's own counters, which cost the page nothing. */
export class CostMeter {
  #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async on(page: Page): Promise<CostMeter> {
    const session = await page.context().newCDPSession(page);
    // The time that the thread has computed, which other processes of the machine do not lengthen.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new CostMeter(session);
  }

  /**
   * @param act returns how often it has done what is measured
   * @returns what each time cost
   */
  async costsOf(act: () => Promise<number>): Promise<Costs> {
    const before = await this.#read();
    const times = await act();
    const after = await this.#read();
    const each = (name: string, unit: number): number =>
      (((after.get(name) ?? NaN) - (before.get(name) ?? NaN)) * unit) / times;
    return {
      task: each('TaskDuration', 1000),
      script: each('ScriptDuration', 1000),
      style: each('RecalcStyleDuration', 1000),
      layout: each('LayoutDuration', 1000),
      layouts: each('LayoutCount', 1),
    };
  }

  async #read(): Promise<ReadonlyMap<string, number>> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return new Map(metrics.map(({ name, value }) => [name, value]));
  }
}
