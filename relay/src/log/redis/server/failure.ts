import { Refusal } from '../../../refusal.ts';
import type { StoreFailure } from '../../store-health.ts';

/** The first word of an error of Redis, which is its code. */
const codePattern = /^([A-Z]{2,})\b/;

const reasons: Record<string, string> = {
  OOM: 'Redis has no memory left (maxmemory)',
  READONLY: 'this Redis is a replica, which takes no writes',
  LOADING: 'Redis is reading its data from the disk',
  MISCONF: 'Redis cannot write to its disk, and so takes no writes',
  NOREPLICAS: 'fewer replicas are in step than min-replicas-to-write demands',
  CLUSTERDOWN: 'a part of the Redis Cluster is down',
  MASTERDOWN: 'this Redis is a replica without its master',
  BUSY: 'a script has been running in Redis for too long',
  NOAUTH: 'Redis asks for a password',
  WRONGPASS: 'Redis refuses this name and password',
  NOPERM: 'the account may not use a command or key that the relay needs',
  ETIMEDOUT: 'Redis does not answer',
  ECONNLOST: 'there is no connection to Redis',
};

/** The names of ioredis's errors about a connection, and how the messages of its other ones begin. */
const connectionErrors = new Set(['AbortError', 'MaxRetriesPerRequestError', 'ClusterAllFailedError']);
const connectionPattern =
  /^(Command timed out|Connection is closed|Stream isn't writeable|Socket timeout|connect ETIMEDOUT|None of startup nodes|Node is disconnected|Cluster (is|isn't) )/;

/** An error that no command of Redis gave: there is no connection, or no answer in time. */
export class RedisAway extends Error {
  override name = 'RedisAway';
  readonly code: 'ETIMEDOUT' | 'ECONNLOST';

  constructor(code: RedisAway['code'], options?: ErrorOptions) {
    super(reasons[code], options);
    this.code = code;
  }
}

export function failureOf(error: unknown): StoreFailure {
  const code = codeOf(error);
  return { code, reason: reasons[code] ?? messageOf(error) };
}

/**
 * Whether a write may have happened or not: the connection was lost, or the answer took too long. Redis tells of all other
 * failures before it writes.
 */
export function isUncertain(error: unknown): boolean {
  return ['ETIMEDOUT', 'ECONNLOST'].includes(codeOf(error));
}

/** Whether the same may succeed in a moment: Redis is starting, or another of its servers takes over. */
export function isPassing(error: unknown): boolean {
  return isUncertain(error) || ['LOADING', 'READONLY', 'CLUSTERDOWN', 'MASTERDOWN'].includes(codeOf(error));
}

/**
 * Whether Redis refuses everything in a known state, or cannot be reached. Any other error is a fault: of a command, a script, the
 * account's rights, or the relay itself.
 */
export function isOutage(error: unknown): boolean {
  if (error instanceof RedisAway) return true;
  if (!(error instanceof Error)) return false;
  if (error.name === 'ReplyError') return codeOf(error) in reasons && codeOf(error) !== 'NOPERM';
  return 'syscall' in error || connectionErrors.has(error.name) || connectionPattern.test(error.message);
}

/** A refusal without a cause is not logged: an outage fails many requests, and is logged once for all of them. */
export function refusal(error: unknown, message = 'the store cannot be written to'): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal('unavailable', message, { retryAfter: 5, ...(!isOutage(error) && { cause: error }) });
}

function codeOf(error: unknown): string {
  if (error instanceof RedisAway) return error.code;
  const message = messageOf(error);
  if (message === 'Command timed out') return 'ETIMEDOUT';
  if (error instanceof Error && error.name === 'ReplyError') return codePattern.exec(message)?.[1] ?? 'ERR';
  return 'ECONNLOST';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
