import type { Opened } from '../../log/redis/server/open.ts';
import type { Nodes } from '../nodes.ts';
import { lonePresence } from './lone-presence.ts';
import type { Presence } from './presence.ts';

/** @param redis undefined for a relay that is alone; only with it the code for Redis is loaded */
export async function openPresence({ id }: Nodes, redis: Opened | undefined): Promise<Presence> {
  if (!redis) return lonePresence;
  const { RedisPresence } = await import('./redis-presence.ts');
  return new RedisPresence(redis, id);
}
