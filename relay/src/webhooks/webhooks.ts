import { randomBytes } from 'node:crypto';
import type { Entry } from '../log/log.ts';
import type { Logger } from '../logger.ts';
import { Throttle } from '../limits/throttle.ts';
import { type Call, caller } from './deliver.ts';
import { signingSecret } from './signing-secret.ts';
import { type Batch, Waiting } from './pending-entries.ts';

/** The pause before the second try, in milliseconds; each after it is twice as long, up to the longest. */
const firstPause = 1000;
const longestPause = 60_000;

/** For how long one and the same is tried again, in milliseconds. */
const patience = 5 * 60_000;

/** What waits when the relay closes has so many milliseconds left. */
const farewell = 2000;

/** How many rooms are told of at once. */
const mostAtOnce = 8;

/** How often it is logged at most that something was lost, in milliseconds. */
const lossInterval = 10_000;

/** What is told in one piece. Its content is the same in each try, but for what was dropped, replaced or deleted since. */
interface Delivery {
  id: string;
  batch: Batch;
  /** By the clock that nobody sets. */
  begun: number;
  tries: number;
}

/** A room of which something is to be told. */
interface Line {
  epoch: string;
  delivery?: Delivery | undefined;
  /** Runs until the next try. */
  pause?: NodeJS.Timeout | undefined;
}

/**
 * Tells a receiver on the web what was committed: in order for each room, again and again where it fails, and in nobody's
 * way. What waits is in memory alone.
 */
export class Webhooks {
  #call: Call;
  #logger: Logger;
  #waiting = new Waiting();
  #lines = new Map<string, Line>();
  /** Rooms whose turn it is. */
  #ready: string[] = [];
  #tries = new Map<Promise<void>, AbortController>();
  #isFailing = false;
  #lost = 0;
  #lossThrottle = new Throttle(lossInterval, () => this.#tellLoss());
  #state: 'open' | 'closing' | 'closed' = 'open';

  private constructor(call: Call, logger: Logger) {
    this.#call = call;
    this.#logger = logger;
  }

  /** @param data the relay's data folder, for the secret of who brings none */
  static async open(
    { url, secret }: { url: string; secret?: string | undefined },
    data: string,
    logger: Logger,
  ): Promise<Webhooks> {
    return new Webhooks(caller(url, secret ?? (await signingSecret(data))), logger);
  }

  take(room: string, epoch: string, entries: readonly Entry[]): void {
    this.#lose(this.#waiting.put(room, entries));
    if (this.#lines.has(room)) return;
    this.#lines.set(room, { epoch });
    this.#ready.push(room);
    this.#next();
  }

  /** What waits gets one more try, if there is time for it. */
  async close(): Promise<void> {
    this.#state = 'closing';
    for (const [room, line] of this.#lines) {
      if (!line.pause) continue;
      clearTimeout(line.pause);
      line.pause = undefined;
      this.#ready.push(room);
    }
    const end = setTimeout(() => {
      this.#state = 'closed';
      for (const underway of this.#tries.values()) underway.abort(new Error('the relay is closing'));
    }, farewell);
    this.#next();
    while (this.#tries.size > 0) await Promise.all(this.#tries.keys());
    clearTimeout(end);
    this.#lose(this.#waiting.size);
    this.#lossThrottle.stop();
    this.#tellLoss();
  }

  #next(): void {
    while (this.#tries.size < mostAtOnce && this.#state !== 'closed') {
      const room = this.#ready.shift();
      const line = room === undefined ? undefined : this.#lines.get(room);
      if (room === undefined || !line) return;
      const underway = new AbortController();
      const tried: Promise<void> = this.#try(room, line, underway).finally(() => {
        this.#tries.delete(tried);
        this.#next();
      });
      this.#tries.set(tried, underway);
    }
  }

  /** Never rejects. */
  async #try(room: string, line: Line, underway: AbortController): Promise<void> {
    const delivery = (line.delivery ??= this.#begin(room));
    const problem = await this.#tell(room, line.epoch, delivery, underway);
    if (problem !== undefined && this.#state === 'open' && performance.now() - delivery.begun < patience) {
      line.pause = setTimeout(() => {
        line.pause = undefined;
        this.#ready.push(room);
        this.#next();
      }, pauseAfter(delivery.tries));
      return;
    }
    const removed = this.#waiting.remove(delivery.batch);
    if (problem !== undefined) this.#lose(removed);
    if (problem !== undefined && this.#state !== 'open') this.#lose(this.#waiting.removeRoom(room));
    line.delivery = undefined;
    if (this.#waiting.has(room)) this.#ready.push(room);
    else this.#lines.delete(room);
  }

  #begin(room: string): Delivery {
    const id = `msg_${randomBytes(18).toString('base64url')}`;
    return { id, batch: this.#waiting.first(room), begun: performance.now(), tries: 0 };
  }

  /** @returns what went wrong, if something did. */
  async #tell(room: string, epoch: string, delivery: Delivery, underway: AbortController): Promise<unknown> {
    const entries = this.#waiting.read(room, delivery.batch);
    // All of it may have been dropped.
    if (entries.length === 0) return undefined;
    delivery.tries += 1;
    try {
      await this.#call(delivery.id, JSON.stringify({ room, epoch, entries }), underway);
      this.#note(undefined);
      return undefined;
    } catch (error) {
      this.#note(error);
      return error;
    }
  }

  /** Told when it begins and when it ends: between these are many tries. */
  #note(problem: unknown): void {
    const isFailing = problem !== undefined;
    if (isFailing === this.#isFailing) return;
    this.#isFailing = isFailing;
    if (isFailing)
      this.#logger.warn({ code: 'webhook_failing', err: problem }, 'the webhook cannot be told what happens');
    else this.#logger.info({ code: 'webhook_well' }, 'the webhook can be told again');
  }

  #lose(entries: number): void {
    if (entries === 0) return;
    this.#lost += entries;
    this.#lossThrottle.trigger();
  }

  #tellLoss(): void {
    if (this.#lost === 0) return;
    this.#logger.error({ code: 'webhook_lost', entries: this.#lost }, 'entries were not told to the webhook');
    this.#lost = 0;
  }
}

/** Between half of it and all of it, so that not all rooms come back at once. */
function pauseAfter(tries: number): number {
  return Math.min(longestPause, firstPause * 2 ** (tries - 1)) * (0.5 + Math.random() / 2);
}
