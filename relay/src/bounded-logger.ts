import type { LogDetails, Logger } from './logger.ts';

/** The least time between two lines of a code, in milliseconds. */
const interval = 1000;
/** How many lines all codes together may write per interval. */
const mostInAll = 20;

type Level = keyof Logger;

/** The newest waiting line of a code, and the number of older lines that it replaced. */
interface WaitingLine {
  level: Level;
  details: LogDetails;
  message: string;
  replaced: number;
}

/**
 * A logger with bounded output, whatever clients do: at most one line a second for each code, and 20 a second in all. The
 * first line of a code is written at once. Of the lines in the second after it, only the newest is written, at the end of
 * that second. Its field `suppressed` is the number of lines that were left out.
 */
export class BoundedLogger implements Logger {
  #to: Logger;
  #now: () => number;
  /** The codes that were written within the last interval, each with its waiting line. */
  #recent = new Map<string, WaitingLine | undefined>();
  #written = 0;
  #intervalStart = -Infinity;

  /** @param now a monotonic clock, in milliseconds */
  constructor(to: Logger, now: () => number = () => performance.now()) {
    this.#to = to;
    this.#now = now;
  }

  readonly error = (details: LogDetails, message: string): void => this.#take('error', details, message);
  readonly warn = (details: LogDetails, message: string): void => this.#take('warn', details, message);
  readonly info = (details: LogDetails, message: string): void => this.#take('info', details, message);

  /** Writes all waiting lines. For the end of the process, when no timer will run any more. */
  flush(): void {
    for (const [code, waiting] of this.#recent) {
      if (waiting) this.#write(waiting);
      this.#recent.set(code, undefined);
    }
  }

  #take(level: Level, details: LogDetails, message: string): void {
    const { code } = details;
    const waiting = this.#recent.get(code);
    const line = { level, details, message, replaced: waiting ? waiting.replaced + 1 : 0 };
    if (this.#recent.has(code)) {
      this.#recent.set(code, line);
      return;
    }
    this.#recent.set(code, line);
    this.#next(code);
  }

  /** Writes the waiting line of a code, if there is room for it, and checks again after the interval. */
  #next(code: string): void {
    const waiting = this.#recent.get(code);
    if (!waiting) {
      this.#recent.delete(code);
      return;
    }
    if (this.#hasRoom()) {
      this.#write(waiting);
      this.#recent.set(code, undefined);
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

  #write({ level, details, message, replaced }: WaitingLine): void {
    this.#to[level](replaced > 0 ? { ...details, suppressed: replaced } : details, message);
  }
}
