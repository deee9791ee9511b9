import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { afterwards } from '../support/afterwards.ts';
import { assertOneLine, cli, type Ended } from '../support/cli.ts';
import { endWithThisProcess } from '../support/end-with-this-process.mjs';
import { newFolder } from '../support/folder.ts';

/* Containers on one volume: each has process ids of its own, and its command is process 1. */

const container = ['--pid', '--fork', '--mount-proc', '--kill-child'];
const isPossible = spawnSync('unshare', [...container, 'true']).status === 0;
const skip = isPossible ? false : 'this account may not make process namespaces';

function startIn(t: TestContext, args: string[]) {
  const child = spawn('unshare', [...container, process.execPath, cli, ...args]);
  endWithThisProcess(child);
  afterwards(t, () => child.kill('SIGKILL'));
  return child;
}

async function runIn(t: TestContext, args: string[], input = ''): Promise<Ended> {
  const child = startIn(t, args);
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

/** A relay that is process 1 of a container. */
async function relayIn(t: TestContext, data: string) {
  const relay = startIn(t, ['--port', '0', '--data', data]);
  let output = '';
  relay.stderr.on('data', (piece) => (output += String(piece)));
  const [line] = (await Promise.race([
    once(relay.stdout.setEncoding('utf8'), 'data'),
    once(relay, 'exit').then(() => assert.fail(output)),
  ])) as [string];
  return { relay, url: line.trim().split(' ').at(-1) ?? '' };
}

test(
  'a second container on the volume of a relay is refused by one line, whatever it is to do',
  { skip },
  async (t) => {
    const data = await newFolder(t);
    const { url } = await relayIn(t, data);
    const second = await runIn(t, ['--port', '0', '--data', data]);
    assertOneLine(
      second,
      1,
      /the relay of process 1 in another container has it\. One folder is for one relay$/,
    );
    for (const args of [['rooms'], ['export', '--room', 'lobby'], ['import', '--room', 'lobby']]) {
      const ended = await runIn(t, [...args, '--data', data]);
      assertOneLine(ended, 1, /a process of another container has it open, with the same process id \(1\)/);
    }
    for (const more of [[], ['--to', join(await newFolder(t), 'copy')]]) {
      const ended = await runIn(t, ['compact', '--data', data, ...more]);
      assertOneLine(ended, 1, /the relay of process 1 in another container has it: stop it first$/);
    }
    assert.equal((await fetch(`${url}/readyz`)).status, 200);
  },
);

test('a relay is refused while an import of another container has the store open', { skip }, async (t) => {
  const data = await newFolder(t);
  const imports = startIn(t, ['import', '--room', 'lobby', '--data', data]);
  const entry = { seq: 1, id: 'a', time: 1, sender: 'guest:1', type: 'message', message: 'hello' };
  imports.stdin.write(`${JSON.stringify(entry)}\n`);
  while (!(await readdir(data)).includes('witness')) await new Promise(setImmediate);
  assertOneLine(await runIn(t, ['--port', '0', '--data', data]), 1, /with the same process id \(1\)/);
  imports.stdin.end();
  assert.match(await text(imports.stderr), /^Imported 1 entry /);
});

test('after kill -9 of a container, the next one on its volume starts', { skip }, async (t) => {
  const data = await newFolder(t);
  const { relay } = await relayIn(t, data);
  relay.kill('SIGKILL');
  await once(relay, 'exit');
  const { url } = await relayIn(t, data);
  assert.equal((await fetch(`${url}/readyz`)).status, 200);
});
