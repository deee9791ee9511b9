import type { Logger } from '../../logger.ts';

/** The two clocks of a machine, in milliseconds. */
export interface Clock {
  /** The wall clock, since 1970. It can be set, and so be wrong. */
  wall: () => number;
  /** The monotonic clock, since an arbitrary moment. It cannot be set. */
  monotonic: () => number;
}

export const systemClock: Clock = { wall: () => Date.now(), monotonic: () => performance.now() };

const hour = 60 * 60 * 1000;

/** A change of the clock below this is a correction, and not a jump. */
const tolerance = hour;

/** After a longer pause of the relay, a jump of the clock cannot be noticed. */
const longestBreak = 24 * hour;

/** The new time is trusted after this: a clock that is set automatically has been corrected by then. */
const probation = 24 * hour;

/** The state of the clock that survives a restart. */
export interface ClockState {
  /** The time of the wall clock. */
  wall: number;
  /** The trusted time at that moment. */
  trusted: number;
  /** How long the clock had run steadily after a jump that was not trusted yet. */
  steadyFor?: number | undefined;
}

/**
 * The time by which old entries are removed. Entries that a wrong clock removes are lost, while a later removal
 * costs nothing. A jump of the clock is therefore not trusted at once. Until it is, the time continues without the jump,
 * and the earlier of the two times counts.
 */
export class TrustedClock {
  #clock: Clock;
  #logger: Logger;
  /** The trusted time at one moment of the monotonic clock. */
  #anchor: { trusted: number; monotonic: number };
  /** The difference at the jump of the clock, and the moment since which the clock has run steadily. */
  #jump: { by: number; since: number } | undefined;

  /** @param before the state of an earlier run; without it the clock is trusted */
  constructor(clock: Clock, logger: Logger, before?: ClockState) {
    this.#clock = clock;
    this.#logger = logger;
    const [wall, monotonic] = [clock.wall(), clock.monotonic()];
    const isShortlyAfter = (time: number): boolean =>
      wall - time >= -tolerance && wall - time <= longestBreak;
    if (!before || isShortlyAfter(before.trusted)) {
      this.#anchor = { trusted: wall, monotonic };
    } else if (isShortlyAfter(before.wall) && before.steadyFor !== undefined) {
      // The jump was noticed in an earlier run, which has logged it.
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

/** The time for the log: a clock can be set to times that no date can represent. */
function timestamp(time: number): string | number {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : time;
}
