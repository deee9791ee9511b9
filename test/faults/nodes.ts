import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';
import { newRedis, newRedisCluster, type RunningRedis } from '../support/redis.ts';
import { startAlteredRelay } from './altered-relay.ts';
import { until } from './patience.ts';
import { Proxy } from './proxy.ts';
import { type RelayProcess, startRelay } from './relay.ts';

export interface NodesOptions {
  /** How many nodes. */
  count?: number;
  /** Whether Redis is a cluster of three masters. Then the nodes reach it without proxies: a cluster names its own addresses. */
  isCluster?: boolean;
  /** The alterations of a node, by its index. */
  alterations?: (index: number) => readonly string[];
}

/** One relay process of several. Its address stays the same through its restarts. */
export class Node {
  relay: RelayProcess;
  /** The network between this node and Redis. */
  readonly network: Proxy | undefined;
  isUp = true;
  #start: () => Promise<RelayProcess>;

  private constructor(relay: RelayProcess, network: Proxy | undefined, start: () => Promise<RelayProcess>) {
    this.relay = relay;
    this.network = network;
    this.#start = start;
  }

  static async start(
    redisUrl: string,
    data: string,
    alterations: readonly string[],
    network: Proxy | undefined,
  ): Promise<Node> {
    const env = { RELAY_REDIS_URL: network?.url.replace('http', 'redis') ?? redisUrl };
    const start = (port: number): Promise<RelayProcess> =>
      alterations.length > 0
        ? startAlteredRelay(alterations, { port, data, env })
        : startRelay({ port, data, env });
    const relay = await start(0);
    return new Node(relay, network, () => start(relay.port));
  }

  get url(): string {
    return this.relay.url;
  }

  /** Ends it by this signal. */
  async end(how: 'stop' | 'kill'): Promise<void> {
    // New connections go elsewhere while it stops, as a load balancer has it.
    this.isUp = false;
    await this.relay[how]();
  }

  async startAgain(): Promise<void> {
    this.relay = await this.#start();
    this.isUp = true;
  }

  /** Resolves when `/readyz` answers with this status. */
  isReady(status: 200 | 503): Promise<void> {
    const url = new URL('/readyz', this.url);
    return until(
      async () => (await fetch(url).catch(() => undefined))?.status === status,
      40,
      () => `${url.href} does not answer ${status}`,
    );
  }
}

/** Several nodes on one Redis, with a proxy in front that spreads the clients over the nodes that are up. */
export class Nodes {
  readonly all: readonly Node[];
  /** The servers of a cluster, or the one that there is. */
  readonly redis: readonly RunningRedis[];
  readonly front: Proxy;
  #undo: () => Promise<void>;

  private constructor(
    all: readonly Node[],
    redis: readonly RunningRedis[],
    front: Proxy,
    undo: () => Promise<void>,
  ) {
    this.all = all;
    this.redis = redis;
    this.front = front;
    this.#undo = undo;
  }

  static async start({ count = 3, isCluster = false, alterations }: NodesOptions = {}): Promise<Nodes> {
    let undo = async (): Promise<void> => {};
    const scope = { after: (act: () => Promise<void>): void => void (undo = act) };
    try {
      // Nothing that Redis has confirmed is lost when it is killed.
      const flushed = { appendonly: 'yes', appendfsync: 'always' };
      const redis = isCluster ? await newRedisCluster(scope) : [await newRedis(scope, flushed)];
      const [{ url, port } = { url: '', port: 0 }] = redis;
      const all = await Promise.all(
        Array.from({ length: count }, async (_, index) => {
          const data = await newFolder(scope);
          const network = isCluster ? undefined : await Proxy.listen(port);
          if (network) afterwards(scope, () => network.close());
          const node = await Node.start(url, data, alterations?.(index) ?? [], network);
          afterwards(scope, () => node.relay.kill());
          return node;
        }),
      );
      let turn = 0;
      const front = await Proxy.listen(() => {
        const up = all.filter(({ isUp }) => isUp);
        turn += 1;
        return up[turn % up.length]?.relay.port;
      });
      afterwards(scope, () => front.close());
      return new Nodes(all, redis, front, () => undo());
    } catch (error) {
      await undo();
      throw error;
    }
  }

  get urls(): string[] {
    return this.all.map(({ url }) => url);
  }

  /** Ends everything. */
  close(): Promise<void> {
    return this.#undo();
  }
}
