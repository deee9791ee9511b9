// Brings the checkout up to date: dependencies, compiled sources, the widget's script files and its emoji. A step is
// skipped when nothing that it reads has changed, so this can run before every start and every test. It imports only
// what comes with Node, since node_modules may not be there yet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const root = import.meta.dirname;
process.chdir(root);

const projects = [
  { folder: 'protocol', outDir: 'lib', buildInfo: 'lib/.tsbuildinfo' },
  { folder: 'widget', outDir: 'lib', buildInfo: 'lib/.tsbuildinfo' },
  { folder: 'relay', outDir: 'lib', buildInfo: 'lib/.tsbuildinfo' },
  { folder: 'demo', outDir: 'public', buildInfo: 'tsconfig.tsbuildinfo' },
];
const dist = 'widget/dist';
/** What fills `folder`; each step knows its own files in it. */
const steps = [
  {
    name: 'bundle',
    folder: dist,
    says: 'Bundling the widget …',
    inputs: () => [
      ...compiled('protocol/lib'),
      ...compiled('widget/lib'),
      'rollup.config.mjs',
      'widget/lazy-chunks.mjs',
      'package-lock.json',
    ],
    run: ['node_modules/rollup/dist/bin/rollup', '--config', 'rollup.config.mjs', '--silent'],
    owns: (file) => !isEmoji(file) && !isIntegrity(file),
  },
  {
    name: 'emoji',
    folder: dist,
    says: 'Writing the emoji …',
    inputs: () => [
      'widget/emoji.mjs',
      'protocol/lib/emoji.js',
      ...['emojibase-data', 'cldr-annotations-full', 'cldr-annotations-derived-full'].map(
        (name) => `node_modules/${name}/package.json`,
      ),
    ],
    run: ['widget/emoji.mjs'],
    owns: isEmoji,
  },
  {
    name: 'integrity',
    folder: dist,
    says: 'Hashing the script files …',
    inputs: () => ['widget/integrity.mjs', ...compiled(dist)],
    run: ['widget/integrity.mjs'],
    owns: isIntegrity,
  },
  {
    name: 'editors',
    folder: 'widget/editors',
    says: 'Describing the element for editors …',
    cwd: 'widget',
    inputs: () => [
      ...filesIn('widget/src/element', '.ts', false).map((file) => join('widget/src/element', file)),
      'widget/custom-elements-manifest.config.mjs',
      'package-lock.json',
    ],
    run: [
      'node_modules/@custom-elements-manifest/analyzer/cem.js',
      'analyze',
      '--config',
      'custom-elements-manifest.config.mjs',
      '--quiet',
    ],
    // Its plugins print what they wrote.
    stdio: ['ignore', 'ignore', 'inherit'],
    owns: () => true,
  },
  {
    name: 'docs',
    folder: 'demo/public/docs',
    says: 'Writing the pages of the documentation …',
    inputs: () => [
      'package-lock.json',
      ...['.mjs', '.md', '.css'].flatMap((ending) => below('demo/site', ending)),
      ...filesIn('.', '.md', false),
      ...['.md', '.svg'].flatMap((ending) => below('docs', ending)),
      ...below('widget/src/i18n/locales', '.ts'),
    ],
    run: ['demo/site/build.mjs'],
    // The compiled scripts are beside them.
    owns: (file) => !/\.js(\.map)?$/.test(file) || file === 'minisearch.js',
  },
];

/** What packages have of other folders. A package that is installed alone has nothing else to take it from. */
const copies = [
  { from: dist, to: 'relay/public/scripts' },
  { from: 'demo/public', to: 'relay/public/demo' },
  { from: 'relay/src/log/redis/scripts', to: 'relay/lib/log/redis/scripts' },
  ...['protocol', 'widget', 'relay'].flatMap((folder) =>
    ['LICENSE', 'CHANGELOG.md'].map((file) => ({ from: file, to: join(folder, file) })),
  ),
];

if (!isInstalled()) {
  console.log('Installing the dependencies (npm ci) …');
  npm('ci', '--no-audit', '--no-fund');
}
projects.forEach(dropStaleOutput);
node('node_modules/typescript/bin/tsc', '-b', ...projects.map(({ folder }) => folder));
for (const step of steps) {
  // Not before the steps ahead of it: one may read what another writes.
  if (isDone(step)) continue;
  console.log(step.says);
  const started = Date.now();
  const { cwd, stdio = 'inherit' } = step;
  const [script, ...words] = step.run;
  run(process.execPath, [join(root, script), ...words], { cwd, stdio });
  dropFilesOlderThan(started, step);
  stamp(step);
}

for (const { from, to } of copies) copy(from, to);

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

function isDone(step) {
  if (!existsSync(stampOf(step))) return false;
  const { inputs, outputs } = JSON.parse(readFileSync(stampOf(step), 'utf8'));
  return inputs === hashOf(step.inputs()) && outputs.every((file) => existsSync(join(step.folder, file)));
}

function stamp(step) {
  mkdirSync('.cache', { recursive: true });
  const outputs = readdirSync(step.folder).filter(step.owns);
  writeFileSync(stampOf(step), JSON.stringify({ inputs: hashOf(step.inputs()), outputs }));
}

function stampOf({ name }) {
  return `.cache/${name}.json`;
}

function hashOf(inputs) {
  const hash = createHash('sha256');
  for (const file of inputs) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function compiled(folder) {
  return below(folder, '.js').sort();
}

/** Paths of the files below the folder that end so. */
function below(folder, ending) {
  return filesIn(folder, ending).map((file) => join(folder, file));
}

function isEmoji(file) {
  return /^realtime-chat-emoji.*\.(json|LICENSE)\b/.test(file);
}

function isIntegrity(file) {
  return file === 'realtime-chat-integrity.json';
}

/** Chunks of an earlier bundle; removed only now so that a relay that is serving the folder always finds a whole one. */
function dropFilesOlderThan(time, { folder, owns }) {
  for (const file of readdirSync(folder).filter(owns)) {
    if (statSync(join(folder, file)).mtimeMs < time) rmSync(join(folder, file), { recursive: true });
  }
}

/** A file that is the same already stays as it is: a relay may be serving it. */
function copy(from, to) {
  if (statSync(from).isDirectory()) {
    mkdirSync(to, { recursive: true });
    const names = readdirSync(from);
    for (const name of readdirSync(to)) {
      if (!names.includes(name)) rmSync(join(to, name), { recursive: true });
    }
    for (const name of names) copy(join(from, name), join(to, name));
  } else if (!existsSync(to) || !readFileSync(from).equals(readFileSync(to))) {
    copyFileSync(from, to);
  }
}

/** Paths, relative to the folder, of the files below it that end so. */
function filesIn(folder, ending, recursive = true) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive }).filter((file) => file.endsWith(ending));
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
