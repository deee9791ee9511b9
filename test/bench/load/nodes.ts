import { newRedis, type RunningRedis } from '../../support/redis.ts';
import { cpuSecondsOf, type MeasuredServer, startServer } from './servers.ts';

export interface MeasuredRedis extends RunningRedis {
  /** The time that all threads of the process have computed, in seconds. */
  cpuSeconds(): number;
}

/** @param settings of Redis, such as `appendonly`. Without them it writes nothing to the disk */
export async function withRedis<T>(
  act: (redis: MeasuredRedis) => Promise<T>,
  settings?: Record<string, string>,
): Promise<T> {
  const ends: (() => unknown)[] = [];
  try {
    const redis = await newRedis({ after: (end: () => Promise<void>) => void ends.push(end) }, settings);
    const pid = Number(/^process_id:(\d+)/m.exec(await redis.command.info('server'))?.[1]);
    return await act({ ...redis, cpuSeconds: () => cpuSecondsOf({ pid }) });
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

/** @param redis the URL of one that the relays share; without it, each has a folder */
export async function withRelays<T>(
  count: number,
  redis: string | undefined,
  act: (relays: MeasuredServer[]) => Promise<T>,
): Promise<T> {
  const relays: MeasuredServer[] = [];
  try {
    const more = redis === undefined ? [] : ['--redis', redis];
    for (let index = 0; index < count; index += 1) relays.push(await startServer('relay', undefined, more));
    return await act(relays);
  } finally {
    for (const relay of relays) await relay.end();
  }
}
