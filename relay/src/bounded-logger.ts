import type { LogDetails, Logger } from './logger.ts';

/** For how many milliseconds a code is quiet after each of its lines. */
const interval = 1000;
/** How many lines all codes together may write in one interval. */
const mostInAll = 20;

type Level = keyof Logger;

/** The newest line of a code that had to wait, and how many older ones it stands for. */
interface Waiting {
  level: Level;
  details: LogDetails;
  message: string;
  others: number;
}

/**
 * A logger whose output is bounded, whatever clients do: at most one line a second for each code, and 20 a second in all.
 * The first line of a code is written at once. Of those that follow within a second, the newest is written when the
 * second is over, with `suppressed`: the number of lines that were left out before it.
 */
export class BoundedLogger implements Logger {
  #to: Logger;
  #now: () => number;
  /** By code. A code is here for as long as it has to be quiet. */
  #quiet = new Map<string, Waiting | undefined>();
  #written = 0;
  #intervalStart = -Infinity;

  /** @param now milliseconds of a clock that is never set back */
  constructor(to: Logger, now: () => number = () => performance.now()) {
    this.#to = to;
    this.#now = now;
  }

  readonly error = (details: LogDetails, message: string): void => this.#take('error', details, message);
  readonly warn = (details: LogDetails, message: string): void => this.#take('warn', details, message);
  readonly info = (details: LogDetails, message: string): void => this.#take('info', details, message);

  /** Writes what waits. For the end of the process, after which no timer does it. */
  flush(): void {
    for (const [code, waiting] of this.#quiet) {
      if (waiting) this.#write(waiting);
      this.#quiet.set(code, undefined);
    }
  }

  #take(level: Level, details: LogDetails, message: string): void {
    const { code } = details;
    const waiting = this.#quiet.get(code);
    const line = { level, details, message, others: waiting ? waiting.others + 1 : 0 };
    if (this.#quiet.has(code)) {
      this.#quiet.set(code, line);
      return;
    }
    this.#quiet.set(code, line);
    this.#next(code);
  }

  /** Writes the line of a code that waits, if there is room for it, and looks again after the interval. */
  #next(code: string): void {
    const waiting = this.#quiet.get(code);
    if (!waiting) {
      this.#quiet.delete(code);
      return;
    }
    if (this.#hasRoom()) {
      this.#write(waiting);
      this.#quiet.set(code, undefined);
    }
    setTimeout(() => this.#next(code), interval).unref();
  }

  #hasRoom(): boolean {
    const now = this.#now();
    if (now - this.#intervalStart >= interval) {
      this.#intervalStart = now;
      this.#written = 0;
    }
    this.#written += 1;
    return this.#written <= mostInAll;
  }

  #write({ level, details, message, others }: Waiting): void {
    this.#to[level](others > 0 ? { ...details, suppressed: others } : details, message);
  }
}
