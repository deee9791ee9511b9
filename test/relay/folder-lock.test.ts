import assert from 'node:assert/strict';
import { mkdir, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRelay } from '@realtime-chat/relay';
import { newRelayProcess, runCli } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { newRelay } from '../support/relay.ts';

test('a second relay on the same folder ends with one line that names the first', async (t) => {
  const data = await newFolder(t);
  const first = await newRelayProcess(t, { data });
  const { code, stderr } = await runCli(['--port', '0', '--data', data]);
  assert.equal(code, 1);
  assert.match(
    stderr,
    new RegExp(`^realtime-chat-relay: Cannot use the data folder .* process ${first.pid} `),
  );
  assert.equal(stderr.trim().split('\n').length, 1);
  await first.stop();
  assert.deepEqual(
    (await readdir(data)).filter((name) => name.includes('.sock')),
    [],
  );
});

test('after kill -9 the next relay gets in', async (t) => {
  const data = await newFolder(t);
  await (await newRelayProcess(t, { data })).kill();
  await newRelayProcess(t, { data });
});

test('of ten relays that start at once on a stale lock, one gets the folder', async (t) => {
  const data = await newFolder(t);
  await (await newRelayProcess(t, { data })).kill();
  const started = await Promise.allSettled(
    Array.from({ length: 10 }, () => createRelay(createServer(), { data })),
  );
  const relays = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  await Promise.all(relays.map((relay) => relay.close()));
  assert.equal(relays.length, 1);
});

test('a second relay in the same process is refused, and gets in when the first is closed', async (t) => {
  const data = await newFolder(t);
  const first = await newRelay(t, { data });
  await assert.rejects(createRelay(createServer(), { data }), /a relay of this process \(\d+\) has it/);
  await first.close();
  await newRelay(t, { data });
});

test('a folder with a long path is locked too', async (t) => {
  const data = join(await newFolder(t), 'x'.repeat(120));
  await mkdir(data);
  await newRelay(t, { data });
  await assert.rejects(createRelay(createServer(), { data }), /has it/);
});

test('an export gets in beside a relay', async (t) => {
  const data = await newFolder(t);
  const relay = await newRelay(t, { data });
  await relay.publish('lobby', { message: 'here' });
  const { code, stdout } = await runCli(['export', '--data', data, '--room', 'lobby']);
  assert.deepEqual([code, stdout.includes('here')], [0, true]);
});
