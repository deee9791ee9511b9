// Prints what each bench of this folder measured, or only those that are named. The numbers are this machine's, of this moment.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

interface Bench {
  title: string;
  bench: (options: { seconds: number }) => Promise<Record<string, string>[]>;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false } },
});

const peers = join(import.meta.dirname, 'peers');
if (!existsSync(join(peers, 'node_modules'))) execFileSync('npm', ['ci'], { cwd: peers, stdio: 'inherit' });

const files = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => positionals.length === 0 || positionals.includes(name))
  .sort();
for (const file of files) {
  const { title, bench } = (await import(`./${file}.ts`)) as Bench;
  const rows = await bench({ seconds: values.quick ? 3 : 10 });
  console.log(`\n${title}`);
  const columns = Object.keys(rows[0] ?? {});
  const widths = columns.map((column) =>
    Math.max(column.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const cells of [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))])
    console.log(cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}
