import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { runCli } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { cli, stored } from './archive-commands.ts';
import { hashOf, leftFiles, newFileStore } from './file-store.ts';
import { draft } from './log-entries.ts';

/** A stopped relay's folder, whose lobby has a message of Ann's with a file. */
async function newRoom(t: TestContext): Promise<{ data: string; id: string }> {
  const { data, log, records, add } = await newFileStore(t);
  const id = await add('a cat', { name: 'my cat.png', type: 'image/png', width: 4, height: 3 });
  const message = { room: 'lobby', sender: 'ann', id: 'id-hello' };
  const files = await records.check(message, [{ id, alt: 'a cat' }]);
  await records.take(message, [id]);
  const { seq } = await log.append('lobby', draft('hello', { files }));
  await records.settle(id, 'lobby', seq);
  await log.append('lobby', draft('without a file'));
  await log.close();
  return { data, id };
}

async function importFrom(data: string, lines: string, from: string, room = 'lobby') {
  const child = spawn(process.execPath, [cli, 'import', '--data', data, '--room', room, '--from', from]);
  child.stdin.end(lines);
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { code: child.exitCode, stderr };
}

async function exported(t: TestContext, data: string): Promise<{ to: string; lines: string }> {
  const to = join(await newFolder(t), 'files');
  const { code, stdout, stderr } = await runCli(['export', '--data', data, '--room', 'lobby', '--to', to]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Copied 1 file to /);
  return { to, lines: stdout };
}

test('an exported room comes back with its files, as often as it is imported', async (t) => {
  const { data, id } = await newRoom(t);
  const { to, lines } = await exported(t, data);
  assert.deepEqual(await readdir(to), [`${id}.png`]);
  assert.equal(await readFile(join(to, `${id}.png`), 'utf8'), 'a cat');

  const target = await newFolder(t);
  for (const count of ['2 entries', '0 entries']) {
    const { code, stderr } = await importFrom(target, lines, to);
    assert.equal(code, 0, stderr);
    assert.ok(stderr.includes(`Imported ${count}`), stderr);
  }
  assert.deepEqual(await readdir(to), [`${id}.png`], 'the archive stays as it is');
  assert.deepEqual(await stored(target), await stored(data));
  const { records, log } = await newFileStore(t, target);
  const { created: _, message, ...record } = (await records.get(id)) ?? {};
  await log.close();
  assert.deepEqual(record, {
    room: 'lobby',
    owner: 'ann',
    name: 'my cat.png',
    type: 'image/png',
    size: 5,
    hash: hashOf('a cat'),
    width: 4,
    height: 3,
    seq: 1,
  });
  assert.equal(message?.id, 'id-hello');
});

test('a copy of a room beside the first has files of its own', async (t) => {
  const { data, id } = await newRoom(t);
  const { to, lines } = await exported(t, data);
  assert.equal((await importFrom(data, lines, to, 'copy')).code, 0);
  const [first] = await stored(data, 'copy');
  const copied = first?.type === 'message' ? first.files?.[0] : undefined;
  assert.deepEqual([copied?.name, copied?.alt], ['my cat.png', 'a cat']);
  assert.notEqual(copied?.id, id);
  const { ids, blobs } = await leftFiles(t, data);
  assert.deepEqual([new Set(ids), blobs], [new Set([id, copied?.id]), 1]);
});

test('missing and truncated files are told, and the text is there all the same', async (t) => {
  const { data, id } = await newRoom(t);
  const { to, lines } = await exported(t, data);
  await writeFile(join(to, `${id}.png`), 'a c');
  const target = await newFolder(t);
  const { code, stderr } = await importFrom(target, lines, to);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Took 0 files over; the bytes of 1 file are missing/);
  assert.equal((await stored(target)).length, 2);

  await rm(join(data, 'files'), { recursive: true });
  const again = await runCli(['export', '--data', data, '--room', 'lobby', '--to', to]);
  assert.equal(again.code, 0);
  assert.match(again.stderr, /Copied 0 files to .*; the bytes of 1 file are missing/);
});

test('an import takes no link for a file, and changes nothing in the archive meanwhile', async (t) => {
  const { data, id } = await newRoom(t);
  const { to, lines } = await exported(t, data);
  const secret = join(await newFolder(t), 'secret');
  await writeFile(secret, 'a cat');
  const changes: unknown[] = [];
  const watcher = watch(to, (_event, name) => changes.push(name));
  // A folder of data that does not exist yet.
  const whole = await importFrom(join(await newFolder(t), 'data'), lines, to);
  assert.equal(whole.code, 0, whole.stderr);
  assert.match(whole.stderr, /Took 1 file over$/m);
  assert.deepEqual(changes, []);
  watcher.close();
  await rm(join(to, `${id}.png`));
  await symlink(secret, join(to, `${id}.png`));
  const linked = await importFrom(await newFolder(t), lines, to);
  assert.match(linked.stderr, /Took 0 files over; the bytes of 1 file are missing/);
});

test('an archive that names a file by no id is refused', async (t) => {
  const { data, id } = await newRoom(t);
  const { to, lines } = await exported(t, data);
  const { code, stderr } = await importFrom(await newFolder(t), lines.replaceAll(id, '../../etc/passwd'), to);
  assert.equal(code, 1);
  assert.match(stderr, /line 1: .*must be the id of a file/);
});

test('a person’s export has their files, and their erasure removes them', async (t) => {
  const { data, id } = await newRoom(t);
  const to = join(await newFolder(t), 'files');
  const { stdout } = await runCli(['person', 'export', 'ann', '--data', data, '--to', to]);
  const records = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { kind: string });
  const { time: _, ...file } = (records.find(({ kind }) => kind === 'file') ?? {}) as { time?: string };
  assert.deepEqual(file, {
    kind: 'file',
    room: 'lobby',
    id,
    name: 'my cat.png',
    type: 'image/png',
    size: 5,
    message: 1,
  });
  assert.deepEqual(await readdir(to), [`${id}.png`]);

  const { code, stderr } = await runCli(['person', 'erase', 'ann', '--data', data]);
  assert.equal(code, 0, stderr);
  assert.deepEqual(await leftFiles(t, data), { ids: [], blobs: 0 });
});

test('an erasure without the place of files tells that bytes are left, and one with it removes them', async (t) => {
  const { data } = await newRoom(t);
  const erase = ['person', 'erase', 'ann', '--data', data];
  for (const without of ['the first', 'another']) {
    const { code, stderr } = await runCli([...erase, '--files', 'off']);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /The bytes of 1 file could not be removed: correct --files/, without);
    assert.deepEqual(await leftFiles(t, data), { ids: [], blobs: 1 });
  }
  const { stderr } = await runCli(erase);
  assert.doesNotMatch(stderr, /bytes of/);
  assert.deepEqual(await leftFiles(t, data), { ids: [], blobs: 0 });
});

test('--from and --to need a command that knows them, and a folder of files', async () => {
  const from = await runCli(['export', '--room', 'lobby', '--from', 'x']);
  assert.match(from.stderr, /--from needs the command import/);
  const to = await runCli(['rooms', '--to', 'x']);
  assert.match(to.stderr, /--to needs the command compact, migrate, export or person export/);
  const off = await runCli(['export', '--room', 'lobby', '--to', 'x', '--files', 'off']);
  assert.match(off.stderr, /There is no place of files: name it by --files/);
});
