import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Logger } from '../logger.ts';
import type { RoomLog } from './log.ts';
import { forgetStep } from './store-rules.ts';

/** What each room keeps. Without a bound it keeps everything. */
export interface RetentionPolicy {
  messages?: number | undefined;
  days?: number | undefined;
}

/** Between one look at all rooms and the next, in milliseconds. */
const interval = 5000;
const day = 24 * 60 * 60 * 1000;

/**
 * Makes rooms forget what the policy does not keep, again and again, beside the work of the log.
 *
 * @returns how to stop; resolves when what is under way is done.
 */
export function retain(log: RoomLog, policy: RetentionPolicy, logger: Logger): () => Promise<void> {
  if (policy.messages === undefined && policy.days === undefined) return async () => {};
  const stopping = new AbortController();
  const { signal } = stopping;
  const sweeps = (async () => {
    while (!signal.aborted) {
      try {
        await sweep(log, policy, signal);
      } catch (error) {
        // What could not be forgotten now is tried again with the next.
        logger.error({ err: error }, 'old messages could not be removed');
      }
      await setTimeout(interval, undefined, { signal }).catch(() => {});
    }
  })();
  return () => {
    stopping.abort();
    return sweeps;
  };
}

/** Looks once at every room. */
export async function sweep(log: RoomLog, policy: RetentionPolicy, signal?: AbortSignal): Promise<void> {
  for (const room of await log.rooms()) {
    if (signal?.aborted) return;
    if (policy.messages !== undefined) await log.keepNewest(room, policy.messages);
    if (policy.days === undefined) continue;
    // Also where there is nothing new to forget: of what is forgotten, the ids go later.
    await log.forget(room, await firstSince(log, room, Date.now() - policy.days * day));
  }
}

/** The seq of the oldest entry that is not older than `time`; past the head if all are. */
async function firstSince(log: RoomLog, room: string, time: number): Promise<number> {
  let { floor: seq } = await log.extent(room);
  for (;;) {
    const entries = await log.entriesAfter(room, seq - 1, forgetStep);
    const first = entries.find((entry) => entry.time >= time);
    if (first) return first.seq;
    if (entries.length < forgetStep) return seq + entries.length;
    seq += entries.length;
    // What is read at once holds up the event loop.
    await setImmediate();
  }
}
