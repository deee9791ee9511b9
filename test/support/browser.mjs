import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Launcher } from 'chrome-launcher';
import { installedAs } from './installed.mjs';

const cache = join(import.meta.dirname, '../../.cache');

const howToInstall =
  'No Chromium was found for the browser tests: install one (on Debian: apt-get install chromium) or set CHROME_PATH.';

// Skia aborts where there is no font at all, so the ones that the package brings join those of the machine.
const fontsConf = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts/fonts</dir>
</fontconfig>
`;

const args = [
  // Containers, and root, lack what Chromium's sandbox needs; the tests load nothing but the project's own pages.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * @typedef {object} Chromium
 * @property {string} executablePath
 * @property {string[]} args
 * @property {NodeJS.ProcessEnv} env the whole environment to start it in
 * @property {boolean | 'shell'} headless what puppeteer calls the mode that this executable has
 */

/**
 * Finds the Chromium that the tests use: CHROME_PATH, else an installed Chrome, Chromium or Edge, else the headless
 * one that comes as a development dependency. BROWSER_SOURCE=bundled goes straight to the last.
 * @returns {Promise<Chromium>}
 * @throws {Error} one sentence that says what to install
 */
export async function findChromium() {
  const executablePath = process.env.BROWSER_SOURCE === 'bundled' ? undefined : installed();
  if (executablePath) return { executablePath, args, env: process.env, headless: true };
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(howToInstall);
  return bundled();
}

/**
 * Finds the Chromium that takes the least CPU, a quarter less: the same engine without a window, where it is installed.
 * It has no notifications of the system.
 * @returns {Promise<Chromium>}
 * @throws {Error} one sentence that says what to install
 */
export async function findHeadlessChromium() {
  const { BROWSER_SOURCE, CHROME_PATH } = process.env;
  const shell = BROWSER_SOURCE || CHROME_PATH ? undefined : installedAs('chromium-headless-shell');
  return shell ? { executablePath: shell, args, env: process.env, headless: 'shell' } : findChromium();
}

/**
 * @param {import('playwright-core').LaunchOptions} [options]
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function launchChromium(options = {}) {
  return launch(await findChromium(), options);
}

/** @returns {Promise<import('playwright-core').Browser>} */
export async function launchHeadlessChromium() {
  return launch(await findHeadlessChromium());
}

/**
 * @param {Chromium} found
 * @param {import('playwright-core').LaunchOptions} [options]
 */
async function launch({ executablePath, env, args: own }, options = {}) {
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath, env, ...options, args: [...own, ...(options.args ?? [])] });
}

function installed() {
  const chosen = process.env.CHROME_PATH;
  if (chosen && !existsSync(chosen))
    throw new Error(`CHROME_PATH names a file that does not exist: ${chosen}`);
  if (chosen) return chosen;
  try {
    return Launcher.getInstallations()[0];
  } catch (error) {
    // chrome-launcher throws where there is none.
    if (/** @type {{ code?: string }} */ (error).code === 'ERR_LAUNCHER_PATH_NOT_SET') return undefined;
    throw error;
  }
}

/** @returns {Promise<Chromium>} */
async function bundled() {
  const folder = await unpacked();
  const executablePath = join(folder, 'chromium');
  /** @type {NodeJS.ProcessEnv} */
  const env = { FONTCONFIG_FILE: join(folder, 'fonts.conf'), ...process.env };
  let trial = spawnSync(executablePath, ['--version'], { env, encoding: 'utf8' });
  if (trial.status !== 0) {
    // The usual reason is a machine without NSS; the package brings it.
    env.LD_LIBRARY_PATH = [join(folder, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
    trial = spawnSync(executablePath, ['--version'], { env, encoding: 'utf8' });
  }
  if (trial.status !== 0)
    throw new Error(`${howToInstall} (${(trial.stderr || String(trial.error)).trim()})`);
  return { executablePath, args, env, headless: 'shell' };
}

/** The folder of the unpacked browser, which appears whole or not at all, also while several processes unpack it. */
async function unpacked() {
  const manifest = join(
    dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')),
    '../../package.json',
  );
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;

  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const { default: sparticuz } = await import('@sparticuz/chromium');
  // It unpacks into the temporary folder, and its libraries only where it believes to run on Amazon Linux.
  const { TMPDIR, CODEBUILD_BUILD_IMAGE } = process.env;
  Object.assign(process.env, { TMPDIR: partial, CODEBUILD_BUILD_IMAGE: 'nodejs20' });
  try {
    await sparticuz.executablePath();
  } finally {
    restore('TMPDIR', TMPDIR);
    restore('CODEBUILD_BUILD_IMAGE', CODEBUILD_BUILD_IMAGE);
  }
  writeFileSync(join(partial, 'fonts.conf'), fontsConf);
  try {
    renameSync(partial, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(partial, { recursive: true });
  }
  return folder;
}

/** @param {string} name @param {string | undefined} value */
function restore(name, value) {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
