/**
 * The target of a navigation key in a grid. Its cells are numbered consecutively, and each group of cells begins in a new
 * row.
 *
 * @param sizes how many cells each group has
 * @param key the event's `key`; in right-to-left text, the caller has to exchange left and right
 * @param whole whether Home and End go to the first and last cell of the grid, instead of the row
 * @returns the cell's number; -1 above the first row; undefined for any other key
 */
export function moveInGrid(
  sizes: number[],
  columns: number,
  from: number,
  key: string,
  whole = false,
): number | undefined {
  const rows = rowsOf(sizes, columns);
  const at = rows.findLastIndex(({ start }) => start <= from);
  const row = rows[at];
  const last = rows.at(-1);
  if (!row || !last) return undefined;
  const end = last.start + last.length - 1;
  const into = (to = last): number => to.start + Math.min(from - row.start, to.length - 1);
  switch (key) {
    case 'ArrowLeft':
      return Math.max(from - 1, 0);
    case 'ArrowRight':
      return Math.min(from + 1, end);
    case 'ArrowUp':
      return at === 0 ? -1 : into(rows[at - 1]);
    case 'ArrowDown':
      // The next row may be shorter, and there is none below the last.
      return into(rows[at + 1]);
    case 'Home':
      return whole ? 0 : row.start;
    case 'End':
      return whole ? end : row.start + row.length - 1;
    case 'PageUp':
      return rows.findLast(({ group }) => group < row.group)?.groupStart ?? 0;
    case 'PageDown':
      return rows.find(({ group }) => group > row.group)?.start ?? end;
    default:
      return undefined;
  }
}

interface Row {
  group: number;
  groupStart: number;
  start: number;
  length: number;
}

function rowsOf(sizes: number[], columns: number): Row[] {
  const rows: Row[] = [];
  let groupStart = 0;
  for (const [group, size] of sizes.entries()) {
    for (let row = 0; row < size; row += columns) {
      rows.push({ group, groupStart, start: groupStart + row, length: Math.min(columns, size - row) });
    }
    groupStart += size;
  }
  return rows;
}
