// Runs all tests: those for Node, then those for browsers, each file named *.test.ts. Arguments narrow the run to
// files or folders. With REQUIRE_ALL=1 nothing may be skipped.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { findChromium } from './support/browser.mjs';
import { findFirefox, howToInstallFirefox } from './support/firefox.mjs';
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
const files = chosen.length > 0 ? allFiles.filter(isChosen) : allFiles;
const isForBrowsers = (file) => file.startsWith('test/widget/');
const forNode = files.filter((file) => !isForBrowsers(file));
const forBrowsers = files.filter(isForBrowsers);

const scratch = mkdtempSync(join(tmpdir(), 'realtime-chat-tests-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

const totals = { passed: 0, failed: 0, skipped: 0 };
const problems = [];

if (forNode.length > 0) {
  await part('Node', [
    '--import=tsx',
    '--test',
    // For each file; one that leaves something open would never end.
    '--test-timeout=300000',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./test/support/counting-reporter.mjs',
    `--test-reporter-destination=${join(scratch, 'Node.json')}`,
    ...forNode,
  ]);
}
if (forBrowsers.length > 0) {
  if (!findFirefox()) absent('Firefox', howToInstallFirefox);
  if (!findWebKit()) absent('WebKit', howToInstallWebKit);
  try {
    await findChromium();
    await part('browser', [
      'node_modules/@web/test-runner/dist/bin.js',
      '--config=test/web-test-runner.config.mjs',
      '--files',
      ...forBrowsers,
    ]);
  } catch (error) {
    fail(error.message);
  }
}
finish();

/** Runs one runner to its end and adds what it counted. */
async function part(name, args) {
  const countsFile = join(scratch, `${name}.json`);
  const code = await run(args, { TEST_COUNTS: countsFile });
  const counts = readCounts(countsFile);
  for (const key of Object.keys(totals)) totals[key] += counts[key];
  // A runner that broke down before or beside its tests has failed too, though no test of it did.
  if (code !== 0 && counts.failed === 0) fail(`the ${name} tests ended with exit code ${code}`);
  else if (counts.passed + counts.failed === 0) fail(`no ${name} test ran`);
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

function absent(name, howTo) {
  if (requireAll) fail(`${name} is absent (${howTo})`);
  else console.log(`skipped: ${name} tests (${howTo} to run them)`);
}

function run(args, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    const interrupt = () => {
      // The runners clean up behind themselves on SIGINT alone.
      child.kill('SIGINT');
      child.once('exit', () => process.exit(130));
    };
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('exit', (code, signal) => {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      resolve(code ?? signal);
    });
  });
}

/** Something beside the tests themselves; it counts as one failure, so that the summary agrees with the exit code. */
function fail(problem) {
  totals.failed += 1;
  problems.push(problem);
}

function finish() {
  if (requireAll && totals.skipped > 0) fail(`${totals.skipped} tests were skipped`);
  if (totals.passed + totals.failed === 0) fail('no test ran');
  for (const problem of problems) console.error(`failed: ${problem}`);
  const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
  console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
  if (totals.failed > 0) process.exitCode = 1;
}
