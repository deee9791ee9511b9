import { inMemory, openFolderAlone, type StorePlace } from '../log/open-log.ts';
import type { RoomLog } from '../log/log.ts';
import type { Opened } from '../log/redis/server/open.ts';
import type { Logger } from '../logger.ts';
import { LoneNode } from './lone-node.ts';
import type { Nodes } from './nodes.ts';

/** What a relay has of its store. */
export interface OpenedStore {
  log: RoomLog;
  /** The relays on this store. It is closed before the log. */
  nodes: Nodes;
  /** Undefined for a folder and in memory. */
  redis: Opened | undefined;
  /** Gives the folder back once the log is closed. */
  unlock: () => Promise<void>;
}

/**
 * Opens the store for a relay. No other relay may have the folder. Any number of relays can share a prefix in Redis.
 *
 * @throws {Error} if the store cannot be used; the message is one sentence for the operator.
 */
export async function openStore({ data, redis }: StorePlace, logger: Logger): Promise<OpenedStore> {
  if (redis === undefined) {
    const opened = await openFolderAlone(data, logger);
    return { ...opened, nodes: new LoneNode(logger), redis: undefined };
  }
  // Only a relay on Redis loads what it needs for it.
  const [{ openSharedRedisLog }, { RedisNodes }] = await Promise.all([
    import('../log/redis/open-redis-log.ts'),
    import('./redis-nodes.ts'),
  ]);
  const folder = data === inMemory ? undefined : data;
  const { log, opened, registration } = await openSharedRedisLog(redis, folder, logger);
  const nodes = await RedisNodes.open(opened, registration, logger);
  return { log, nodes, redis: opened, unlock: async () => {} };
}
