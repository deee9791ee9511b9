import { newId } from '../log/ids.ts';
import type { Logger } from '../logger.ts';
import { LedJob } from './led-job.ts';
import type { Act, Nodes } from './nodes.ts';

/** The only process on its store. */
export class LoneNode implements Nodes {
  readonly id = newId();
  readonly isShared = false;
  #jobs: LedJob[] = [];
  #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  async tell(): Promise<boolean> {
    return true;
  }

  hear(): () => void {
    return () => {};
  }

  onGap(): () => void {
    return () => {};
  }

  lead(job: string, act: Act): LedJob {
    const led = new LedJob(job, act, undefined, this.#logger);
    this.#jobs.push(led);
    return led;
  }

  async alive(): Promise<ReadonlySet<string>> {
    return new Set([this.id]);
  }

  async retire(): Promise<number> {
    return 0;
  }

  async close(): Promise<void> {
    await Promise.all(this.#jobs.map((job) => job.close()));
  }
}
