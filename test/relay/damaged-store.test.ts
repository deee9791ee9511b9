import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { copyFile, mkdir, open, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test, type TestContext } from 'node:test';
import { createRelay } from '@realtime-chat/relay';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { compact, openReader } from '../../relay/src/log/open-log.ts';
import { makeDisk } from '../faults/full-disk.ts';
import { afterwards } from '../support/afterwards.ts';
import { newRelayProcess, runCli } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { draft } from './log-entries.ts';

let sound = '';

before(async (t) => {
  sound = await newFolder(t as TestContext);
  const log = await LmdbLog.open(sound);
  for (let batch = 0; batch < 20; batch++) {
    const texts = Array.from({ length: 20 }, (_, index) => `${batch} ${index} ${'x'.repeat(500)}`);
    await Promise.all(texts.map((text) => log.append('lobby', draft(text))));
  }
  await log.close();
});

/** A copy of a store, to be damaged. */
async function copyOf(t: TestContext): Promise<{ folder: string; data: string }> {
  const folder = await newFolder(t);
  for (const name of ['data.mdb', 'witness']) await copyFile(join(sound, name), join(folder, name));
  return { folder, data: join(folder, 'data.mdb') };
}

async function flip(path: string, position: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, position);
  await file.write(Buffer.from([byte.readUInt8(0) ^ 0xff]), 0, 1, position);
  await file.close();
}

const wayBack = /data\.mdb .*\. Put a backup of the folder in its place, or import/;

/** Starts the relay there. It has to end by itself, with one line that names the file and the way back. */
async function refusedStart(folder: string): Promise<string> {
  const { code, stderr } = await runCli(['--port', '0', '--data', folder]);
  const lines = stderr.split('\n').filter((line) => line.startsWith('realtime-chat-relay: '));
  assert.equal(code, 1, stderr);
  assert.equal(lines.length, 1, stderr);
  assert.match(stderr, wayBack);
  return stderr;
}

test('a store cut to a half is refused in one line', async (t) => {
  const { folder, data } = await copyOf(t);
  await truncate(data, (await stat(data)).size >> 1);
  await refusedStart(folder);
});

for (const size of [8192, 4096, 1000, 0]) {
  test(`a store cut to ${size} bytes is refused`, async (t) => {
    const { folder, data } = await copyOf(t);
    await truncate(data, size);
    await assert.rejects(createRelay(createServer(), { data: folder }), wayBack);
  });
}

/** Overwrites the beginning of each page behind the first three. */
async function spoilMiddle(data: string): Promise<void> {
  const { size } = await stat(data);
  const file = await open(data, 'r+');
  for (let position = 3 * 4096; position < size; position += 4096) {
    await file.write(Buffer.alloc(256, 0xa5), 0, 256, position);
  }
  await file.close();
}

// The magic number, the byte behind it, the size of a page, and the same of the second page.
for (const position of [24, 28, 49, 4096 + 24, 4096 + 49]) {
  test(`a store with byte ${position} flipped is refused`, async (t) => {
    const { folder, data } = await copyOf(t);
    await flip(data, position);
    await assert.rejects(createRelay(createServer(), { data: folder }), /data\.mdb/);
  });
}

test('a store of random pages in its middle is refused in one line', async (t) => {
  const { folder, data } = await copyOf(t);
  await spoilMiddle(data);
  await refusedStart(folder);
});

/** What only reads the store, and what copies it. */
async function commandsOn(t: TestContext, folder: string): Promise<[string, string[]][]> {
  return [
    ['rooms', ['rooms', '--data', folder]],
    ['export', ['export', '--data', folder, '--room', 'lobby']],
    ['compact', ['compact', '--data', folder]],
    ['compact --to', ['compact', '--data', folder, '--to', join(await newFolder(t), 'copy')]],
  ];
}

test('the commands refuse a damaged store in one line', async (t) => {
  const { folder, data } = await copyOf(t);
  await truncate(data, (await stat(data)).size >> 1);
  for (const [name, args] of await commandsOn(t, folder)) {
    const { code, stderr, stdout } = await runCli(args);
    assert.deepEqual([code, stdout], [1, ''], `${name}: ${stderr}`);
    assert.match(stderr, /^realtime-chat-relay: [^\n]*data\.mdb[^\n]*\n$/, name);
  }
});

for (const damage of [8192, 4096, 1000, 0, 'byte 28'] as const) {
  test(`what the commands open a store by refuses one that is damaged (${damage})`, async (t) => {
    const { folder, data } = await copyOf(t);
    if (damage === 'byte 28') await flip(data, 28);
    else await truncate(data, damage);
    await assert.rejects(openReader({ data: folder }), /data\.mdb/);
    await assert.rejects(compact(folder, undefined), /data\.mdb/);
    await assert.rejects(compact(folder, join(await newFolder(t), 'copy')), /data\.mdb/);
  });
}

test('the commands name the damage where a part of the store can still be read', async (t) => {
  const { folder, data } = await copyOf(t);
  await spoilMiddle(data);
  for (const [name, args] of await commandsOn(t, folder)) {
    const { code, stderr } = await runCli(args);
    assert.equal(code, 1, `${name}: ${stderr}`);
    // LMDB itself may write a line of its own.
    assert.match(
      stderr,
      /^(page \d+ not found error\n)*realtime-chat-relay: [^\n]*data\.mdb is damaged[^\n]*\n$/,
      name,
    );
  }
});

for (const [how, preload, warns] of [
  ['is not there', 'process.exit(1)', true],
  ['is killed', `process.kill(process.pid, 'SIGKILL')`, true],
  ['dies of what it reads', `process.kill(process.pid, 'SIGBUS')`, false],
] as const) {
  test(`a store is taken for ${warns ? 'sound' : 'damaged'} where the check ${how}`, async (t) => {
    const { folder } = await copyOf(t);
    const code = `if (process.argv[1]?.includes('read-all')) ${preload}`;
    const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(code)}` };
    if (warns) {
      const relay = await newRelayProcess(t, { data: folder, env });
      assert.match(relay.output, /"code":"store_check_unfinished"/);
    } else {
      const ended = await runCli(['--port', '0', '--data', folder], env);
      assert.equal(ended.code, 1);
      assert.match(ended.stderr, /data\.mdb is damaged \(reading it ends with SIGBUS\)/);
    }
  });
}

test('a full disk without a lock file is told by the commands in one line, and nothing is left behind', async (t) => {
  const disk = makeDisk();
  afterwards(t, () => disk.remove());
  await mkdir(disk.folder);
  for (const name of ['data.mdb', 'witness']) await copyFile(join(sound, name), join(disk.folder, name));
  disk.fill(process.pid);
  for (const [name, args] of await commandsOn(t, disk.folder)) {
    const { code, stderr } = await runCli(args);
    assert.equal(code, 1, `${name}: ${stderr}`);
    assert.match(
      stderr,
      /^realtime-chat-relay: [^\n]*lock\.mdb needs 12 KiB: the disk is full[^\n]*\n$/,
      name,
    );
  }
  disk.free(process.pid);
  const names = await readdir(disk.folder);
  assert.deepEqual(
    names.filter((name) => name.startsWith('compacting')),
    [],
  );
});

test('a store that others have touched and left whole is read', async (t) => {
  const { folder } = await copyOf(t);
  await newRelayProcess(t, { data: folder });
});

for (const lock of ['missing', 'empty', 'sparse'] as const) {
  test(`a full disk with a lock file that is ${lock} is told in one line`, async (t) => {
    const disk = makeDisk();
    afterwards(t, () => disk.remove());
    await mkdir(disk.folder);
    for (const name of ['data.mdb', 'witness']) await copyFile(join(sound, name), join(disk.folder, name));
    if (lock !== 'missing') await writeFile(join(disk.folder, 'lock.mdb'), '');
    if (lock === 'sparse') await truncate(join(disk.folder, 'lock.mdb'), 8272);
    disk.fill(process.pid);
    const { code, stderr } = await runCli(['--port', '0', '--data', disk.folder]);
    disk.free(process.pid);
    assert.equal(code, 1, stderr);
    assert.match(stderr, /Cannot use the data folder .*(ENOSPC|full|no space)/i);
  });
}
