import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { endWithThisProcess } from './end-with-this-process.mjs';
import { installedAs } from './installed.mjs';

export const howToInstallWebKit = 'install webkit2gtk-driver and xvfb';

/** @returns {{ driver: string, browser: string, xvfb: string } | undefined} the executables of WebKitGTK */
export function findWebKit() {
  const driver = installedAs('WebKitWebDriver');
  const xvfb = installedAs('Xvfb');
  const browser = findMiniBrowser();
  return driver && xvfb && browser ? { driver, browser, xvfb } : undefined;
}

/** Distributions keep it beside the library, in a folder named for the processor. */
function findMiniBrowser() {
  const folders = ['/usr/lib', '/usr/lib64', '/usr/libexec'].filter(existsSync);
  const nested = folders.flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`));
  return [...folders, ...nested]
    .flatMap((folder) =>
      ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0'].map((name) => `${folder}/${name}`),
    )
    .map((folder) => `${folder}/MiniBrowser`)
    .find(existsSync);
}

/**
 * Starts a screen in memory and, on it, the driver through which the tests steer WebKit. Both end with this process.
 * @param {{ driver: string, xvfb: string }} executables
 * @returns {Promise<number>} the driver's port
 */
export async function startWebKitDriver({ driver, xvfb }) {
  const screen = spawn(xvfb, ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  endWithThisProcess(screen);
  const display = await firstLine(/** @type {import('node:stream').Readable} */ (screen.stdio[3]), 'Xvfb');

  const port = await freePort();
  const child = spawn(driver, [`--port=${port}`], {
    stdio: 'ignore',
    env: {
      ...process.env,
      DISPLAY: `:${display}`,
      // As root, and in containers, its own sandbox cannot start.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      // Without a graphics card, to draw by OpenGL takes as much processor time as everything else.
      WEBKIT_DISABLE_DMABUF_RENDERER: '1',
      // The accessibility bus is not there on a machine without a desktop, and waiting for it takes seconds.
      NO_AT_BRIDGE: '1',
    },
  });
  endWithThisProcess(child);
  await answering(`http://127.0.0.1:${port}/status`);
  return port;
}

/** @param {import('node:stream').Readable} stream @param {string} program */
async function firstLine(stream, program) {
  let text = '';
  for await (const chunk of stream) {
    text += chunk;
    if (text.includes('\n')) return text.trim();
  }
  throw new Error(`${program} ended before it was ready`);
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** @param {string} url */
async function answering(url) {
  const deadline = Date.now() + 15_000;
  for (;;) {
    try {
      await fetch(url);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await wait(50);
    }
  }
}
