import type { Client } from '../server/client.ts';

/** How often the connection for publications is tested, in milliseconds. A lost link tells nothing by itself. */
const pingInterval = 5000;

/** What listens to one channel. */
export interface ChannelListener {
  receive(text: string): void;
  /** There is a new connection, so publications may have been missed. The channel is subscribed again, if it can be. */
  renew(): void;
}

interface Held {
  listener: ChannelListener;
  isOpen: boolean;
}

/**
 * The channels that this process listens to. A publication can be lost, and nobody is told of that. So each listener has another
 * way to learn what it has missed. The set of wanted channels is kept here: each connection begins with all of them.
 */
export class Channels {
  #subscriber: Client;
  #isSharded: boolean;
  #held = new Map<string, Held>();
  #pinging: NodeJS.Timeout;
  #isRetrying = false;
  #isClosed = false;

  constructor(subscriber: Client, isSharded: boolean) {
    this.#subscriber = subscriber;
    this.#isSharded = isSharded;
    const receive = (channel: string, text: string): void => this.#held.get(channel)?.listener.receive(text);
    subscriber.on('smessage', receive);
    subscriber.on('message', receive);
    // `ready` is of one server, the other of a cluster.
    subscriber.on('ready', () => this.#renew());
    subscriber.on('subscribersReady', () => this.#renew());
    this.#pinging = setInterval(() => this.#ping(), pingInterval).unref();
  }

  /** Resolves when the channel is subscribed, or cannot be at the moment. Then it is as soon as there is a connection. */
  async open(channel: string, listener: ChannelListener): Promise<void> {
    const held = { listener, isOpen: false };
    this.#held.set(channel, held);
    await this.#subscribe(channel, held);
  }

  /** Whether publications come by the channel. */
  isOpen(channel: string): boolean {
    return this.#held.get(channel)?.isOpen ?? false;
  }

  close(channel: string): void {
    if (!this.#held.delete(channel) || this.#isClosed) return;
    const stopped = this.#isSharded
      ? this.#subscriber.sunsubscribe(channel)
      : this.#subscriber.unsubscribe(channel);
    // Without a connection there is no subscription either.
    stopped.catch(() => {});
  }

  disconnect(): void {
    this.#isClosed = true;
    clearInterval(this.#pinging);
    this.#held.clear();
    this.#subscriber.disconnect();
  }

  async #subscribe(channel: string, held: Held): Promise<void> {
    try {
      await (this.#isSharded ? this.#subscriber.ssubscribe(channel) : this.#subscriber.subscribe(channel));
      held.isOpen = true;
    } catch {
      held.isOpen = false;
    }
  }

  #renew(): void {
    for (const [channel, held] of this.#held) {
      held.isOpen = false;
      void this.#subscribe(channel, held).then(() => {
        if (this.#held.get(channel) === held) held.listener.renew();
      });
    }
  }

  /** A subscription can fail although the connection lives on. One after the other: there can be many. */
  async #retry(): Promise<void> {
    if (this.#isRetrying) return;
    this.#isRetrying = true;
    try {
      for (const [channel, held] of this.#held) {
        if (held.isOpen) continue;
        if (this.#subscriber.status !== 'ready') break;
        await this.#subscribe(channel, held);
        if (held.isOpen && this.#held.get(channel) === held) held.listener.renew();
      }
    } finally {
      this.#isRetrying = false;
    }
  }

  /** A connection that does not answer is given up. In a cluster, ioredis has connections of its own for publications. */
  #ping(): void {
    if (!this.#subscriber.isCluster) this.#subscriber.ping().catch(() => {});
    void this.#retry();
  }
}
