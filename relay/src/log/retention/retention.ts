import { setTimeout } from 'node:timers/promises';
import type { Logger } from '../../logger.ts';
import { Refusal } from '../../refusal.ts';
import type { RoomLog } from '../log.ts';
import { Pace } from './pace.ts';
import { longestForgetStep } from '../store-rules.ts';
import { type Clock, type ClockState, systemClock, TrustedClock } from './trusted-clock.ts';

/** What each room keeps. Without a bound it keeps everything. */
export interface RetentionPolicy {
  messages?: number | undefined;
  days?: number | undefined;
}

/** Between the end of one sweep and the next, in milliseconds. */
const interval = 5000;
const day = 24 * 60 * 60 * 1000;

/** Looking through rooms in which there is nothing to forget takes at most this share of the event loop. */
const shareOfLooking = 0.05;
/** Forgetting may take more, or a busy relay would store faster than it forgets. */
const shareOfForgetting = 0.25;
/** A turn of the event loop spends about so many milliseconds on looking. */
const turn = 5;
/** Rooms that are looked up at once. */
const pageSize = 20;
/** Entries that are read at once, where old ones are counted. */
const entriesAtOnce = 100;

/** Between two notes of the clock, in milliseconds. It has to be well below the longest break that is no jump. */
const noteInterval = 60 * 60 * 1000;

/**
 * Makes rooms forget what the policy does not keep, again and again, beside the work of the log. Each sweep looks at all
 * rooms, slowly, and at once at those that were written to since the last.
 *
 * @returns how to stop; resolves when what is under way is done.
 */
export function retain(
  log: RoomLog,
  policy: RetentionPolicy,
  logger: Logger,
  clock: Clock = systemClock,
): () => Promise<void> {
  if (policy.messages === undefined && policy.days === undefined) return async () => {};
  const stopping = new AbortController();
  const { signal } = stopping;
  const sweeps = (async () => {
    const retention = new Retention(log, policy, signal, clock);
    const unwatch = await log.watchAll((room) => retention.touch(room));
    while (!signal.aborted) {
      try {
        await retention.sweep(logger);
      } catch (error) {
        // What could not be forgotten now is tried again with the next.
        // A store that refuses has said so itself, once for all.
        if (!(error instanceof Refusal))
          logger.error({ err: error, code: 'retention_failed' }, 'old messages could not be removed');
      }
      await setTimeout(interval, undefined, { signal }).catch(() => {});
    }
    unwatch();
  })();
  return () => {
    stopping.abort();
    return sweeps;
  };
}

class Retention {
  #log: RoomLog;
  #policy: RetentionPolicy;
  #signal: AbortSignal;
  #clock: Clock;
  #trusted: TrustedClock | undefined;
  #notedAt: number | undefined;
  /** Rooms that were written to since they were looked at. */
  #touched = new Set<string>();
  #looking: Pace;
  #forgetting: Pace;

  constructor(log: RoomLog, policy: RetentionPolicy, signal: AbortSignal, clock: Clock) {
    this.#log = log;
    this.#policy = policy;
    this.#signal = signal;
    this.#clock = clock;
    this.#looking = new Pace(shareOfLooking, turn + longestForgetStep, signal);
    this.#forgetting = new Pace(shareOfForgetting, longestForgetStep, signal);
  }

  touch(room: string): void {
    this.#touched.add(room);
  }

  /** Looks once at every room. */
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
    // What is written meanwhile counts again.
    this.#touched = new Set();
    for (const room of rooms) await this.#look(room, trusted);
  }

  async #look(room: string, trusted: TrustedClock): Promise<void> {
    if (this.#signal.aborted) return;
    const { messages, days } = this.#policy;
    const now = trusted.now();
    const step = { now, between: () => this.#betweenSteps() };
    this.#forgetting.begin();
    if (messages !== undefined) await this.#log.keepNewest(room, messages, step);
    // Also where there is nothing new to forget: of what is forgotten, the ids go later.
    if (days !== undefined)
      await this.#log.forget(room, await this.#firstSince(room, now - days * day), step);
    await this.#looking.rest(turn);
  }

  /** @returns whether to go on */
  async #betweenSteps(): Promise<boolean> {
    await this.#forgetting.rest();
    this.#looking.begin();
    return !this.#signal.aborted;
  }

  /** The seq of the oldest entry that is not older than `time`; past the head if all are. */
  async #firstSince(room: string, time: number): Promise<number> {
    let { floor: seq } = await this.#log.extent(room);
    // In most rooms the oldest one is young enough.
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

  /** What the last run knew of the clock; of a store that has no note of it, the time of its newest entry. */
  async #lastState(): Promise<ClockState | undefined> {
    const noted = await this.#log.noted('retention', 'clock');
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
    await this.#log.note('retention', 'clock', trusted.state());
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
