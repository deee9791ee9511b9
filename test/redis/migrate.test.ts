import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import type { RoomLog } from '../../relay/src/log/log.ts';
import { RedisLog } from '../../relay/src/log/redis/redis-log.ts';
import { openRedis } from '../../relay/src/log/redis/server/open.ts';
import { makeDisk } from '../faults/full-disk.ts';
import { afterwards } from '../support/afterwards.ts';
import { assertOneLine, cli, newRelayProcess, runCli } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { newProxy } from '../support/proxy.ts';
import { newRedis } from '../support/redis.ts';
import { enteredRoom, hears, said, shows } from '../support/room.ts';
import { newMember } from '../support/wire-client.ts';
import { newFileStore } from '../relay/file-store.ts';
import { draft, entriesOf } from '../relay/log-entries.ts';

const redis = await newRedis({ after }, { appendonly: 'yes' });
let prefixes = 0;

function newUrl(): { url: string; prefix: string } {
  prefixes += 1;
  const prefix = `migrate-${prefixes}`;
  return { url: `${redis.url}/0?prefix=${prefix}`, prefix };
}

/** A folder with a large room and some small ones. */
async function newStore(t: TestContext, messages = 20_000): Promise<string> {
  const folder = await newFolder(t);
  const log = await LmdbLog.open(folder);
  await log.restore('lobby', entriesOf(1, messages));
  for (const room of ['attic', 'cellar', 'room with {braces}']) await log.append(room, draft('hello'));
  await log.putMeta('names', 'ann', { name: 'Ann' });
  await log.close();
  return folder;
}

const migrate = (data: string, url: string, ...more: string[]) =>
  runCli(['migrate', '--data', data, '--redis', url, ...more]);

async function closed<T>(log: RoomLog, ask: (log: RoomLog) => Promise<T>): Promise<T> {
  try {
    return await ask(log);
  } finally {
    await log.close();
  }
}

const openUrl = async (url: string): Promise<RedisLog> => RedisLog.start(await openRedis(url));

/** Removes the store of a folder, but for its secrets. */
async function emptied(folder: string): Promise<string> {
  for (const name of ['data.mdb', 'lock.mdb']) await rm(join(folder, name));
  return folder;
}

test('a client that was there goes on by a delta after the move, and after the move back', async (t) => {
  const { url } = newUrl();
  const first = await newRelayProcess(t);
  const { data, port } = first;
  let heard = '';
  const proxy = await newProxy(t, first.url, (bytes) => (heard += bytes.toString('latin1')));
  const ann = await enteredRoom(t, proxy.url);
  const bob = await newMember(t, first.url, 'Bob');
  const { epoch } = await bob.say('one');
  const one = await hears(ann, 'one');
  await ann.send('two');
  await ann.react(one, '👍');
  await first.stop();

  for (const to of ['redis', 'data']) {
    await shows(ann, 'the loss of the relay', () => ann.status === 'reconnecting');
    const sending = ann.send(`while it moves to ${to}`);
    if (to === 'data') await emptied(data);
    const moved = await migrate(data, url, '--to', to);
    assert.equal(moved.code, 0, moved.stderr);
    heard = '';
    const relay = await newRelayProcess(t, { port, data, args: to === 'redis' ? ['--redis', url] : [] });
    await sending;
    assert.match(heard, /"mode":"delta"/);
    assert.doesNotMatch(heard, /"mode":"(snapshot|reset)"/);
    const cat = await newMember(t, relay.url, 'Cat');
    assert.equal((await cat.say(`hello from ${to}`)).epoch, epoch);
    await hears(ann, `hello from ${to}`);
    const { messages } = await cat.history(Number.MAX_SAFE_INTEGER, 100);
    assert.deepEqual(
      messages.map(({ message }) => message),
      said(ann),
    );
    await relay.stop();
  }
  const moves = ['redis', 'data'].flatMap((to) => [`while it moves to ${to}`, `hello from ${to}`]);
  assert.deepEqual(said(ann), ['one', 'two', ...moves]);
  assert.equal(ann.messages[0]?.reactions?.[0]?.count, 1);
});

test('migrate tells what it has moved, and that both are equal', async (t) => {
  const { url } = newUrl();
  const folder = await newStore(t, 1000);
  const there = await migrate(folder, url);
  assert.deepEqual([there.code, there.stdout], [0, '']);
  const totals =
    /^ {2}rooms +4\n {2}entries +1,003\n {2}reactions +0\n {2}ids +0\n {2}values +1\n {2}digest +[0-9a-f]{64}\n$/m;
  assert.match(there.stderr, totals);
  assert.ok(there.stderr.startsWith(`Moved from ${folder} to ${url}, and compared:\n`), there.stderr);
  const other = join(await newFolder(t), 'new');
  const back = await migrate(other, url, '--to', 'data');
  assert.equal(back.code, 0, back.stderr);
  assert.equal(totals.exec(back.stderr)?.[0], totals.exec(there.stderr)?.[0]);
});

test('the store that the rooms have left is as it was, under another epoch', async (t) => {
  const { url } = newUrl();
  const folder = await newStore(t, 100);
  const before = await closed(await LmdbLog.open(folder), (log) => log.extent('lobby'));
  assert.equal((await migrate(folder, url)).code, 0);
  const left = await closed(await LmdbLog.open(folder), (log) => log.extent('lobby'));
  assert.deepEqual([left.head, left.epoch === before.epoch], [100, false]);
  assert.deepEqual(await closed(await openUrl(url), (log) => log.extent('lobby')), before);

  const other = await newFolder(t);
  assert.equal((await migrate(other, url, '--to', 'data')).code, 0);
  const remote = await closed(await openUrl(url), (log) => log.extent('lobby'));
  assert.deepEqual([remote.head, remote.epoch === before.epoch], [100, false]);
  assert.deepEqual(await closed(await LmdbLog.open(other), (log) => log.extent('lobby')), before);
});

for (const to of ['redis', 'data'] as const) {
  test(`a move to ${to} that is killed goes on where it was, and no relay takes a part of it`, async (t) => {
    const { url, prefix } = newUrl();
    let folder = await newStore(t);
    const { epoch } = await closed(await LmdbLog.open(folder), (log) => log.extent('lobby'));
    if (to === 'data') {
      assert.equal((await migrate(folder, url)).code, 0);
      folder = await newFolder(t);
    }
    const place = to === 'redis' ? ['--redis', url] : ['--data', folder];
    for (const goal of [2000, 5000, 8000]) {
      const args = ['migrate', '--data', folder, '--redis', url, '--to', to];
      const child = spawn(process.execPath, [cli, ...args]);
      const exit = once(child, 'exit');
      afterwards(t, () => child.kill('SIGKILL'));
      const isFar = async (): Promise<boolean> => (await reached(to, folder, prefix)) >= goal;
      while (!(await isFar()) && child.exitCode === null) await setTimeout(5);
      child.kill('SIGKILL');
      await exit;
      assert.equal(child.signalCode, 'SIGKILL');
      for (const args of [['--port', '0', '--data', await newFolder(t)], ['rooms']]) {
        const { code, stderr } = await runCli([...args, ...place]);
        assert.equal(code, 1);
        assert.match(stderr, /a migration into it is not finished: run the command migrate again/);
      }
    }
    const { code, stderr } = await migrate(folder, url, '--to', to);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /entries +20,003\n/);
    const log = to === 'redis' ? await openUrl(url) : await LmdbLog.open(folder);
    assert.deepEqual(await closed(log, (open) => open.extent('lobby')), { epoch, head: 20_000, floor: 1 });
  });
}

/** How many entries of the large room are moved, about. */
async function reached(to: 'redis' | 'data', folder: string, prefix: string): Promise<number> {
  if (to === 'redis') return Number(await redis.command.hget(`${prefix}:{lobby}:state`, 'head'));
  return (await sizeOf(folder)) / 400;
}

async function sizeOf(folder: string): Promise<number> {
  const file = join(folder, 'data.mdb');
  return existsSync(file) ? (await stat(file)).size : 0;
}

test('migrate says in one line what is in the way', async (t) => {
  const { url, prefix } = newUrl();
  const folder = await newStore(t, 10);
  const empty = await newFolder(t);
  const refusals: [args: string[], code: number, reason: RegExp][] = [
    [['--data', folder], 1, /migrate needs --redis/],
    [['--data', folder, '--redis', url, '--to', '/mnt/copy'], 2, /--to must be redis or data for migrate/],
    [['--data', ':memory:', '--redis', url], 1, /There are no rooms in :memory:/],
    [['--data', empty, '--redis', url], 1, /There are no rooms in /],
    [['--data', empty, '--redis', url, '--to', 'data'], 1, /There are no rooms in redis:/],
    [
      ['--data', folder, '--redis', url, '--to', 'data'],
      1,
      /is not empty: it has rooms or values of its own/,
    ],
    [
      ['--data', folder, '--redis', 'redis://127.0.0.1:1'],
      1,
      /Cannot use the Redis at redis:\/\/127\.0\.0\.1:1/,
    ],
  ];
  for (const [args, code, reason] of refusals)
    assertOneLine(await runCli(['migrate', ...args]), code, reason);
  assert.deepEqual(await redis.command.zcard(`${prefix}:rooms`), 0);
});

test('migrate is refused while a relay runs on either end', async (t) => {
  const { url } = newUrl();
  const folder = await newStore(t, 10);
  const local = await newRelayProcess(t, { data: folder });
  assertOneLine(
    await migrate(folder, url),
    1,
    new RegExp(`the relay of process ${local.pid} has it: stop it first`),
  );
  await local.stop();
  const remote = await newRelayProcess(t, { args: ['--redis', url] });
  assertOneLine(await migrate(folder, url), 1, new RegExp(`the relay of process ${remote.pid} uses it`));
  await remote.stop();
  assert.equal((await migrate(folder, url)).code, 0);
  assertOneLine(
    await migrate(await newStore(t, 10), url),
    1,
    /is not empty: it has rooms or values of its own/,
  );
});

test('a Redis without memory ends it with one line, and it goes on when there is some', async (t) => {
  const small = await newRedis(t);
  const folder = await newStore(t, 5000);
  const used = Number(/used_memory:(\d+)/.exec(await small.command.info('memory'))?.[1]);
  await small.command.config('SET', 'maxmemory', used + 1_500_000);
  assertOneLine(
    await migrate(folder, small.url),
    1,
    /redis:\/\/127[.\d]+:\d+: Redis has no memory left \(maxmemory\)\. What is copied stays: run the same command again to go on$/,
  );
  assert.ok(Number(await small.command.hget('realtime-chat:{lobby}:state', 'head')) > 100);
  await small.command.config('SET', 'maxmemory', 0);
  const { code, stderr } = await migrate(folder, small.url);
  assert.equal(code, 0, stderr);
});

test('a full disk ends it with one line, and it goes on when there is room', async (t) => {
  const { url } = newUrl();
  assert.equal((await migrate(await newStore(t, 14_000), url)).code, 0);
  const disk = makeDisk();
  afterwards(t, () => disk.remove());
  const args = ['migrate', '--data', disk.folder, '--redis', url, '--to', 'data'];
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [stderr, exit] = [text(child.stderr), once(child, 'exit')];
  while ((await sizeOf(disk.folder)) < 1e6 && child.exitCode === null) await setTimeout(5);
  assert(child.pid !== undefined);
  disk.fill(child.pid);
  await exit;
  // LMDB itself writes a line where the disk becomes full within a commit.
  const line = (await stderr).replaceAll(/Write error: .*?, size \d+/g, '');
  const failed = { code: child.exitCode, stdout: '', stderr: line };
  assertOneLine(
    failed,
    1,
    /realtime-chat-disk-\w+\/data: the disk is full\. What is copied stays: run the same command again to go on$/,
  );
  assert.match(
    (await runCli(['rooms', '--data', disk.folder])).stderr,
    /a migration into it is not finished/,
  );
  disk.free(child.pid);
  const { code, stderr: end } = await migrate(disk.folder, url, '--to', 'data');
  assert.equal(code, 0, end);
});

test('what the relay knows of files moves, and the command tells where the bytes stay', async (t) => {
  const { url } = newUrl();
  const { data, log, add } = await newFileStore(t);
  const id = await add('a cat');
  await log.append('lobby', draft('hello'));
  await log.close();
  const { code, stderr } = await migrate(data, url);
  assert.equal(code, 0, stderr);
  const files = join(data, 'files');
  assert.ok(
    stderr.includes(`The files of messages stay in ${files}: give the relays --files ${files}`),
    stderr,
  );
  const moved = await closed(await openUrl(url), (store) => store.getMeta('file', id));
  assert.ok(moved);
});
