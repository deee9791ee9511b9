import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** How the relay says that it had a message already: a retry that it did not store twice. */
const duplicate = '"duplicate":true';

export interface ProxyCounts {
  links: number;
  cuts: number;
  cutsInMidMessage: number;
  halfOpens: number;
  /** Retries that the relay recognised, as its acknowledgements on the wire say. */
  duplicates: number;
}

/**
 * A network between clients and a server that can be made a bad one: between browsers and relays, or between a relay and Redis.
 * It knows bytes only, not what they mean; but for counting the duplicates that a relay reports.
 */
export class Proxy {
  readonly counts: ProxyCounts = { links: 0, cuts: 0, cutsInMidMessage: 0, halfOpens: 0, duplicates: 0 };
  readonly links = new Set<Link>();
  /** Whether new connections are closed at once. */
  refuses = false;
  #server: Server;
  #target: () => number | undefined;

  private constructor(server: Server, target: () => number | undefined) {
    this.#server = server;
    this.#target = target;
    server.on('connection', (client) => this.#accept(client));
  }

  /** @param target the port of the server, or a function that gives it for each connection; undefined: no server is there */
  static async listen(target: number | (() => number | undefined)): Promise<Proxy> {
    const server = createServer();
    await once(server.listen(0, 'localhost'), 'listening');
    return new Proxy(server, typeof target === 'number' ? () => target : target);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  close(): void {
    this.#server.close();
    for (const link of this.links) link.end();
  }

  #accept(client: Socket): void {
    const port = this.refuses ? undefined : this.#target();
    if (port === undefined) {
      client.on('error', ignore).destroy();
      return;
    }
    this.counts.links += 1;
    const link = new Link(client, connect(port, 'localhost'), this.counts);
    this.links.add(link);
    link.ended.then(() => this.links.delete(link), ignore);
  }
}

/** One connection through the proxy. What it does not forward is lost for good. */
export class Link {
  readonly ended: Promise<void>;
  #ends: readonly [Socket, Socket];
  #counts: ProxyCounts;
  #finish: () => void = ignore;
  /** How many more bytes get through, in both directions together. */
  #allowance = Infinity;
  #isCut = false;
  #silent = new Set<Socket>();
  #delay = 0;

  constructor(client: Socket, server: Socket, counts: ProxyCounts) {
    this.#ends = [client, server];
    this.#counts = counts;
    this.ended = new Promise((finish) => (this.#finish = finish));
    this.#forward(client, server, () => {});
    let tail = '';
    this.#forward(server, client, (chunk) => {
      const text = tail + chunk.toString('latin1');
      counts.duplicates += text.split(duplicate).length - 1;
      tail = text.slice(
        Math.max(text.lastIndexOf(duplicate) + duplicate.length, text.length - duplicate.length + 1),
      );
    });
  }

  get isHealthy(): boolean {
    return !this.#isCut && this.#silent.size === 0;
  }

  /** Both sides notice, after so many more bytes: most often in the middle of a frame. */
  cut(afterBytes: number): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#counts.cuts += 1;
    if (afterBytes === 0) return this.end();
    this.#allowance = afterBytes;
    // An idle link would be cut never.
    void this.#after(1000, () => this.end());
  }

  /** Neither side notices by itself: nothing gets through in one direction or in both, until the link ends. */
  halfOpen(direction: 'to server' | 'to client' | 'both', lifetime: number): void {
    if (!this.isHealthy) return;
    this.#counts.halfOpens += 1;
    const [client, server] = this.#ends;
    if (direction !== 'to client') this.#silent.add(client);
    if (direction !== 'to server') this.#silent.add(server);
    void this.#after(lifetime, () => this.end());
  }

  /** From now on everything comes so many milliseconds later, in order. */
  slow(milliseconds: number): void {
    this.#delay = milliseconds;
  }

  end(): void {
    for (const socket of this.#ends) socket.destroy();
    this.#finish();
  }

  #forward(from: Socket, to: Socket, look: (chunk: Buffer) => void): void {
    let before = Promise.resolve();
    from.setNoDelay(true);
    from.on('data', (chunk: Buffer) => {
      const due = performance.now() + this.#delay;
      before = before.then(async () => {
        if (due > performance.now()) await delay(due - performance.now());
        if (!this.#silent.has(from)) this.#pass(chunk, to, look);
      });
    });
    // Errors are what this is made for; a socket that has one closes.
    from.on('error', ignore);
    from.on('close', () => {
      // Whoever is behind a dead network does not learn that the other side is gone.
      if (this.#silent.size === 0) void before.then(() => this.end());
    });
  }

  #pass(chunk: Buffer, to: Socket, look: (chunk: Buffer) => void): void {
    const part = chunk.subarray(0, this.#allowance);
    this.#allowance -= part.length;
    look(part);
    if (to.destroyed) return;
    if (this.#allowance > 0) {
      to.write(part);
      return;
    }
    if (part.length < chunk.length) this.#counts.cutsInMidMessage += 1;
    // What was let through must arrive before the end does, or the cut would not be in the middle of it.
    to.end(part, () => this.end());
  }

  #after(milliseconds: number, act: () => void): Promise<void> {
    return Promise.race([this.ended, delay(milliseconds, undefined, { ref: false })]).then(act);
  }
}

function ignore(): void {}
