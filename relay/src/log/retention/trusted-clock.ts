import type { Logger } from '../../logger.ts';

/** The two clocks of a machine, in milliseconds. */
export interface Clock {
  /** Since 1970. It can be set, and so be wrong. */
  wall: () => number;
  /** Since some moment. It only goes on. */
  monotonic: () => number;
}

export const systemClock: Clock = { wall: () => Date.now(), monotonic: () => performance.now() };

const hour = 60 * 60 * 1000;

/** A clock that is set by less than this is corrected, and does not jump. */
const tolerance = hour;

/** A relay that did not run for longer than this cannot tell whether the clock jumped meanwhile. */
const longestBreak = 24 * hour;

/** After this the new time is believed: a clock that is set automatically has been put right by then. */
const probation = 24 * hour;

/** What is kept of the clock through a restart. */
export interface ClockState {
  /** What the clock said. */
  wall: number;
  /** The time that was believed then. */
  trusted: number;
  /** For how long the clock had gone on steadily after its jump, if one was not believed yet. */
  steadyFor?: number | undefined;
}

/**
 * The time by which old entries are removed. What was removed by a wrong clock is gone, and to remove it later costs
 * nothing. So a jump of the clock is not believed at once: until it is, the time goes on from where it was, and the
 * earlier one of the two counts.
 */
export class TrustedClock {
  #clock: Clock;
  #logger: Logger;
  /** The time that is believed at one moment of the monotonic clock. */
  #anchor: { trusted: number; monotonic: number };
  /** What the clock differed by when it jumped, and since when it has gone on steadily. */
  #jump: { by: number; since: number } | undefined;

  /** @param before what an earlier run knew; without it the clock is believed. */
  constructor(clock: Clock, logger: Logger, before?: ClockState) {
    this.#clock = clock;
    this.#logger = logger;
    const [wall, monotonic] = [clock.wall(), clock.monotonic()];
    const isShortlyAfter = (time: number): boolean =>
      wall - time >= -tolerance && wall - time <= longestBreak;
    if (!before || isShortlyAfter(before.trusted)) {
      this.#anchor = { trusted: wall, monotonic };
    } else if (isShortlyAfter(before.wall) && before.steadyFor !== undefined) {
      // A jump of an earlier run, which goes on, and which the operator was told of then.
      const by = before.wall - before.trusted;
      this.#anchor = { trusted: wall - by, monotonic };
      this.#jump = { by, since: monotonic - before.steadyFor - Math.max(0, wall - before.wall) };
    } else this.#anchor = { trusted: before.trusted, monotonic };
  }

  now(): number {
    const [wall, monotonic] = [this.#clock.wall(), this.#clock.monotonic()];
    const expected = this.#anchor.trusted + monotonic - this.#anchor.monotonic;
    const by = wall - expected;
    if (Math.abs(by) <= tolerance) {
      if (this.#jump)
        this.#logger.info({ code: 'clock_settled' }, 'the clock is back at the time that was expected');
      return this.#believe(wall, monotonic);
    }
    if (!this.#jump || Math.abs(by - this.#jump.by) > tolerance) {
      this.#jump = { by, since: monotonic };
      this.#tell(wall, expected);
    }
    if (monotonic - this.#jump.since >= probation) {
      this.#logger.warn({ code: 'clock_believed', wall }, 'the clock has gone on steadily, and is believed');
      return this.#believe(wall, monotonic);
    }
    return Math.min(wall, expected);
  }

  state(): ClockState {
    const trusted = this.now();
    const wall = this.#clock.wall();
    if (!this.#jump) return { wall, trusted };
    return { wall, trusted, steadyFor: this.#clock.monotonic() - this.#jump.since };
  }

  #believe(wall: number, monotonic: number): number {
    this.#anchor = { trusted: wall, monotonic };
    this.#jump = undefined;
    return wall;
  }

  #tell(wall: number, expected: number): void {
    const details = {
      code: 'clock_jumped',
      clock: timestamp(wall),
      expected: timestamp(expected),
      seconds: Math.round((wall - expected) / 1000),
    };
    this.#logger.warn(
      details,
      'the clock jumped, or the relay did not run for more than a day: nothing is removed for it within 24 hours; set the clock if it is wrong',
    );
  }
}

/** A clock can be set to times that have no date. */
function timestamp(time: number): string | number {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : time;
}
