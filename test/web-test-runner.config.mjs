import { writeFileSync, writeSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inspect } from 'node:util';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { bundledWidget } from './pages.mjs';
import { findHeadlessChromium } from './support/browser.mjs';
import { chosenEngines } from './support/engines.mjs';
import { findFirefox, howToInstallFirefox } from './support/firefox.mjs';
import { frameworksPlugin } from './support/frameworks-plugin.mjs';
import { otherVersionPlugin } from './support/other-version-plugin.mjs';
import { serversPlugin } from './support/servers-plugin.mjs';
import { sideBySide } from './support/side-by-side.mjs';
import { webkitLauncher } from './support/webkit-launcher.mjs';
import { findWebKit, howToInstallWebKit, startWebKitDriver } from './support/webkit.mjs';

const rootDir = join(import.meta.dirname, '..');
const servers = serversPlugin();

/** The path of the widget that the tests of this run use. */
const widget = `/${relative(rootDir, join(process.env.PAGES, bundledWidget)).replaceAll('\\', '/')}.js`;

// The runner ends at such an error before what it says of it is written.
process.on('uncaughtExceptionMonitor', (error) => writeSync(2, `${inspect(error)}\n`));

// The drivers tell the runner of each request of a page, which takes a tenth of the processor time. No test needs it.
const networkEnabled = false;

/** Pages that run at once, each in a browser process of its own. Most tests wait more than they compute. */
const pagesAtOnce = 3;

async function chromium() {
  const { executablePath, args, env, headless } = await findHeadlessChromium();
  const launchOptions = { executablePath, args, env, headless, networkEnabled };
  return severalOf('Chromium', () => chromeLauncher({ launchOptions }));
}

function firefox() {
  const executablePath = found('Firefox', findFirefox(), howToInstallFirefox);
  const launchOptions = {
    browser: 'firefox',
    executablePath,
    headless: true,
    networkEnabled,
    // Each page has its process anyway, and the next one is not ready much earlier.
    extraPrefsFirefox: { 'dom.ipc.processPrelaunch.enabled': false },
  };
  return severalOf('Firefox', () => chromeLauncher({ launchOptions }));
}

function webkit() {
  const executables = found('WebKit', findWebKit(), howToInstallWebKit);
  return severalOf('WebKit', async () =>
    webkitLauncher({ port: await startWebKitDriver(executables), browser: executables.browser }),
  );
}

async function severalOf(name, launch) {
  return sideBySide(name, await Promise.all(Array.from({ length: pagesAtOnce }, async () => launch())));
}

const launchers = { chromium, firefox, webkit };

function found(name, where, howTo) {
  if (where === undefined) throw new Error(`${name} is absent (${howTo})`);
  return where;
}

/** Tells test/run.mjs, which adds up all runners, how many tests there were, and which failed. */
function countingReporter() {
  const count = ({ suites, tests }) => {
    const inside = suites.map(count);
    const sum = (pick) => tests.filter(pick).length;
    return {
      passed: sum((test) => test.passed && !test.skipped) + total(inside, 'passed'),
      failed: sum(isFailed) + total(inside, 'failed'),
      skipped: sum((test) => test.skipped) + total(inside, 'skipped'),
    };
  };
  const total = (counts, name) => counts.reduce((sum, each) => sum + each[name], 0);
  const isFailed = (test) => !test.passed && !test.skipped;
  const failedIn = ({ suites, tests }) => [
    ...tests.filter(isFailed).map(({ name }) => name),
    ...suites.flatMap((suite) => failedIn(suite).map((name) => `${suite.name} ${name}`)),
  ];
  const isHung = ({ errors }) => errors.some(({ message }) => /did not finish within/.test(message));
  const countSession = (session) => {
    const { testResults, passed } = session;
    const counts = testResults ? count(testResults) : { passed: 0, failed: 0, skipped: 0 };
    // A file that does not load, or an error outside of any test.
    if (!passed && counts.failed === 0 && !isHung(session)) counts.failed = 1;
    return counts;
  };
  return {
    onTestRunFinished({ sessions }) {
      const counts = sessions.map(countSession);
      const result = {
        passed: total(counts, 'passed'),
        failed: total(counts, 'failed'),
        skipped: total(counts, 'skipped'),
        failures: sessions.flatMap(({ testResults }) => (testResults ? failedIn(testResults) : [])),
        hung: sessions.filter(isHung).map(({ testFile }) => testFile),
      };
      if (process.env.TEST_COUNTS) writeFileSync(process.env.TEST_COUNTS, JSON.stringify(result));
    },
  };
}

/** @type {import('@web/test-runner').TestRunnerConfig} */
export default {
  rootDir,
  browsers: await Promise.all(chosenEngines().map((engine) => launchers[engine]())),
  // A process shows one page at a time. One engine after the other: each has as many processes as the machine takes.
  concurrency: 1,
  concurrentBrowsers: 1,
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 900_000,
  testFramework: { config: { ui: 'bdd', timeout: 120_000 } },
  // For the pages that load the npm package. A `development` condition would load CommonJS builds that no browser runs.
  nodeResolve: { browser: true, exportConditions: ['browser', 'production'] },
  plugins: [servers, frameworksPlugin(servers, widget), otherVersionPlugin()],
  reporters: [defaultReporter({ reportTestResults: true, reportTestProgress: true }), countingReporter()],
  testRunnerHtml: (testFramework) => `<!doctype html>
    <html lang="en">
      <head><meta charset="utf-8"><title>Tests</title></head>
      <body>
        <script>window.relayUrl = ${JSON.stringify(servers.relayUrl)};</script>
        <script type="module" src="${testFramework}"></script>
      </body>
    </html>`,
};
