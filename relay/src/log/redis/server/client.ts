import type { Cluster, Redis, RedisOptions } from 'ioredis';
import { defaultPrefix } from '../keys.ts';

/** One server, or a cluster. */
export type Client = Redis | Cluster;

/** How long a command waits for its answer, in milliseconds. An append is then asked again, or refused. */
const commandTimeout = 2000;

/**
 * After so many milliseconds without an answer a connection is given up, and a new one is made. The network can lose a connection
 * without a word; the system would notice that after a quarter of an hour. It is longer than `commandTimeout`: a Redis that is
 * slow keeps its connections.
 */
const socketTimeout = 4000;

/** How long the first connection may take, in milliseconds. */
const connectTimeout = 5000;

/** A Redis to use, from its URL. */
export interface RedisPlace {
  url: string;
  prefix: string;
  /** The address without name and password, for people. */
  shown: string;
}

/** @param given such as `rediss://name:password@host:6379/0?prefix=site-a` */
export function placeOf(given: string): RedisPlace {
  const url = new URL(given);
  const prefix = url.searchParams.get('prefix') ?? defaultPrefix;
  const shown = new URL(url);
  // ioredis takes each parameter for an option of its own.
  url.search = '';
  shown.username = '';
  shown.password = '';
  return { url: url.href, prefix, shown: shown.href };
}

const connection = {
  lazyConnect: true,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  commandTimeout,
  socketTimeout,
  connectTimeout,
  keepAlive: 10_000,
} satisfies RedisOptions;

const retryStrategy = (times: number): number => Math.min(50 * times, 1000);

/** As the package has it for `require`: bundlers give its other form no names. */
async function load() {
  const { default: ioredis } = await import('ioredis');
  return ioredis;
}

/** Connects. Nothing is queued without a connection: a queue would send old commands after newer ones, and grow. */
export async function connect(place: RedisPlace): Promise<{ client: Client; subscriber: Client }> {
  const { Redis } = await load();
  const client = new Redis(place.url, {
    ...connection,
    enableOfflineQueue: false,
    autoResubscribe: false,
    retryStrategy,
  });
  const firstError = new Promise<never>((_resolve, reject) => client.once('error', reject));
  // Each failed attempt to reconnect is one. The commands tell of it, and StoreHealth logs it once.
  client.on('error', () => {});
  try {
    await Promise.race([client.connect(), firstError]);
    const info = await client.info('server');
    if (/^redis_mode:cluster/m.test(info)) {
      const pair = await connectCluster(client);
      client.disconnect();
      return pair;
    }
    const subscriber = client.duplicate();
    subscriber.on('error', () => {});
    await subscriber.connect();
    return { client, subscriber };
  } catch (error) {
    client.disconnect();
    throw error;
  }
}

async function connectCluster(node: Redis): Promise<{ client: Cluster; subscriber: Cluster }> {
  const { Cluster } = await load();
  const { host = 'localhost', port = 6379, username, password, tls } = node.options;
  const account = {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  };
  const cluster = new Cluster([{ host, port }], {
    lazyConnect: true,
    // A connection to another node may open at its first command.
    enableOfflineQueue: true,
    shardedSubscribers: true,
    clusterRetryStrategy: retryStrategy,
    redisOptions: { ...connection, ...account, ...(tls && { tls }) },
  });
  cluster.on('error', () => {});
  await cluster.connect();
  return { client: cluster, subscriber: cluster };
}
