import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { compactStore } from '../../relay/src/log/lmdb/compaction/compact.ts';
import { lockFolder } from '../../relay/src/log/folder/folder-lock.ts';
import { silent } from '../../relay/src/logger.ts';
import { afterwards } from '../support/afterwards.ts';
import { newRelayProcess, runCli } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { newMember, newWireClient } from '../support/wire-client.ts';
import { draft, entriesOf, everything } from './log-entries.ts';

const cli = join(import.meta.dirname, '../../relay/lib/cli/main.js');

/** A store that was large once, and what it holds. */
async function newLargeStore(t: TestContext, data?: string) {
  const folder = data ?? (await newFolder(t));
  const log = await LmdbLog.open(folder);
  await log.restore('lobby', entriesOf(1, 5000, { message: 'x'.repeat(500) }));
  await log.append('attic', draft('up here'));
  await log.putMeta('names', 'ann', { name: 'Ann' });
  await log.keepNewest('lobby', 10);
  return { folder, ...(await closing(log)) };
}

async function closing(log: LmdbLog) {
  const { epoch } = await log.extent('lobby');
  const rooms = await log.summaries('', 10);
  const held = [await everything(log, 'lobby'), await everything(log, 'attic')];
  const names = [...(await log.listMeta('names'))];
  await log.close();
  return { epoch, rooms, held, names };
}

async function sizeOf(folder: string): Promise<number> {
  return (await stat(join(folder, 'data.mdb'))).size;
}

test('compact makes the file small; nothing else changes, and clients go on', async (t) => {
  const { folder, ...before } = await newLargeStore(t);
  const size = await sizeOf(folder);
  const relay = await newRelayProcess(t, { data: folder });
  const ann = await newMember(t, relay.url, 'Ann');
  const { epoch } = await ann.say('before');
  await relay.stop();

  const { code, stdout, stderr } = await runCli(['compact', '--data', folder]);
  assert.deepEqual([code, stdout], [0, '']);
  assert.match(stderr, /^Compacted \S+: [\d.]+ MB before, [\d.]+ MB now\n$/);
  assert.ok((await sizeOf(folder)) < size / 3, `${await sizeOf(folder)} of ${size} bytes`);
  assert.equal((await stat(join(folder, 'data.mdb'))).mode & 0o777, 0o600);
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('compacting')),
    [],
  );

  const again = await newRelayProcess(t, { data: folder });
  const ben = await newWireClient(t, again.url);
  const joined = await ben.join({ username: 'Ben', since: { epoch, seq: 5000 } });
  assert.deepEqual([joined.epoch, joined.mode, joined.entries?.length], [epoch, 'delta', 1]);
  assert.equal(epoch, before.epoch);
  assert.equal((await ben.say('after')).seq, 5002);
  await again.stop();
  const after = await closing(await LmdbLog.open(folder));
  assert.equal(after.epoch, epoch);
  assert.deepEqual(after.held[1], before.held[1]);
  assert.deepEqual(after.names.slice(0, 1), before.names.slice(0, 1));
});

test('compact is refused while a relay runs, and the relay goes on', async (t) => {
  const { folder } = await newLargeStore(t);
  const relay = await newRelayProcess(t, { data: folder });
  for (const more of [[], ['--to', join(await newFolder(t), 'copy')]]) {
    const { code, stderr } = await runCli(['compact', '--data', folder, ...more]);
    assert.equal(code, 1);
    assert.equal(
      stderr,
      `realtime-chat-relay: Cannot compact the data folder ${folder}: the relay of process ${relay.pid} has it: stop it first\n`,
    );
  }
  const ann = await newMember(t, relay.url, 'Ann');
  assert.equal((await ann.say('still here')).seq, 5001);
  await relay.kill();
  // A relay that was killed is not in the way.
  assert.equal((await runCli(['compact', '--data', folder])).code, 0);
});

test('nothing opens a store while it is compacted', async (t) => {
  const { folder } = await newLargeStore(t);
  const lock = await lockFolder(folder, silent, 'compaction');
  afterwards(t, () => lock.release());
  for (const args of [['--port', '0'], ['rooms'], ['import', '--room', 'lobby'], ['compact']]) {
    const { code, stderr } = await runCli([...args, '--data', folder]);
    assert.equal(code, 1, args[0]);
    assert.match(stderr, new RegExp(`the compaction of process ${process.pid} has it`));
  }
  await lock.release();
  await newRelayProcess(t, { data: folder });
});

test('where folders cannot be locked, a relay does not start while its store is compacted', async (t) => {
  const { folder } = await newLargeStore(t);
  const place = join(folder, `compacting-${process.pid}`);
  await mkdir(place);
  const { code, stderr } = await runCli(['rooms', '--data', folder]);
  assert.equal(code, 1);
  assert.match(stderr, new RegExp(`process ${process.pid} compacts it`));
});

test('what a killed compaction has left is removed at the next start, also if its process id is in use again', async (t) => {
  const { folder } = await newLargeStore(t);
  const places = ['compacting', `compacting-${process.pid}`].map((name) => join(folder, name));
  for (const place of places) {
    await mkdir(place);
    await writeFile(join(place, 'data.mdb'), 'half');
  }
  const imported = await runCli(['import', '--room', 'lobby', '--data', folder]);
  // No other command may: a compaction could be at work in it.
  assert.deepEqual([imported.code, existsSync(join(folder, 'compacting'))], [1, true]);
  await newRelayProcess(t, { data: folder });
  assert.deepEqual(
    places.map((place) => existsSync(place)),
    [false, false],
  );
});

test('a compaction that is killed at any moment leaves a whole store', async (t) => {
  const { folder, held, rooms } = await newLargeStore(t);
  for (const delay of [300, 400, 500, 700, 900]) {
    const child = spawn(process.execPath, [cli, 'compact', '--data', folder]);
    const timer = setTimeout(() => child.kill('SIGKILL'), delay);
    await once(child, 'exit');
    clearTimeout(timer);
    const after = await closing(await LmdbLog.open(folder));
    assert.deepEqual([after.rooms, after.held], [rooms, held]);
  }
});

test('a store that was put back by an older copy does not become trusted by compact', async (t) => {
  const { folder, epoch } = await newLargeStore(t);
  await writeFile(join(folder, 'witness'), '1.000 1 1'.padEnd(72));
  await compactStore(folder, false);
  const log = await LmdbLog.open(folder);
  afterwards(t, () => log.close());
  assert.notEqual((await log.extent('lobby')).epoch, epoch);
});

test('where the disk has no room, compact says how much it needs, and --to makes the folder anew elsewhere', async (t) => {
  const disk = await newFolder(t);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', disk]).status !== 0) {
    return t.skip('only root may mount');
  }
  afterwards(t, () => void spawnSync('umount', [disk]));
  const data = join(disk, 'data');
  const first = await newRelayProcess(t, { data });
  await first.stop();
  const { epoch, held } = await newLargeStore(t, data);
  const secret = await readFile(join(data, 'secret'), 'utf8');
  spawnSync('sh', ['-c', `cat /dev/zero > ${join(disk, 'filler')}`]);

  const inPlace = await runCli(['compact', '--data', data]);
  assert.equal(inPlace.code, 1);
  assert.match(inPlace.stderr, /^realtime-chat-relay: Cannot compact [^\n]+--to[^\n]*\n$/);

  const to = join(await newFolder(t), 'copy');
  const { code, stderr } = await runCli(['compact', '--data', data, '--to', to]);
  assert.deepEqual([code, stderr.includes(` into ${to}: `)], [0, true], stderr);
  assert.equal(await readFile(join(to, 'secret'), 'utf8'), secret);
  assert.equal((await stat(to)).mode & 0o777, 0o700);
  const after = await closing(await LmdbLog.open(to));
  assert.deepEqual([after.epoch, after.held], [epoch, held]);
  assert.equal(existsSync(join(data, 'witness')), false);

  const twice = await runCli(['compact', '--data', data, '--to', to]);
  assert.equal(twice.code, 1);
  assert.match(twice.stderr, /is not empty/);
});

test('compact --to leaves nothing behind after a failure, and what was killed does not stand in its way', async (t) => {
  const { folder } = await newLargeStore(t);
  // It cannot be copied as a file.
  await mkdir(join(folder, 'webhook-secret'));
  const to = join(await newFolder(t), 'copy');
  const failed = await runCli(['compact', '--data', folder, '--to', to]);
  assert.deepEqual([failed.code, existsSync(to)], [1, false], failed.stderr);
  assert.equal(existsSync(join(folder, 'witness')), true);

  await rm(join(folder, 'webhook-secret'), { recursive: true });
  await mkdir(join(to, 'copying'), { recursive: true });
  await writeFile(join(to, 'copying', 'data.mdb'), 'half');
  const { code, stderr } = await runCli(['compact', '--data', folder, '--to', to]);
  assert.equal(code, 0, stderr);
  assert.deepEqual((await readdir(to)).filter((name) => name !== 'lock.mdb').toSorted(), [
    'data.mdb',
    'witness',
  ]);
});
