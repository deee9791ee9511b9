// How cost grows with work: cost = factor * work ^ exponent.
import { atMost, type Goal, type Lines, type Row } from './bench.ts';

export interface Series {
  /** What costs. */
  label: string;
  unit: string;
  /** The exponent with which it must grow, because less work cannot do it. */
  least: number;
  /** `x` is the work, `y` the cost. */
  points: { x: number; y: number }[];
}

/** Noise bends a line of few points by about as much. */
const tolerance = 0.2;

/** The slope of the line of least squares through the logarithms. */
export function exponentOf(points: readonly { x: number; y: number }[]): number {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(logs.map((log) => log.x));
  const y = mean(logs.map((log) => log.y));
  const covariance = mean(logs.map((log) => (log.x - x) * (log.y - y)));
  return covariance / mean(logs.map((log) => (log.x - x) ** 2));
}

/** One row for each amount of work, one column for each series. */
export function growthRows(work: string, series: readonly Series[]): Row[] {
  const amounts = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))];
  return amounts.map((amount) => ({
    [work]: amount.toLocaleString('en'),
    ...Object.fromEntries(
      series.map(({ label, unit, points }) => {
        const y = points.find(({ x }) => x === amount)?.y;
        return [label, y === undefined ? '' : `${Number(y.toPrecision(3)).toLocaleString('en')} ${unit}`];
      }),
    ),
  }));
}

/** @param work such as `members of the room` */
export function growthGoals(work: string, series: readonly Series[]): Goal[] {
  return series.map(({ label, least, points }) => {
    const goal = atMost(
      `growth of “${label}” with ${work}: exponent`,
      exponentOf(points),
      least + tolerance,
      (value) => value.toFixed(2).replace('-0.00', '0.00'),
    );
    // A line through all points hides a bend.
    const steepest = Math.max(
      ...points.slice(1).map((point, index) => exponentOf([points[index] ?? point, point])),
    );
    return { ...goal, measured: `${goal.measured}, between neighbours at most ${steepest.toFixed(2)}` };
  });
}

export function growthPicture(name: string, work: string, y: string, series: readonly Series[]): Lines {
  const lines = series.map(({ label, points }) => ({ label, points }));
  return { kind: 'lines', name, title: `Growth with ${work}`, x: work, y, lines };
}
