/** In milliseconds: as often as an eye can follow. */
const pause = 100;

/** Stderr, as far as this needs it. */
export interface Terminal {
  isTTY?: boolean;
  columns?: number;
  write: (text: string) => unknown;
}

/** What is counted: its name, and the form of a number of it. */
export interface Unit {
  name: string;
  format: (amount: number) => string;
}

export const entries: Unit = { name: 'entries', format: (count) => Math.round(count).toLocaleString('en') };
export const lines: Unit = { ...entries, name: 'lines' };
export const megabytes: Unit = { name: 'MB', format: (bytes) => (bytes / 1e6).toFixed(1) };

/**
 * One line on a terminal that is rewritten while a command works: how much is done, and how fast. Nothing is written where
 * the output is no terminal.
 */
export class Progress {
  #terminal: Terminal;
  #label: string;
  #unit: Unit;
  #total: number | undefined;
  #began = performance.now();
  #written = -Infinity;
  #done = 0;

  constructor(terminal: Terminal, label: string, unit: Unit, total?: number) {
    this.#terminal = terminal;
    this.#label = label;
    this.#unit = unit;
    this.#total = total;
  }

  report(done: number, total = this.#total): void {
    this.#done = done;
    this.#total = total;
    const now = performance.now();
    if (now - this.#written < pause) return;
    this.#written = now;
    this.#write('');
  }

  /** Leaves the last state on the terminal. */
  end(): void {
    this.#write('\n');
  }

  #write(end: string): void {
    if (!this.#terminal.isTTY) return;
    const seconds = (performance.now() - this.#began) / 1000;
    const text = `${this.#label}: ${progressText(this.#done, this.#total, seconds, this.#unit)}`;
    // A line that is wrapped cannot be rewritten. The sequence clears the rest of an earlier, longer line.
    this.#terminal.write(`\r${text.slice(0, (this.#terminal.columns ?? 80) - 1)}\u001B[K${end}`);
  }
}

/** Such as `12,500 of 100,000 entries (12 %), 25,000 a second`. */
export function progressText(done: number, total: number | undefined, seconds: number, unit: Unit): string {
  const isKnown = total !== undefined && total > 0;
  const of = isKnown ? ` of ${unit.format(Math.max(total, done))}` : '';
  const share = isKnown ? ` (${Math.min(Math.floor((done / total) * 100), 100)} %)` : '';
  const rate = seconds > 0 ? `, ${unit.format(done / seconds)} a second` : '';
  return `${unit.format(done)}${of} ${unit.name}${share}${rate}`;
}

/** Passes values on, and reports their number. */
export async function* counted<T>(values: AsyncIterable<T>, progress: Progress): AsyncGenerator<T> {
  let count = 0;
  try {
    for await (const value of values) {
      count += 1;
      progress.report(count);
      yield value;
    }
  } finally {
    progress.end();
  }
}
