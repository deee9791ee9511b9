import { randomBytes } from 'node:crypto';
import type { Entry } from '../log/log.ts';
import type { SecretsPlace } from '../log/stored-secret.ts';
import type { Logger } from '../logger.ts';
import { Throttle } from '../limits/throttle.ts';
import { createDeliver, type Deliver } from './deliver.ts';
import { signingSecret } from './signing-secret.ts';
import { type Batch, PendingEntries } from './pending-entries.ts';

/** The delay before the first retry, in milliseconds. Each next delay is twice as long, up to the maximum. */
const firstDelay = 1000;
const maxDelay = 60_000;

/** A delivery is retried for this long, in milliseconds. */
const retryTime = 5 * 60_000;

/** When the relay closes, pending deliveries have this many milliseconds left. */
const closeTimeout = 2000;

/** Deliveries in progress at the same time, one for each room. */
const maxConcurrent = 8;

/** Lost entries are logged at most this often, in milliseconds. */
const lossLogInterval = 10_000;

/** One request to the receiver. Each retry has the same content, except for entries dropped, edited or deleted since. */
interface Delivery {
  id: string;
  batch: Batch;
  /** By the monotonic clock. */
  startedAt: number;
  attempts: number;
}

/** A room with pending entries. */
interface PendingRoom {
  epoch: string;
  delivery?: Delivery | undefined;
  /** Runs until the next retry. */
  retryTimer?: NodeJS.Timeout | undefined;
}

/**
 * Delivers committed entries to an HTTP receiver, in order for each room, with retries. It delays no other part of the
 * relay. Pending entries are in memory alone.
 */
export class Webhooks {
  #deliver: Deliver;
  #logger: Logger;
  #pending = new PendingEntries();
  #rooms = new Map<string, PendingRoom>();
  /** Rooms that are ready for their next delivery. */
  #ready: string[] = [];
  #attempts = new Map<Promise<void>, AbortController>();
  #isFailing = false;
  #lost = 0;
  #lossLog = new Throttle(lossLogInterval, () => this.#logLoss());
  #state: 'open' | 'closing' | 'closed' = 'open';

  private constructor(deliver: Deliver, logger: Logger) {
    this.#deliver = deliver;
    this.#logger = logger;
  }

  /** @param secrets for the generated secret, if the options have none */
  static async open(
    { url, secret }: { url: string; secret?: string | undefined },
    secrets: SecretsPlace,
    logger: Logger,
  ): Promise<Webhooks> {
    return new Webhooks(createDeliver(url, secret ?? (await signingSecret(secrets))), logger);
  }

  take(room: string, epoch: string, entries: readonly Entry[]): void {
    this.#countLoss(this.#pending.add(room, entries));
    if (this.#rooms.has(room)) return;
    this.#rooms.set(room, { epoch });
    this.#ready.push(room);
    this.#startReady();
  }

  /** The places of a person's entries that are not delivered yet. */
  undelivered(person: string): { room: string; seq: number }[] {
    return this.#pending.of(person);
  }

  /** Pending entries get one more attempt, if there is time for it. */
  async close(): Promise<void> {
    this.#state = 'closing';
    for (const [room, pendingRoom] of this.#rooms) {
      if (!pendingRoom.retryTimer) continue;
      clearTimeout(pendingRoom.retryTimer);
      pendingRoom.retryTimer = undefined;
      this.#ready.push(room);
    }
    const end = setTimeout(() => {
      this.#state = 'closed';
      for (const controller of this.#attempts.values()) controller.abort(new Error('the relay is closing'));
    }, closeTimeout);
    this.#startReady();
    while (this.#attempts.size > 0) await Promise.all(this.#attempts.keys());
    clearTimeout(end);
    this.#countLoss(this.#pending.size);
    this.#lossLog.stop();
    this.#logLoss();
  }

  #startReady(): void {
    while (this.#attempts.size < maxConcurrent && this.#state !== 'closed') {
      const room = this.#ready.shift();
      const pendingRoom = room === undefined ? undefined : this.#rooms.get(room);
      if (room === undefined || !pendingRoom) return;
      const controller = new AbortController();
      const attempt: Promise<void> = this.#attempt(room, pendingRoom, controller).finally(() => {
        this.#attempts.delete(attempt);
        this.#startReady();
      });
      this.#attempts.set(attempt, controller);
    }
  }

  /** Never rejects. */
  async #attempt(room: string, pendingRoom: PendingRoom, controller: AbortController): Promise<void> {
    const delivery = (pendingRoom.delivery ??= this.#startDelivery(room));
    const error = await this.#send(room, pendingRoom.epoch, delivery, controller);
    if (error !== undefined && this.#state === 'open' && performance.now() - delivery.startedAt < retryTime) {
      pendingRoom.retryTimer = setTimeout(() => {
        pendingRoom.retryTimer = undefined;
        this.#ready.push(room);
        this.#startReady();
      }, delayAfter(delivery.attempts));
      return;
    }
    const removed = this.#pending.remove(delivery.batch);
    if (error !== undefined) this.#countLoss(removed);
    if (error !== undefined && this.#state !== 'open') this.#countLoss(this.#pending.removeRoom(room));
    pendingRoom.delivery = undefined;
    if (this.#pending.has(room)) this.#ready.push(room);
    else this.#rooms.delete(room);
  }

  #startDelivery(room: string): Delivery {
    const id = `msg_${randomBytes(18).toString('base64url')}`;
    return { id, batch: this.#pending.nextBatch(room), startedAt: performance.now(), attempts: 0 };
  }

  /** @returns the error, if the attempt failed */
  async #send(
    room: string,
    epoch: string,
    delivery: Delivery,
    controller: AbortController,
  ): Promise<unknown> {
    const entries = this.#pending.read(room, delivery.batch);
    // All entries of the batch may have been dropped.
    if (entries.length === 0) return undefined;
    delivery.attempts += 1;
    try {
      await this.#deliver(delivery.id, JSON.stringify({ room, epoch, entries }), controller);
      this.#setFailing(undefined);
      return undefined;
    } catch (error) {
      this.#setFailing(error);
      return error;
    }
  }

  /** Logs when failing begins and when it ends, and not each attempt between. */
  #setFailing(error: unknown): void {
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

  #countLoss(entries: number): void {
    if (entries === 0) return;
    this.#lost += entries;
    this.#lossLog.trigger();
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

/** Exponential backoff with jitter between half and all of the delay, so that not all rooms retry at once. */
function delayAfter(attempts: number): number {
  return Math.min(maxDelay, firstDelay * 2 ** (attempts - 1)) * (0.5 + Math.random() / 2);
}
