/** A table's row: what stands in each column, by the column's heading. All rows of a table have the same columns. */
export type Row = Record<string, string>;

/** What is measured, and the value that it should have. */
export interface Goal {
  what: string;
  goal: string;
  measured: string;
  isReached: boolean;
  /** What limits it, if it is missed and a profile has shown the reason. */
  limit?: string;
}

interface PictureOfAny {
  /** The name of its file, without the ending. */
  name: string;
  title: string;
}

/** One bar for each value, from zero. */
export interface Bars extends PictureOfAny {
  kind: 'bars';
  unit: string;
  bars: { label: string; value: number; isOurs?: boolean }[];
}

/** Lines through points on logarithmic axes: the steeper a line, the faster the growth. */
export interface Lines extends PictureOfAny {
  kind: 'lines';
  x: string;
  y: string;
  lines: { label: string; points: { x: number; y: number }[] }[];
}

export type Picture = Bars | Lines;

export interface Result {
  rows: Row[];
  goals?: Goal[];
  pictures?: Picture[];
}

export interface BenchOptions {
  /** About how long one measurement of a constant load lasts. */
  seconds: number;
  /** Whether sizes are small, so that all benches together end within about four minutes. */
  isQuick: boolean;
}

/** What each file of relay/ and of widget/ exports. A file of a folder below these is part of a bench, and none itself. */
export interface Bench {
  title: string;
  /** Sentences for the page: what is measured, and how. */
  about: string;
  /** A program without which nothing is measured. */
  needs?: string;
  bench: (options: BenchOptions) => Promise<Result>;
}

export const atLeast = goalBy('at least', (value, bound) => value >= bound);
export const atMost = goalBy('at most', (value, bound) => value <= bound);

function goalBy(words: string, isWithin: (value: number, bound: number) => boolean) {
  /** @param format of the value and of its bound, such as ratio */
  return (
    what: string,
    value: number,
    bound: number,
    format: (value: number) => string,
    limit?: string,
  ): Goal => {
    const isReached = isWithin(value, bound);
    return {
      what,
      goal: `${words} ${format(bound)}`,
      measured: format(value),
      isReached,
      ...(limit !== undefined && !isReached && { limit }),
    };
  };
}
