import type { Logger } from '../../../logger.ts';
import type { Client } from './client.ts';

/** What Redis promises of a write that it has confirmed. */
export interface Durability {
  /** Whether every confirmed write is on the disk, so that a restart loses nothing. */
  isFlushed: boolean;
  /** `SPUBLISH`, where Redis has it: in a cluster, only the servers of the slot get such a message. */
  publish: 'SPUBLISH' | 'PUBLISH';
}

/**
 * Reads the settings of Redis, and logs what each means for the promise that an acknowledged message is stored.
 *
 * @throws {Error} if Redis may remove keys by itself, or is too old; the message is one sentence for the operator
 */
export async function checkSettings(client: Client, logger: Logger): Promise<Durability> {
  const [server, memory] = await Promise.all([client.info('server'), client.info('memory')]);
  const version = fieldOf(server, 'redis_version') ?? '0';
  if (Number.parseInt(version, 10) < 7)
    throw new Error(`it is version ${version}, and the relay needs Redis 7 or Valkey`);
  const policy = (await setting(client, 'maxmemory-policy')) ?? fieldOf(memory, 'maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    throw new Error(`its maxmemory-policy is ${policy}, which removes messages: set it to noeviction`);
  }
  const isFlushed = await logDisk(client, logger);
  await logReplicas(client, logger);
  const publish = (await hasCommand(client, 'spublish')) ? 'SPUBLISH' : 'PUBLISH';
  return { isFlushed, publish };
}

async function logDisk(client: Client, logger: Logger): Promise<boolean> {
  const isAppendOnly = await setting(client, 'appendonly');
  const flush = await setting(client, 'appendfsync');
  if (isAppendOnly === undefined || flush === undefined) {
    const code = 'redis_settings_unknown';
    logger.warn(
      { code },
      'Redis does not tell its settings: see what your provider promises of confirmed writes',
    );
    return false;
  }
  if (isAppendOnly !== 'yes') {
    const details = { code: 'redis_appendonly', appendonly: isAppendOnly };
    logger.warn(
      details,
      'Redis keeps no append-only file: a restart of it loses what came after its last snapshot',
    );
    return false;
  }
  const details = { code: 'redis_appendfsync', appendonly: isAppendOnly, appendfsync: flush };
  if (flush === 'always')
    logger.info(details, 'Redis flushes each write: an acknowledged message survives a loss of power');
  else if (flush === 'everysec') {
    logger.warn(
      details,
      'Redis flushes each second: acknowledged messages survive its end, but a loss of power can lose the last second',
    );
  } else
    logger.warn(details, 'the system decides when Redis flushes: a loss of power can lose half a minute');
  return flush === 'always';
}

async function logReplicas(client: Client, logger: Logger): Promise<void> {
  const least = await setting(client, 'min-replicas-to-write');
  if (least === undefined) return;
  const details = { code: 'redis_replicas', 'min-replicas-to-write': Number(least) };
  if (Number(least) > 0) {
    const lag = (await setting(client, 'min-replicas-max-lag')) ?? '10';
    logger.info(
      { ...details, 'min-replicas-max-lag': Number(lag) },
      'Redis takes writes only while replicas follow: a failover can lose what came within that lag',
    );
  } else
    logger.info(details, 'Redis waits for no replica: a failover can lose what the replica did not have yet');
}

/** A setting of Redis; undefined if a provider does not tell it. */
async function setting(client: Client, name: string): Promise<string | undefined> {
  try {
    const reply: unknown = await client.config('GET', name);
    const value: unknown = Array.isArray(reply) ? reply[1] : undefined;
    return typeof value === 'string' ? value : undefined;
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') return undefined;
    throw error;
  }
}

async function hasCommand(client: Client, name: string): Promise<boolean> {
  const reply: unknown = await client.command('INFO', name);
  return Array.isArray(reply) && Array.isArray(reply[0]);
}

/** A field of the answer to INFO. */
export function fieldOf(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}
