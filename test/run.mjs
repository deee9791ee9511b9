// Runs the tests: all files named *.test.ts. Without arguments, it runs the groups that are not slow, and the element's
// tests only in Chromium. With REQUIRE_ALL=1, it runs all groups and all engines, and a skipped test is a failure. With
// files or folders as arguments, it runs only these, also slow ones. ENGINES names the engines for the element's tests.
import { spawn } from 'node:child_process';
import {
  createReadStream,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { batchesOf, compileBatches } from './batches.mjs';
import { belongsTo, browserGroup, nodeGroups } from './groups.mjs';
import { compilePages } from './pages.mjs';
import { findHeadlessChromium } from './support/browser.mjs';
import { chosenEngines } from './support/engines.mjs';
import { findFirefox, howToInstallFirefox } from './support/firefox.mjs';
import { bundleRelay } from './support/relay-bundle.mjs';
import { findWebKit, howToInstallWebKit } from './support/webkit.mjs';

const root = join(import.meta.dirname, '..');
const startedIn = process.cwd();
process.chdir(root);

const requireAll = process.env.REQUIRE_ALL === '1';
const chosen = process.argv
  .slice(2)
  .map((path) => relative(root, join(startedIn, path)).replaceAll('\\', '/'));
const isChosen = (file) => chosen.some((path) => file === path || file.startsWith(`${path}/`));

const allFiles = readdirSync('test', { recursive: true })
  .map((file) => `test/${file.replaceAll('\\', '/')}`)
  .filter((file) => file.endsWith('.test.ts'))
  .sort();
const filesOf = (group) =>
  allFiles.filter(
    (file) => belongsTo(group, file) && (chosen.length > 0 ? isChosen(file) : requireAll || !group.slow),
  );

const scratch = mkdtempSync(join(tmpdir(), 'realtime-chat-tests-'));
mkdirSync('.cache', { recursive: true });
// Inside the project, because Node looks for the packages of the compiled tests in the folders above them.
const compiled = mkdtempSync(join(root, '.cache/tests-'));
process.on('exit', () => {
  for (const folder of [scratch, compiled]) rmSync(folder, { recursive: true, force: true });
});

const bundledRelay = await bundleRelay(join(compiled, 'relay'));

const totals = { passed: 0, failed: 0, skipped: 0 };
const problems = [];

/** A group that takes longer is ended, because it hangs. Then the run reports its name, and prints its output. */
const groupTimeoutMinutes = 40;

/** @type {Set<import('node:child_process').ChildProcess>} */
const runners = new Set();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, interrupt);

for (const { name, folders } of nodeGroups.filter(isLeftOut))
  console.log(
    `not run: ${folders.join(', ')} (to run the group ${name}, set REQUIRE_ALL=1 or name a folder)`,
  );
/** The groups for Node that wait. Two lanes take from them, so that two groups run at once when the browsers have ended. */
const chosenGroups = nodeGroups.filter((group) => filesOf(group).length > 0);
const waiting = chosenGroups.filter(({ last }) => !last);
/** Whether tests run in Node at the same time as tests in browsers. */
const hasNodeTests = chosenGroups.length > 0;
await Promise.all([runInNode('inherit'), runInBrowsers().then(() => runInNode('later'))]);
waiting.push(...chosenGroups.filter(({ last }) => last));
await runInNode('inherit');
finish();

function isLeftOut(group) {
  return group.slow && chosen.length === 0 && filesOf(group).length === 0;
}

/** @param {'inherit' | 'later'} output whether it is printed at once, or when the group has ended */
async function runInNode(output) {
  for (let group = waiting.shift(); group; group = waiting.shift())
    await runPrinting(group.name, await nodeArguments(group, filesOf(group)), output);
}

/** Which files share a process, or a page. A named file has its own, and each file of a group without batches. */
function sharesOf({ batches, seconds, alone = [] }, files) {
  const single = files.filter(
    (file) => batches === undefined || chosen.includes(file) || alone.includes(file),
  );
  const shared = files.filter((file) => !single.includes(file));
  return {
    ...Object.fromEntries(single.map((file) => [file.replace(/\.ts$/, ''), [file]])),
    ...batchesOf(shared, batches, seconds),
  };
}

async function nodeArguments(group, files) {
  return [
    '--enable-source-maps',
    '--test',
    `--test-concurrency=${group.concurrency}`,
    // In ms, for each process: a process that leaves a handle open would never end.
    '--test-timeout=1200000',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./test/support/counting-reporter.mjs',
    `--test-reporter-destination=${countsFileOf(group.name)}`,
    ...(await compileBatches(sharesOf(group, files), join(compiled, group.name))),
  ];
}

async function runInBrowsers() {
  const files = filesOf(browserGroup);
  if (files.length === 0) return;
  let engines;
  try {
    engines = chosenEngines();
    if (engines.includes('firefox') && !findFirefox())
      return fail(`Firefox is absent (${howToInstallFirefox})`);
    if (engines.includes('webkit') && !findWebKit()) return fail(`WebKit is absent (${howToInstallWebKit})`);
    if (engines.includes('chromium')) await findHeadlessChromium();
  } catch (error) {
    return fail(error.message);
  }
  // One engine after the other: each has as many processes as the machine takes.
  for (const engine of engines) await runInEngine(engine, files);
}

async function runInEngine(engine, files) {
  const name = `${browserGroup.name} in ${engine}`;
  const pages = join(compiled, engine);
  const runner = ['node_modules/@web/test-runner/dist/bin.js', '--config=test/web-test-runner.config.mjs'];
  const env = { ENGINES: engine, PAGES: pages };
  const runPages = (scripts) =>
    runPrinting(name, [...runner, '--files', ...scripts], hasNodeTests ? 'later' : 'inherit', env);
  const hung = await runPages(await compilePages(sharesOf(browserGroup, files), pages));
  if (hung.length === 0) return;
  // WebKit itself can hang: it retries an import of a page that has gone for ever. A test that hangs does so again.
  const isRepeated = engine === 'webkit';
  for (const page of hung)
    console.error(`${name}: ${page} hung${isRepeated ? ', and is run once more' : ''}`);
  const again = isRepeated ? await runPages(hung) : hung;
  for (const page of again) fail(`${name}: ${page} did not end`);
}

/**
 * Like `runGroup`. Where another group prints to the terminal at the same time, mixed lines would be unreadable: then the output
 * comes `later`.
 */
async function runPrinting(name, args, output, env) {
  if (output === 'inherit') return runGroup(name, args, output, env);
  const file = join(scratch, `${name}.txt`);
  const hung = await runGroup(name, args, openSync(file, 'w'), env);
  await pipeline(createReadStream(file), process.stdout, { end: false });
  return hung;
}

/** Runs the test runner of one group, and adds its counts to the totals. @returns the pages that did not end */
async function runGroup(name, args, output, env) {
  const code = await run(name, args, output, env);
  const counts = readCounts(countsFileOf(name));
  for (const key of Object.keys(totals)) totals[key] += counts[key];
  const { hung = [], failures = [] } = counts;
  problems.push(...failures.map((test) => `${name}: ${test}`));
  // The runner itself can fail, before its tests or outside of them. Then no test has failed, but the run has.
  if (code !== 0 && counts.failed === 0 && hung.length === 0)
    fail(`the ${name} tests ended with exit code ${code}`);
  else if (counts.passed + counts.failed + hung.length === 0) fail(`no ${name} test ran`);
  return hung;
}

function countsFileOf(name) {
  return join(scratch, `${name}.json`);
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

function run(name, args, output, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', output, output],
      env: { ...process.env, TEST_COUNTS: countsFileOf(name), BUNDLED_RELAY: bundledRelay, ...env },
    });
    runners.add(child);
    const limit = setTimeout(() => {
      fail(`the ${name} tests did not end within ${groupTimeoutMinutes} minutes`);
      void end(child);
    }, groupTimeoutMinutes * 60_000);
    child.on('error', (error) => {
      console.error(error.message);
      clearTimeout(limit);
      resolve(1);
    });
    child.on('exit', (code, signal) => {
      clearTimeout(limit);
      runners.delete(child);
      resolve(code ?? signal);
    });
  });
}

async function interrupt() {
  await Promise.all([...runners].map(end));
  process.exit(130);
}

/** Ends a runner by SIGINT, the only signal on which it cleans up. Kills it if it still runs after 30 s. */
async function end(child) {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const kill = setTimeout(() => child.kill('SIGKILL'), 30_000);
  child.kill('SIGINT');
  await ended;
  clearTimeout(kill);
}

/** Records a problem outside of the tests. It counts as one failure, so that the summary agrees with the exit code. */
function fail(problem) {
  totals.failed += 1;
  problems.push(problem);
}

function finish() {
  if (requireAll && totals.skipped > 0) fail(`${totals.skipped} tests were skipped`);
  if (totals.passed + totals.failed === 0) fail('no test ran');
  // At the end too: the output above is so long that nobody finds a failed test in it.
  for (const problem of problems) console.error(`failed: ${problem}`);
  const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
  console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
  if (totals.failed > 0) process.exitCode = 1;
}
