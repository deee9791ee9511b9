import type { Row } from '../bench.ts';

/** Prints rows with aligned columns. */
export function printTable(rows: readonly Row[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const widths = columns.map((column) =>
    Math.max(column.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const cells of [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))])
    console.log(cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}
