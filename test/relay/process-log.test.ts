import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { afterwards } from '../support/afterwards.ts';
import { cli, newRelayProcess } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { newMember } from '../support/wire-client.ts';

/** Injects code into the command, to act as a defect of its own or of a package. */
const onSignal = (code: string) => ({
  NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => { ${code} })`)}`,
});

/** The lines of a relay's log. All that it writes must be JSON, except for one line. */
function linesOf(
  output: string,
): { code: string; level: number; err?: { message: string; stack: string } }[] {
  const lines = output.split('\n').filter((line) => line !== '' && !/^Relay listening on \S+$/.test(line));
  return lines.map((line) => JSON.parse(line) as { code: string; level: number });
}

const warn = `
  process.emitWarning('first', 'MaxListenersExceededWarning');
  process.emitWarning('second', 'MaxListenersExceededWarning');
  process.emitWarning('old', 'DeprecationWarning', 'DEP9999');
  process.emitWarning('older', 'DeprecationWarning', 'DEP9998');
`;

test('a warning of Node is a log line, once for each kind', async (t) => {
  const relay = await newRelayProcess(t, { env: onSignal(warn) });
  process.kill(relay.pid, 'SIGUSR2');
  while (linesOf(relay.output).length < 4) await new Promise((resolve) => setTimeout(resolve, 20));
  await relay.stop();
  const warnings = linesOf(relay.output).filter(({ code }) => code === 'node_warning');
  assert.deepEqual(
    warnings.map(({ level, err }) => [level, err?.message]),
    [
      [40, 'first'],
      [40, 'old'],
      [40, 'older'],
    ],
  );
});

for (const [how, code] of [
  ['thrown', `throw new Error('a defect', { cause: new Error('below') })`],
  ['rejected', `Promise.reject(new Error('a defect'))`],
]) {
  test(`an uncaught error (${how}) is one line, and closes the relay without losing messages`, async (t) => {
    const relay = await newRelayProcess(t, { env: onSignal(code ?? '') });
    const ann = await newMember(t, relay.url, 'Ann');
    await ann.say('before');
    process.kill(relay.pid, 'SIGUSR2');
    assert.deepEqual(await relay.exited, { code: 1, signal: null });
    const fatal = linesOf(relay.output).filter(({ level }) => level === 60);
    assert.deepEqual(
      fatal.map((line) => line.code),
      ['unhandled_error'],
    );
    assert.match(fatal[0]?.err?.stack ?? '', /a defect/);
    assert.ok(linesOf(relay.output).some((line) => line.code === 'relay_stopped'));
    const again = await newRelayProcess(t, { data: relay.data });
    const bob = await newMember(t, again.url, 'Bob');
    assert.equal((await bob.history(Number.MAX_SAFE_INTEGER)).messages[0]?.message, 'before');
  });
}

test('a silent relay writes only its address', async (t) => {
  const relay = await newRelayProcess(t, {
    env: onSignal(`${warn}; throw new Error('a defect')`),
    args: ['--log-level', 'silent'],
  });
  process.kill(relay.pid, 'SIGUSR2');
  assert.equal((await relay.exited).code, 1);
  assert.match(relay.output, /^Relay listening on \S+\n$/);
});

/** A relay whose stderr is a full disk. @returns its process, its address, and a promise of its exit */
async function newMuteRelay(t: TestContext, code: string) {
  const full = await open('/dev/full', 'w');
  const relay = spawn(process.execPath, [cli, '--port', '0', '--data', await newFolder(t)], {
    stdio: ['ignore', 'pipe', full.fd],
    env: { ...process.env, ...onSignal(code) },
  });
  afterwards(t, () => void relay.kill('SIGKILL'));
  await full.close();
  const exited = once(relay, 'exit');
  assert.ok(relay.stdout);
  const line: unknown[] = await Promise.race([
    once(createInterface({ input: relay.stdout }), 'line'),
    exited,
  ]);
  const [, url] = /^Relay listening on (\S+)$/.exec(String(line[0])) ?? [];
  assert.ok(url !== undefined, `it ended: ${JSON.stringify(line)}`);
  return { relay, url, exited };
}

test('a relay whose log cannot be written keeps running, and stops as asked', async (t) => {
  const { relay, url, exited } = await newMuteRelay(t, warn);
  relay.kill('SIGUSR2');
  const ann = await newMember(t, url, 'Ann');
  await ann.say('still here');
  relay.kill('SIGTERM');
  assert.deepEqual(await exited, [0, null]);
});

test('an uncaught error closes the relay even if its log cannot be written', async (t) => {
  const { relay, exited } = await newMuteRelay(t, `throw new Error('a defect')`);
  relay.kill('SIGUSR2');
  assert.deepEqual(await exited, [1, null]);
});
