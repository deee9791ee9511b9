import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithThisProcess } from './end-with-this-process.mjs';

/** The command as it is published. */
export const publishedRelay = join(import.meta.dirname, '../../relay/lib/cli/main.js');

/** In a run of the tests, the same in a few files, which start in half the time. */
export const bundledRelay = process.env.BUNDLED_RELAY ?? publishedRelay;

/** @type {Set<string>} */
const temporary = new Set();

process.on('exit', () => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

/**
 * Starts the relay as people start it, in its own process. Its port and data can be given to another after this one
 * was stopped or killed.
 * @param {object} [options]
 * @param {number} [options.port] a free one if absent
 * @param {string} [options.data] a folder, or `:memory:`; if absent a temporary folder, which lives as long as the tests
 * @param {string} [options.limits] by default none, since many people in one test come from one address
 * @param {string[]} [options.args] further arguments of the command line
 * @param {NodeJS.ProcessEnv} [options.env] variables beside those of this process
 * @param {string} [options.script] by default the command, bundled; another one has to say in the same words where it listens
 * @param {number} [options.descriptors] how many files it may have open; by default as many as this process
 */
export async function startRelayProcess({
  port = 0,
  data = temporaryFolder(),
  limits = 'off',
  args = [],
  env = {},
  script = bundledRelay,
  descriptors,
} = {}) {
  const flags = ['--port', String(port), '--data', data, '--limits', limits, ...args];
  const command = [process.execPath, script, ...flags];
  const limited =
    descriptors === undefined ? [] : ['sh', '-c', `ulimit -n ${descriptors} && exec "$@"`, 'sh'];
  const [file = '', ...words] = [...limited, ...command];
  const child = spawn(file, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  endWithThisProcess(child);
  let output = '';
  const exited = once(child, 'exit').then(([code, signal]) => {
    return {
      code: /** @type {number | null} */ (code),
      signal: /** @type {NodeJS.Signals | null} */ (signal),
    };
  });
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The relay did not say within 60 s that it listens:\n${output}`));
    }, 60_000);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output += text;
        const listening = /^Relay listening on (http:\/\/\S+)\n/m.exec(output);
        if (!listening) return;
        clearTimeout(timer);
        resolve(listening[1]);
      });
    }
    exited.then(({ code, signal }) => {
      clearTimeout(timer);
      reject(new Error(`The relay ended (${signal ?? code}) before it listened:\n${output}`));
    }, reject);
  });
  /** @param {NodeJS.Signals} signal */
  const end = (signal) => {
    child.kill(signal);
    return exited;
  };
  return {
    /** Without the path below which it is mounted. */
    url: new URL(url).origin,
    port: Number(new URL(url).port),
    data,
    pid: /** @type {number} */ (child.pid),
    exited,
    /** All that it wrote to stdout and stderr so far. */
    get output() {
      return output;
    },
    /** Lets it drain (SIGTERM). */
    stop: () => end('SIGTERM'),
    /** Ends it as a crash would (SIGKILL). */
    kill: () => end('SIGKILL'),
  };
}

/** @returns a folder that exists as long as this process */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'realtime-chat-'));
  temporary.add(folder);
  return folder;
}
