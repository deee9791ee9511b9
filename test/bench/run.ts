// Prints what each bench of this folder measured. The numbers are this machine's, of this moment.
import { readdirSync } from 'node:fs';

interface Bench {
  title: string;
  bench: () => Promise<Record<string, string>[]>;
}

for (const file of readdirSync(import.meta.dirname).sort()) {
  if (file === 'run.ts') continue;
  const { title, bench } = (await import(`./${file}`)) as Bench;
  const rows = await bench();
  console.log(`\n${title}`);
  const columns = Object.keys(rows[0] ?? {});
  const widths = columns.map((column) =>
    Math.max(column.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const cells of [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))])
    console.log(cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}
