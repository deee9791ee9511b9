import { setTimeout } from 'node:timers/promises';
import type { Logger } from '../../logger.ts';
import { Refusal } from '../../refusal.ts';
import type { RoomLog } from '../log.ts';
import { Pace } from './pace.ts';
import { longestForgetStep } from '../store-rules.ts';
import { type Clock, type ClockState, systemClock, TrustedClock } from './trusted-clock.ts';

/** The bound of a room, if it has one. */
export type KeepRule = (room: string) => number | undefined;

/** What each room keeps. Without a bound it keeps everything. */
export interface RetentionPolicy {
  messages?: KeepRule | undefined;
  days?: KeepRule | undefined;
}

export function keepsEverything({ messages, days }: RetentionPolicy): boolean {
  return messages === undefined && days === undefined;
}

/** The pause between two sweeps, in milliseconds. */
const interval = 5000;
const day = 24 * 60 * 60 * 1000;

/** Checking rooms without old entries takes at most this share of the event loop. */
const shareOfLooking = 0.05;
/** Removing entries may take more: otherwise a busy relay would store faster than it removes. */
const shareOfForgetting = 0.25;
/** How long the checks may take in one turn of the event loop, in milliseconds (approximate). */
const turn = 5;
/** The number of rooms that are checked at once. */
const pageSize = 20;
/** The number of entries that are read at once to find the old ones. */
const entriesAtOnce = 100;

/** The time between two notes of the clock, in milliseconds: much shorter than the longest pause that is not a jump. */
const noteInterval = 60 * 60 * 1000;

/** What retention needs besides the log. */
export interface RetentionContext {
  logger: Logger;
  /** Names the rooms that any relay on this store has written to. @returns a function that stops it */
  watch: (listener: (room: string | undefined) => void) => () => void;
  /** Is given each room whose oldest messages were removed, unless the removal failed or the process ended. */
  onRemoved?: ((room: string) => void) | undefined;
  clock?: Clock;
}

/**
 * Removes the entries that the policy does not keep, repeatedly, in the background. Each sweep looks at all
 * rooms, slowly, and at once at those that were written to since the last.
 *
 * Of the relays that share a store, one does it. Two would be in each other's way: each checks that what it removes is still as
 * it was read.
 *
 * @returns a promise that resolves when the signal has aborted and the present step is done
 */
export async function retain(
  log: RoomLog,
  policy: RetentionPolicy,
  signal: AbortSignal,
  { logger, watch, onRemoved = () => {}, clock = systemClock }: RetentionContext,
): Promise<void> {
  const retention = new Retention(log, policy, signal, { clock, onRemoved });
  // If it may be any room, the next sweep finds it.
  const unwatch = watch((room) => {
    if (room !== undefined) retention.touch(room);
  });
  while (!signal.aborted) {
    try {
      await retention.sweep(logger);
    } catch (error) {
      // The next sweep tries again. The store has logged a refusal already, once for all requests.
      if (!(error instanceof Refusal))
        logger.error({ err: error, code: 'retention_failed' }, 'old messages could not be removed');
    }
    await setTimeout(interval, undefined, { signal }).catch(() => {});
  }
  unwatch();
}

class Retention {
  #log: RoomLog;
  #policy: RetentionPolicy;
  #signal: AbortSignal;
  #clock: Clock;
  #onRemoved: (room: string) => void;
  #trusted: TrustedClock | undefined;
  #notedAt: number | undefined;
  /** Rooms that were written to since their last check. */
  #touched = new Set<string>();
  #looking: Pace;
  #forgetting: Pace;

  constructor(
    log: RoomLog,
    policy: RetentionPolicy,
    signal: AbortSignal,
    { clock, onRemoved }: { clock: Clock; onRemoved: (room: string) => void },
  ) {
    this.#log = log;
    this.#policy = policy;
    this.#signal = signal;
    this.#clock = clock;
    this.#onRemoved = onRemoved;
    this.#looking = new Pace(shareOfLooking, turn + longestForgetStep, signal);
    this.#forgetting = new Pace(shareOfForgetting, longestForgetStep, signal);
  }

  touch(room: string): void {
    this.#touched.add(room);
  }

  /** Checks every room once. */
  async sweep(logger: Logger): Promise<void> {
    this.#looking.begin();
    this.#trusted ??= new TrustedClock(this.#clock, logger, await this.#lastState());
    let after = '';
    for (;;) {
      await this.#lookAtTouched(this.#trusted);
      const page = await this.#log.summaries(after, pageSize);
      for (const { room } of page) await this.#look(room, this.#trusted);
      after = page.at(-1)?.room ?? '';
      if (page.length < pageSize || this.#signal.aborted) break;
    }
    await this.#noteClock(this.#trusted);
  }

  async #lookAtTouched(trusted: TrustedClock): Promise<void> {
    const rooms = this.#touched;
    // Writes from now on put the room on the list again.
    this.#touched = new Set();
    for (const room of rooms) await this.#look(room, trusted);
  }

  async #look(room: string, trusted: TrustedClock): Promise<void> {
    if (this.#signal.aborted) return;
    const messages = this.#policy.messages?.(room);
    const days = this.#policy.days?.(room);
    const now = trusted.now();
    const step = { now, between: () => this.#betweenSteps() };
    this.#forgetting.begin();
    let hasRemoved = messages !== undefined && (await this.#log.keepNewest(room, messages, step));
    // This is needed even if no entry is to be removed: the ids of removed entries are removed later.
    if (days !== undefined) {
      const floor = await this.#firstSince(room, now - days * day);
      hasRemoved = (await this.#log.forget(room, floor, step)) || hasRemoved;
    }
    // Not for each room: that would take longer than to look at it.
    if (hasRemoved) this.#onRemoved(room);
    await this.#looking.rest(turn);
  }

  /** @returns whether to continue */
  async #betweenSteps(): Promise<boolean> {
    await this.#forgetting.rest();
    this.#looking.begin();
    return !this.#signal.aborted;
  }

  /** The seq of the oldest entry that is not older than `time`; past the head if all are. */
  async #firstSince(room: string, time: number): Promise<number> {
    let { floor: seq } = await this.#log.extent(room);
    // In most rooms the oldest entry is young enough.
    for (let limit = 1; !this.#signal.aborted; limit = entriesAtOnce) {
      const entries = await this.#log.entriesAfter(room, seq - 1, limit);
      const first = entries.find((entry) => entry.time >= time);
      if (first) return first.seq;
      seq += entries.length;
      if (entries.length < limit) break;
      await this.#betweenSteps();
    }
    return seq;
  }

  /** The clock as the last run noted it. If the store has no such note, the time of its newest entry. */
  async #lastState(): Promise<ClockState | undefined> {
    const noted = await this.#log.getMeta('retention', 'clock');
    if (isClockState(noted)) return noted;
    // By count, the time matters for the ids alone, and old rooms that were just imported are no reason to warn.
    if (this.#policy.days === undefined) return undefined;
    let newest: number | undefined;
    for (let after = ''; !this.#signal.aborted;) {
      const page = await this.#log.summaries(after, pageSize);
      for (const { lastActivity } of page) newest = Math.max(newest ?? 0, lastActivity);
      after = page.at(-1)?.room ?? '';
      if (page.length < pageSize) break;
      await this.#looking.rest(turn);
    }
    return newest === undefined ? undefined : { wall: newest, trusted: newest };
  }

  async #noteClock(trusted: TrustedClock): Promise<void> {
    const monotonic = this.#clock.monotonic();
    if (this.#signal.aborted) return;
    if (this.#notedAt !== undefined && monotonic - this.#notedAt < noteInterval) return;
    await this.#log.putMeta('retention', 'clock', trusted.state());
    this.#notedAt = monotonic;
  }
}

function isClockState(value: unknown): value is ClockState {
  return (
    typeof value === 'object' &&
    value !== null &&
    'wall' in value &&
    typeof value.wall === 'number' &&
    'trusted' in value &&
    typeof value.trusted === 'number'
  );
}
