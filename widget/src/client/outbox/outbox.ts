import type { Sent } from '@realtime-chat/protocol';
import { ChatError } from '../chat-error.js';
import { within } from '../connection/within.js';
import { lazy } from '../connection/lazy.js';
import type { OutboxItem, OutboxRequest } from './outbox-item.js';
import type { OutboxStore } from './outbox-store.js';

const loadStore = lazy(() => import('./outbox-store.js'));

/** The longest time that the code of the store may take to load, in milliseconds. No message waits longer for it. */
const loadTimeout = 3000;

/** Sends the outbox's items, and is told what becomes of each. */
export interface OutboxTransport {
  /** The id of the person as whom items are sent now. Unknown on a server that knows no persons. */
  readonly sender: string | undefined;
  /** Whether an item can be sent. Begins to upload its files if it cannot. */
  isReady(item: OutboxItem): boolean;
  /** Sends an item. Throws `ChatError` if that failed. */
  deliver(item: OutboxItem): Promise<Sent | undefined>;
  /** The item is there, or has another place in the order. It may not be stored yet. */
  added(item: OutboxItem): void;
  /** The item is stored, and waits for its turn. */
  queued(item: OutboxItem): void;
  /** The item waits again: for `retryAfter` seconds, if the relay has said so. */
  postponed(item: OutboxItem, retryAfter: number | undefined): void;
  sending(item: OutboxItem): void;
  /** The item stays in the store, for the person who wrote it. */
  forgotten(item: OutboxItem): void;
  sent(item: OutboxItem, sent: Sent | undefined): void;
  /** The item is given up. A message stays until it is discarded; a change is removed. */
  failed(item: OutboxItem, error: ChatError): void;
}

/**
 * The person's own messages and changes that are not acknowledged. They outlive the page if the browser allows that.
 * Items are sent one at a time: otherwise a later message could arrive although an earlier one was refused.
 */
export class Outbox {
  #host: OutboxTransport;
  /** Loaded when the room is first entered. Without it, items live in memory alone. */
  #store: OutboxStore | undefined;
  #opened: Promise<void> | undefined;
  #place: string | undefined;
  #waiting: OutboxItem[] = [];
  #failed = new Map<string, OutboxItem>();
  #lastOrder = 0;
  /** Items that are shown, and not stored yet. */
  #unstored = new Set<OutboxItem>();
  /** Settles when the last added item is stored. Items are stored one after the other. */
  #stored = Promise.resolve();
  #isStarted = false;
  /** Settles when the last start or stop has ended. They run one after the other. */
  #startedOrStopped = Promise.resolve();
  /** Whether items can be sent now. */
  #isOpen = false;
  /** Whether messages wait because the relay has limited them. Changes are sent meanwhile. */
  #areMessagesLimited = false;
  #isSending = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The items that were written in this page. */
  #written = new WeakSet<OutboxItem>();

  /** @param place names the relay, the room and the person; undefined while the person is unknown. */
  constructor(place: string | undefined, transport: OutboxTransport) {
    this.#place = place;
    this.#host = transport;
  }

  /** Whether all items outlive the page. */
  get isPersistent(): boolean {
    return this.#store?.isPersistent ?? false;
  }

  /** Opens the store, and takes over the items of earlier pages. */
  start(): Promise<void> {
    if (this.#isStarted) return this.#startedOrStopped;
    this.#isStarted = true;
    return (this.#startedOrStopped = this.#startedOrStopped.then(() => this.#start()));
  }

  /** Leaves the items to other pages until the next start. */
  stop(): void {
    this.pause();
    this.#isStarted = false;
    this.#startedOrStopped = this.#startedOrStopped.then(() => this.#store?.unlock());
  }

  /**
   * Continues with another outbox, because the person was not known well enough before. What they wrote in this page moves
   * with them. The rest stays in the store.
   */
  moveTo(place: string | undefined): void {
    for (const item of [...this.#waiting, ...this.#failed.values()]) {
      if (!this.#written.has(item)) this.#forget(item);
    }
    this.#place = place;
    if (this.#store) this.#store.place = place;
    if (!this.#isStarted) return;
    this.#startedOrStopped = this.#startedOrStopped.then(async () => {
      this.#store?.unlock();
      await this.#start();
    });
  }

  /** Resolves when the item is stored. It is shown at once. Items are sent in the order of these calls. */
  add(request: OutboxRequest): Promise<void> {
    const item = { ...request, time: Date.now(), order: 0 };
    this.#written.add(item);
    this.#unstored.add(item);
    this.#host.added(item);
    const stored = this.#stored.then(async () => {
      await this.#startedOrStopped;
      await this.#open();
      item.order = ++this.#lastOrder;
      await this.#store?.save(item);
      this.#unstored.delete(item);
      this.#queue(item);
    });
    // A failure of one item does not hold up the items behind it.
    this.#stored = stored.catch(() => {});
    return stored;
  }

  /** The room is joined: starts to send. */
  resume(): void {
    this.#isOpen = true;
    this.#areMessagesLimited = false;
    void this.#sendAll();
  }

  /** The room is not joined: stops sending. */
  pause(): void {
    this.#isOpen = false;
    clearTimeout(this.#timer);
  }

  /** Takes over the items of pages that have died. */
  async adopt(): Promise<void> {
    await this.#store?.adopt((items) => {
      for (const item of items) {
        // The outbox may be another one by now.
        if (item.place !== this.#place) continue;
        this.#lastOrder = Math.max(this.#lastOrder, item.order);
        if (this.#failed.has(item.id) || this.#waiting.some(({ id }) => id === item.id)) continue;
        this.#host.added(item);
        this.#queue(item);
      }
    });
  }

  /** A message that was given up. */
  failed(id: string): OutboxItem | undefined {
    return this.#failed.get(id);
  }

  /** Removes a message that was given up. @returns it. */
  discard(id: string): OutboxItem | undefined {
    const failed = this.#failed.get(id);
    if (failed) {
      this.#failed.delete(id);
      this.#store?.remove(failed);
    }
    return failed;
  }

  /** Gives up a message that waits, or that is being stored. It fails as `cancelled`. */
  async cancel(id: string): Promise<void> {
    const find = (): OutboxItem | undefined => this.#waiting.find((item) => item.id === id);
    const item = find() ?? (await this.#stored.then(find));
    if (!item) return;
    this.#remove(item);
    item.error = 'cancelled';
    this.#failed.set(id, item);
    this.#host.failed(item, new ChatError('cancelled'));
  }

  /** Stores how far the upload of an item's files is. Sends the item if they are all there. */
  async filesChanged(item: OutboxItem): Promise<void> {
    if (!this.#waiting.includes(item)) return;
    await this.#store?.save(item);
    void this.#sendAll();
  }

  #open(): Promise<void> {
    this.#opened ??= (async () => {
      const code = await within(loadTimeout, loadStore()).catch(() => undefined);
      this.#store = code && new code.OutboxStore(this.#place);
      await this.#store?.open();
    })();
    return this.#opened;
  }

  async #start(): Promise<void> {
    await this.#open();
    await this.#store?.lock();
    // After a stop, the items in memory are saved again, so that they belong to this page again.
    await this.#store?.save(...this.#waiting, ...this.#failed.values());
    await this.adopt();
    // Items of earlier pages are sent before those that were added meanwhile.
    for (const item of this.#unstored) this.#host.added(item);
  }

  #queue(item: OutboxItem): void {
    const { id, error } = item;
    this.#host.queued(item);
    if (error === undefined) {
      this.#waiting.push(item);
      void this.#sendAll();
    } else {
      this.#failed.set(id, item);
      this.#host.failed(item, new ChatError(error));
    }
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      let item;
      const next = (): OutboxItem | undefined =>
        this.#waiting.find(
          (item) => (!this.#areMessagesLimited || item.event !== 'send') && this.#host.isReady(item),
        );
      while (this.#isOpen && (item = next())) await this.#send(item);
    } finally {
      this.#isSending = false;
    }
  }

  async #send(item: OutboxItem): Promise<void> {
    this.#host.sending(item);
    let sent;
    try {
      await this.#recordSender(item);
      sent = await this.#host.deliver(item);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      return this.notSent(item, error);
    }
    this.#remove(item);
    this.#store?.remove(item);
    this.#host.sent(item, sent);
  }

  /** Stores the sender before the first attempt. A message that two senders have sent would be stored twice. */
  async #recordSender(item: OutboxItem): Promise<void> {
    const { sender } = this.#host;
    if (item.sender === sender || sender === undefined) return;
    if (item.sender !== undefined) throw new ChatError('unconfirmed');
    item.sender = sender;
    await this.#store?.save(item);
  }

  /** An item, or one of its files, could not be sent. */
  async notSent(item: OutboxItem, error: ChatError): Promise<void> {
    const { code, retryAfter } = error;
    if (code === 'no_answer' || code === 'not_joined') {
      this.#isOpen = false;
    } else if (retryAfter !== undefined) {
      if (item.event === 'send') this.#areMessagesLimited = true;
      else this.#isOpen = false;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.resume(), retryAfter * 1000);
    } else {
      this.#remove(item);
      // A refused message stays until the person retries or discards it. A refused change is removed.
      if (item.event === 'send') {
        item.error = code;
        this.#failed.set(item.id, item);
        await this.#store?.save(item);
      } else this.#store?.remove(item);
      this.#host.failed(item, error);
      return;
    }
    this.#host.postponed(item, retryAfter);
  }

  #forget(item: OutboxItem): void {
    this.#remove(item);
    this.#failed.delete(item.id);
    this.#host.forgotten(item);
  }

  #remove(item: OutboxItem): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting !== item);
  }
}

/** Whether the relay lacks files of the item. */
export function isUploading({ files }: OutboxItem): boolean {
  return files?.some(({ done }) => !done) ?? false;
}
