// Brings the checkout up to date: dependencies, compiled sources, the widget's script files. A step is skipped when
// nothing that it reads has changed, so this can run before every start and every test. It imports only what comes
// with Node, since node_modules may not be there yet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

process.chdir(import.meta.dirname);

const projects = [
  { folder: 'protocol', outDir: 'lib', buildInfo: 'lib/.tsbuildinfo' },
  { folder: 'widget', outDir: 'lib', buildInfo: 'lib/.tsbuildinfo' },
  { folder: 'relay', outDir: 'lib', buildInfo: 'lib/.tsbuildinfo' },
  { folder: 'demo', outDir: 'public', buildInfo: 'tsconfig.tsbuildinfo' },
];
const bundle = 'widget/dist';
const bundleStamp = '.cache/bundle.json';

if (!isInstalled()) {
  console.log('Installing the dependencies (npm ci) …');
  npm('ci', '--no-audit', '--no-fund');
}
projects.forEach(dropStaleOutput);
node('node_modules/typescript/bin/tsc', '-b', ...projects.map(({ folder }) => folder));
if (!isBundled()) {
  console.log('Bundling the widget …');
  const started = Date.now();
  node('node_modules/rollup/dist/bin/rollup', '--config', 'rollup.config.mjs', '--silent');
  dropFilesOlderThan(started);
  stampBundle();
}

/** Whether npm's record of what it installed agrees with the lock file; times of files would not survive a checkout. */
function isInstalled() {
  const record = 'node_modules/.package-lock.json';
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  const found = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, integrity, optional, devOptional }]) => {
    if (!path.startsWith('node_modules/')) return true;
    const there = found[path];
    // Optional packages for other platforms are in the lock file and rightly absent from the disk.
    if (!there) return Boolean(optional || devOptional);
    return there.version === version && there.integrity === integrity;
  });
}

/**
 * `tsc -b` trusts its build information alone: it neither restores a deleted output nor removes the output of a
 * deleted source. A script is known to be compiled by the source map beside it.
 */
function dropStaleOutput({ folder, outDir, buildInfo }) {
  const sources = new Set(filesIn(join(folder, 'src'), '.ts').map((file) => file.slice(0, -'.ts'.length)));
  const outputs = new Set(
    filesIn(join(folder, outDir), '.js.map').map((file) => file.slice(0, -'.js.map'.length)),
  );
  for (const output of outputs) {
    if (sources.has(output)) continue;
    for (const extension of ['.js', '.js.map', '.d.ts', '.d.ts.map']) {
      rmSync(join(folder, outDir, output + extension), { force: true });
    }
  }
  const isComplete = [...sources].every(
    (source) => source.endsWith('.d') || existsSync(join(folder, outDir, `${source}.js`)),
  );
  if (!isComplete) rmSync(join(folder, buildInfo), { force: true });
}

function isBundled() {
  if (!existsSync(bundleStamp)) return false;
  const stamp = JSON.parse(readFileSync(bundleStamp, 'utf8'));
  return stamp.inputs === hashOfInputs() && stamp.outputs.every((file) => existsSync(join(bundle, file)));
}

function stampBundle() {
  mkdirSync('.cache', { recursive: true });
  writeFileSync(bundleStamp, JSON.stringify({ inputs: hashOfInputs(), outputs: readdirSync(bundle) }));
}

function hashOfInputs() {
  const compiled = ['protocol/lib', 'widget/lib'].flatMap((folder) =>
    filesIn(folder, '.js').map((file) => join(folder, file)),
  );
  const hash = createHash('sha256');
  const lean = filesIn('widget/lean', '.js').map((file) => join('widget/lean', file));
  for (const file of [...compiled.sort(), ...lean, 'rollup.config.mjs', 'package-lock.json']) {
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Chunks of an earlier bundle; removed only now so that a relay that is serving the folder always finds a whole one. */
function dropFilesOlderThan(time) {
  for (const file of readdirSync(bundle)) {
    if (statSync(join(bundle, file)).mtimeMs < time) rmSync(join(bundle, file), { recursive: true });
  }
}

/** Paths, relative to the folder, of the files below it that end so. */
function filesIn(folder, ending) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(ending));
}

function npm(...args) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('npm-cli.js')) node(script, ...args);
  else run('npm', args, { shell: process.platform === 'win32' });
}

function node(...args) {
  run(process.execPath, args);
}

function run(command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (error) console.error(`Could not run ${command}: ${error.message}`);
  if (error || signal || status !== 0) process.exit(status || 1);
}
