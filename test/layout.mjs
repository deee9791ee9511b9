// Checks how large files and source folders are: at most 300 lines in a file, at most 12 files in a folder.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const mostLines = 300;
const mostFiles = 12;
const root = join(import.meta.dirname, '..');
const parts = ['protocol', 'widget', 'relay', 'demo', 'test'];
const built = /(^|\/)(node_modules|lib|dist)\//;

const files = parts
  .flatMap((part) =>
    readdirSync(join(root, part), { recursive: true, encoding: 'utf8' }).map((file) => `${part}/${file}`),
  )
  .filter((file) => /\.(ts|mjs)$/.test(file) && !built.test(file) && !file.includes('/locales/'));

/** @type {Map<string, number>} */
const folders = new Map();
/** @type {string[]} */
const faults = [];
for (const file of files) {
  const folder = dirname(file);
  folders.set(folder, (folders.get(folder) ?? 0) + 1);
  const lines = readFileSync(join(root, file), 'utf8').split('\n').length - 1;
  if (lines > mostLines && !file.endsWith('styles.ts')) faults.push(`${file} has ${lines} lines.`);
}
for (const [folder, count] of folders) {
  if (count > mostFiles && /^\w+\/src(\/|$)/.test(folder)) faults.push(`${folder} has ${count} files.`);
}

for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else console.log(`No file has over ${mostLines} lines, no source folder over ${mostFiles} files.`);
