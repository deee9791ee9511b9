import { Throttle } from '../limits/throttle.ts';
import type { Logger } from '../logger.ts';

/** Lost entries are logged at most this often, in milliseconds. */
const lossLogInterval = 10_000;

/** What the operator is told of the deliveries. */
export class DeliveryLog {
  #logger: Logger;
  #isFailing = false;
  #lost = 0;
  #losses = new Throttle(lossLogInterval, () => this.#logLoss());

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Logs when failing begins and when it ends, and not each attempt between. */
  setFailing(error: unknown): void {
    const isFailing = error !== undefined;
    if (isFailing === this.#isFailing) return;
    this.#isFailing = isFailing;
    if (isFailing)
      this.#logger.warn(
        { code: 'webhook_failing', err: error },
        'the receiver of the webhook does not accept deliveries',
      );
    else this.#logger.info({ code: 'webhook_well' }, 'the receiver of the webhook accepts deliveries again');
  }

  countLoss(entries: number): void {
    if (entries <= 0) return;
    this.#lost += entries;
    this.#losses.trigger();
  }

  close(): void {
    this.#losses.stop();
    this.#logLoss();
  }

  #logLoss(): void {
    if (this.#lost === 0) return;
    this.#logger.error(
      { code: 'webhook_lost', entries: this.#lost },
      'entries were not delivered to the webhook',
    );
    this.#lost = 0;
  }
}
