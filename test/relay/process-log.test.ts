import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRelayProcess } from '../support/cli.ts';
import { newMember } from '../support/wire-client.ts';

/** Makes the command do something beside its work, as a defect of its own or of a package would. */
const onSignal = (code: string) => ({
  NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => { ${code} })`)}`,
});

/** The lines of a relay's log; all that it writes but one line has to be JSON. */
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
`;

test('a warning of Node’s is a line of the log, once for each kind', async (t) => {
  const relay = await newRelayProcess(t, { env: onSignal(warn) });
  process.kill(relay.pid, 'SIGUSR2');
  while (linesOf(relay.output).length < 3) await new Promise((resolve) => setTimeout(resolve, 20));
  await relay.stop();
  const warnings = linesOf(relay.output).filter(({ code }) => code === 'node_warning');
  assert.deepEqual(
    warnings.map(({ level, err }) => [level, err?.message]),
    [
      [40, 'first'],
      [40, 'old'],
    ],
  );
});

for (const [how, code] of [
  ['thrown', `throw new Error('a defect', { cause: new Error('below') })`],
  ['rejected', `Promise.reject(new Error('a defect'))`],
]) {
  test(`an error that nobody caught (${how}) is one line, and ends the relay with what was said kept`, async (t) => {
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

test('a relay that is to be silent writes nothing but where it listens', async (t) => {
  const relay = await newRelayProcess(t, {
    env: onSignal(`${warn}; throw new Error('a defect')`),
    args: ['--log-level', 'silent'],
  });
  process.kill(relay.pid, 'SIGUSR2');
  assert.equal((await relay.exited).code, 1);
  assert.match(relay.output, /^Relay listening on \S+\n$/);
});
