// Prints what each bench measured, or only those that are named. `--write` also writes docs/performance.md. `--scale` measures
// and writes docs/scale.md instead.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench } from './bench.ts';
import { type Measured, writePage } from './page/page.ts';
import { printTable } from './page/print-table.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean' },
    scale: { type: 'boolean', default: false },
    computed: { type: 'boolean', default: false },
  },
});
if (values.scale) {
  const { scale } = await import('./scale/scale.ts');
  await scale({ isQuick: values.quick, isComputed: values.computed });
  process.exit();
}
const isPart = positionals.length > 0;
const { quick: isQuick, write = !isQuick && !isPart } = values;
if (write && isPart) throw new Error('The page has all tables: `--write` goes with no name of a bench');

const peers = join(import.meta.dirname, 'peers');
const installed = join(peers, 'node_modules/.package-lock.json');
const isInstalled =
  existsSync(installed) && statSync(installed).mtimeMs > statSync(join(peers, 'package-lock.json')).mtimeMs;
if (!isInstalled) execFileSync('npm', ['ci'], { cwd: peers, stdio: 'inherit' });

const files = ['relay', 'widget'].flatMap((folder) =>
  readdirSync(join(import.meta.dirname, folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ folder, name: file.replace(/\.ts$/, '') }))
    .filter(({ name }) => !isPart || positionals.includes(name))
    .sort((one, other) => one.name.localeCompare(other.name)),
);
if (files.length === 0) throw new Error(`There is no bench of this name: ${positionals.join(' ')}`);

const measured: Measured[] = [];
for (const { folder, name } of files) {
  const { title, about, needs, bench } = (await import(`./${folder}/${name}.ts`)) as Bench;
  console.log(`\n${title}`);
  if (needs !== undefined && spawnSync(needs, ['--version']).error) {
    const failure = `the program ${needs} is not installed`;
    console.log(`Not measured: ${failure}`);
    measured.push({ name, title, about, rows: [], failure });
    continue;
  }
  const began = performance.now();
  try {
    const result = await bench({ seconds: isQuick ? 1 : 4, isQuick });
    printTable(result.rows);
    if (result.goals)
      printTable(
        result.goals.map(({ what, goal, measured: is, isReached }) => ({
          what,
          goal,
          measured: is,
          reached: isReached ? 'yes' : 'NO',
        })),
      );
    measured.push({ name, title, about, ...result });
  } catch (error) {
    // The others are measured all the same.
    console.error(error);
    measured.push({
      name,
      title,
      about,
      rows: [],
      failure: error instanceof Error ? error.message : String(error),
    });
    process.exitCode = 1;
  }
  console.log(`(${((performance.now() - began) / 1000).toFixed(0)} s)`);
}
if (write) writePage(measured, { isQuick });
