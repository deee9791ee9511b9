import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { open } from 'lmdb';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { LmdbReader } from '../../relay/src/log/lmdb/lmdb-reader.ts';
import { newRelayProcess, runCli } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { newMember } from '../support/wire-client.ts';
import { draft, entriesOf } from './log-entries.ts';
import { afterwards } from '../support/afterwards.ts';

const cli = join(import.meta.dirname, '../../relay/lib/cli/main.js');

async function newStore(t: TestContext): Promise<string> {
  const data = await newFolder(t);
  const log = await LmdbLog.open(data);
  await log.restore('lobby', entriesOf(1, 1200, { time: 1_700_000_000_000 }));
  await log.append('attic', draft('up here'));
  await log.close();
  return data;
}

/**
 * Runs the command bound by the permissions of files, which root alone is not. It stays root otherwise: another account may
 * be unable to read the checkout.
 */
function boundByPermissions(args: string[]): { code: number | null; stdout: string; stderr: string } {
  const isRoot = process.getuid?.() === 0;
  const bound = ['--bounding-set=-dac_override,-dac_read_search', process.execPath, cli, ...args];
  const { status, stdout, stderr, error } = isRoot
    ? spawnSync('setpriv', bound, { encoding: 'utf8' })
    : spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
  if (error) throw error;
  return { code: status, stdout, stderr };
}

for (const lock of ['with', 'without']) {
  test(`a room is exported from a folder that nobody may write to, ${lock} its lock file`, async (t) => {
    const data = await newStore(t);
    if (lock === 'without') await rm(join(data, 'lock.mdb'));
    const before = await stat(join(data, 'data.mdb'));
    for (const name of await readdir(data)) await chmod(join(data, name), 0o444);
    await chmod(data, 0o555);
    afterwards(t, () => chmod(data, 0o755));

    const { code, stdout, stderr } = boundByPermissions(['export', '--data', data, '--room', 'lobby']);
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(stdout.split('\n').length, 1201);
    const listed = boundByPermissions(['rooms', '--data', data]);
    assert.deepEqual([listed.code, listed.stderr], [0, '']);
    const after = await stat(join(data, 'data.mdb'));
    assert.deepEqual([after.mtimeMs, after.size], [before.mtimeMs, before.size]);
  });
}

test('a room is exported from a file system that is mounted read-only', async (t) => {
  const [data, place] = [await newStore(t), await newFolder(t)];
  const mount = (...args: string[]) => spawnSync('mount', args).status;
  if (mount('--bind', data, place) !== 0) return t.skip('only root may mount');
  afterwards(t, () => void spawnSync('umount', [place]));
  assert.equal(mount('-o', 'remount,ro,bind', place), 0);
  const { code, stdout, stderr } = await runCli(['export', '--data', place, '--room', 'lobby']);
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(stdout.split('\n').length, 1201);
});

test('rooms are listed one a line, also beside a relay at work, which goes on', async (t) => {
  const data = await newStore(t);
  const relay = await newRelayProcess(t, { data });
  const ann = await newMember(t, relay.url, 'Ann');
  const before = Date.now();
  const { epoch } = await ann.say('and one more');
  const { code, stdout, stderr } = await runCli(['rooms', '--data', data]);
  assert.deepEqual([code, stderr], [0, '']);
  const [attic, lobby] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { lastActivity: number });
  assert.deepEqual(
    { ...attic, lastActivity: 0 },
    { room: 'attic', head: 1, floor: 1, messages: 1, lastActivity: 0 },
  );
  assert.deepEqual(
    { ...lobby, lastActivity: 0 },
    { room: 'lobby', head: 1201, floor: 1, messages: 1201, lastActivity: 0 },
  );
  assert.ok(lobby && lobby.lastActivity >= before - 1000);

  assert.equal((await ann.say('the relay goes on')).seq, 1202);
  await relay.kill();
  const again = await newRelayProcess(t, { data });
  assert.equal((await (await newMember(t, again.url, 'Ann')).say('after')).epoch, epoch);
});

test('where there are no rooms, that is said', async (t) => {
  const empty = await newFolder(t);
  const { code, stdout, stderr } = await runCli(['rooms', '--data', empty]);
  assert.deepEqual([code, stdout], [1, '']);
  assert.equal(stderr, `realtime-chat-relay: There are no rooms in ${empty}\n`);
});

test('a store that is too old to know of changes is read as it is', async (t) => {
  const data = await newFolder(t);
  const log = await LmdbLog.open(data);
  await log.restore('lobby', entriesOf(11, 30));
  await log.close();
  const root = open({ path: data, noSubdir: false, maxDbs: 8 });
  await root.openDB({ name: 'meta' }).put('format', 1);
  await root.openDB({ name: 'rooms' }).put('lobby', { head: 30, floor: 11 });
  await root.openDB({ name: 'changes' }).drop();
  await root.close();

  const reader = await LmdbReader.open(data);
  afterwards(t, () => reader.close());
  assert.equal((await reader.entriesAfter('lobby', 0, 100)).length, 20);
  const [lobby] = await reader.summaries('', 10);
  assert.deepEqual([lobby?.messages, lobby?.floor, lobby?.head], [20, 11, 30]);
});
