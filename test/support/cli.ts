import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { bundledRelay, publishedRelay, startRelayProcess } from './relay-process.mjs';
import { afterwards } from './afterwards.ts';

/** The command as it is published. */
export const cli = publishedRelay;

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the relay's command line, where it is to end by itself. */
export const runCli = (args: string[], env?: NodeJS.ProcessEnv) => run(bundledRelay, args, env);

/** The same, as it is published. */
export const runPublished = (args: string[], env?: NodeJS.ProcessEnv) => run(cli, args, env);

async function run(script: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

/** That the command refused with this code and one line, and pointed to --help where it was called wrongly. */
export function assertOneLine(ended: Ended, code: number, sentence: RegExp): void {
  const [line = '', hint, ...rest] = ended.stderr.trimEnd().split('\n');
  assert.match(line, sentence);
  assert.match(line, /^realtime-chat-relay: /);
  assert.equal(hint, code === 2 ? 'Try --help.' : undefined);
  assert.deepEqual(rest, []);
  assert.equal(ended.code, code);
  assert.equal(ended.stdout, '');
}

type RelayProcess = Awaited<ReturnType<typeof startRelayProcess>>;

/** A relay in its own process; killed after the test, if it still runs. */
export async function newRelayProcess(
  t: TestContext,
  options?: Parameters<typeof startRelayProcess>[0],
): Promise<RelayProcess> {
  const relay = await startRelayProcess(options);
  afterwards(t, () => relay.kill());
  return relay;
}
