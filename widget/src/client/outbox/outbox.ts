import type { Sent } from '@realtime-chat/protocol';
import { ChatError } from '../chat-error.js';
import { OutboxStore } from './outbox-store.js';
import type { Content, Outgoing } from './outbox-item.js';

/** Does what the outbox decides, and is told what becomes of each message and each change. */
export interface Courier {
  /** The person as whom messages go out now. Unknown on a server that knows no persons. */
  readonly sender: string | undefined;
  /** Hands one over. Throws `ChatError` if that failed. */
  deliver(outgoing: Outgoing): Promise<Sent | undefined>;
  /** It is kept, and goes when its turn comes. */
  queued(outgoing: Outgoing): void;
  /** It waits once more: for so many seconds, where the relay has said so. */
  postponed(outgoing: Outgoing, retryAfter: number | undefined): void;
  sending(outgoing: Outgoing): void;
  sent(outgoing: Outgoing, sent: Sent | undefined): void;
  /** It is given up: a message until it is discarded, a change for good. */
  failed(outgoing: Outgoing, error: ChatError): void;
}

/**
 * What has been written and is not acknowledged. It outlives the page where the browser allows that. One
 * message is under way at a time: a later one must not arrive where an earlier one was held up.
 */
export class Outbox {
  #courier: Courier;
  #store: OutboxStore;
  #waiting: Outgoing[] = [];
  #failed = new Map<string, Outgoing>();
  #lastOrder = 0;
  #added = Promise.resolve();
  #started = false;
  /** Starts and stops take turns. */
  #turn = Promise.resolve();
  /** Whether there is a way to the relay. */
  #open = false;
  /** Whether messages wait because the relay has said so; changes go past them. */
  #paced = false;
  #running = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param place names the relay and the room. */
  constructor(place: string, courier: Courier) {
    this.#store = new OutboxStore(place);
    this.#courier = courier;
  }

  /** Whether what waits here outlives the page. */
  get isPersistent(): boolean {
    return this.#store.isPersistent;
  }

  /** Takes up what earlier pages left. */
  start(): Promise<void> {
    if (this.#started) return this.#turn;
    this.#started = true;
    return (this.#turn = this.#turn.then(() => this.#start()));
  }

  /** Leaves what waits to other pages, until it is started again. */
  stop(): void {
    this.hold();
    this.#started = false;
    this.#turn = this.#turn.then(() => this.#store.release());
  }

  /** Resolves when it is kept. All goes out in the order of these calls. */
  add(content: Content): Promise<void> {
    const added = this.#added.then(async () => {
      await this.#turn;
      await this.#store.open();
      const outgoing = { ...content, time: Date.now(), order: ++this.#lastOrder };
      await this.#store.keep(outgoing);
      this.#queue(outgoing);
    });
    // Whatever happens to one, those behind it get their turn.
    this.#added = added.catch(() => {});
    return added;
  }

  /** The way is free. */
  open(): void {
    this.#open = true;
    this.#paced = false;
    void this.#run();
  }

  /** There is no way at the moment; what waits goes on waiting. */
  hold(): void {
    this.#open = false;
    clearTimeout(this.#timer);
  }

  /** Takes over what pages left that have died. */
  async adopt(): Promise<void> {
    for (const outgoing of await this.#store.adopt()) {
      this.#lastOrder = Math.max(this.#lastOrder, outgoing.order);
      this.#queue(outgoing);
    }
  }

  /** A message that failed. */
  failed(id: string): Outgoing | undefined {
    return this.#failed.get(id);
  }

  /** Forgets a message that failed. @returns it. */
  discard(id: string): Outgoing | undefined {
    const failed = this.#failed.get(id);
    if (failed) {
      this.#failed.delete(id);
      void this.#store.forget(id);
    }
    return failed;
  }

  async #start(): Promise<void> {
    await this.#store.open();
    await this.#store.hold();
    // After a stop, what waits here is written anew: it is this page's again.
    await this.#store.keep(...this.#waiting, ...this.#failed.values());
    await this.adopt();
  }

  #queue(outgoing: Outgoing): void {
    const { id, error } = outgoing;
    if (this.#failed.has(id) || this.#waiting.some((waiting) => waiting.id === id)) return;
    this.#courier.queued(outgoing);
    if (error === undefined) {
      this.#waiting.push(outgoing);
      void this.#run();
    } else {
      this.#failed.set(id, outgoing);
      this.#courier.failed(outgoing, new ChatError(error));
    }
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      let outgoing;
      const next = (): Outgoing | undefined =>
        this.#waiting.find(({ event }) => !this.#paced || event !== 'send');
      while (this.#open && (outgoing = next())) await this.#send(outgoing);
    } finally {
      this.#running = false;
    }
  }

  async #send(outgoing: Outgoing): Promise<void> {
    this.#courier.sending(outgoing);
    let sent;
    try {
      await this.#claim(outgoing);
      sent = await this.#courier.deliver(outgoing);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      return this.#postpone(outgoing, error);
    }
    this.#done(outgoing);
    void this.#store.forget(outgoing.id);
    this.#courier.sent(outgoing, sent);
  }

  /** Notes as whom it is tried, before it is tried: to be sent by two persons is to be sent twice. */
  async #claim(outgoing: Outgoing): Promise<void> {
    const { sender } = this.#courier;
    if (outgoing.sender === sender || sender === undefined) return;
    if (outgoing.sender !== undefined) throw new ChatError('unconfirmed');
    outgoing.sender = sender;
    await this.#store.keep(outgoing);
  }

  async #postpone(outgoing: Outgoing, error: ChatError): Promise<void> {
    const { code, retryAfter } = error;
    if (code === 'no_answer' || code === 'not_joined') {
      this.#open = false;
    } else if (retryAfter !== undefined) {
      if (outgoing.event === 'send') this.#paced = true;
      else this.#open = false;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.open(), retryAfter * 1000);
    } else {
      this.#done(outgoing);
      // What one wrote is one's own to give up; a change that may not be is simply not made.
      if (outgoing.event === 'send') {
        outgoing.error = code;
        this.#failed.set(outgoing.id, outgoing);
        await this.#store.keep(outgoing);
      } else void this.#store.forget(outgoing.id);
      this.#courier.failed(outgoing, error);
      return;
    }
    this.#courier.postponed(outgoing, retryAfter);
  }

  /** It waits no longer. */
  #done(outgoing: Outgoing): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting !== outgoing);
  }
}
