import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import type { Entry, RoomLog } from '../../relay/src/log/log.ts';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { silent } from '../../relay/src/logger.ts';
import { Moderation } from '../../relay/src/moderation/moderation.ts';
import { ReviewQueue } from '../../relay/src/moderation/review-queue/review-queue.ts';
import { erasePerson, type PeopleStores } from '../../relay/src/people/erase-person.ts';
import { ReservedNames } from '../../relay/src/rooms/names/reserved-names.ts';
import { afterwards } from '../support/afterwards.ts';
import { assertOneLine, newRelayProcess, runCli } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { mistakeIn } from '../support/mistake.ts';
import { newMember } from '../support/wire-client.ts';
import { stored } from './archive-commands.ts';
import { draft, edit, everything, hello } from './log-entries.ts';

const secretText = 'a very private text, which is long enough to be found in a file';

/** A folder in which Ann and Bob wrote in two rooms. */
async function newTalk(t: TestContext): Promise<string> {
  const data = await newFolder(t);
  const log = await LmdbLog.open(data);
  for (const room of ['attic', 'lobby']) {
    await log.append(room, draft('hello', { username: 'Ann Archer' }));
    await log.append(room, draft('other', { sender: 'bob', username: 'Bob' }));
  }
  await log.append('lobby', edit(hello, secretText));
  await log.putMeta('name', 'ann', { name: 'Ann Archer', seen: Date.now() });
  await log.putMeta('rules', 'lobby', {
    // A mute that is over stays in the store until the next action.
    muted: { ann: { until: 1000, time: 500, username: 'Ann Archer', addresses: ['203.0.113.9'] } },
    banned: { ann: { time: 2000, username: 'Ann Archer', addresses: ['203.0.113.9'], byOwner: true } },
    slow: 5,
  });
  await log.close();
  return data;
}

const kindsOf = (lines: string): unknown[] =>
  lines
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { kind: string }).kind);

test('person export writes what the store has about a person, and changes nothing', async (t) => {
  const data = await newTalk(t);
  const { code, stdout, stderr } = await runCli(['person', 'export', 'ann', '--data', data]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.deepEqual(kindsOf(stdout), ['person', 'name', 'message', 'message', 'edit', 'mute', 'ban']);
  assert.ok(stdout.includes(secretText) && stdout.includes('203.0.113.9') && !stdout.includes('Bob'));
  assert.equal((await stored(data)).length, 3);
});

test('person erase takes it out of the folder, and compact takes it out of the file', async (t) => {
  const data = await newTalk(t);
  const ended = await runCli(['person', 'erase', 'ann', '--data', data]);
  assert.deepEqual([ended.code, ended.stdout], [0, '']);
  assert.match(ended.stderr, /^Erased ann: 3 entries in 2 rooms\n/);
  const { stdout } = await runCli(['person', 'export', 'ann', '--data', data]);
  assert.deepEqual(kindsOf(stdout), ['person', 'message', 'message', 'edit', 'ban']);
  assert.doesNotMatch(stdout, /Archer|private|203\.0/);
  assert.deepEqual(
    (await stored(data)).map(({ seq, type }) => [seq, type]),
    [
      [1, 'message'],
      [2, 'message'],
      [3, 'edit'],
      [4, 'erase'],
    ],
  );
  const again = await runCli(['person', 'erase', 'ann', '--data', data]);
  assert.match(again.stderr, /^Erased ann: 0 entries in 0 rooms\n/);
  await runCli(['compact', '--data', data]);
  const file = await readFile(join(data, 'data.mdb'));
  for (const words of [secretText, 'Ann Archer', '203.0.113.9']) assert.ok(!file.includes(words), words);
  assert.ok(file.includes('Bob'));
});

test('person erase is refused while a relay has the folder, and for a folder without rooms', async (t) => {
  const relay = await newRelayProcess(t);
  await (await newMember(t, relay.url, 'Ann')).say('hello');
  assertOneLine(
    await runCli(['person', 'erase', 'ann', '--data', relay.data]),
    1,
    /Cannot use the data folder .*the relay of process \d+/,
  );
  // Reading is not.
  assert.equal((await runCli(['person', 'export', 'ann', '--data', relay.data])).code, 0);
  const empty = await newFolder(t);
  assertOneLine(await runCli(['person', 'erase', 'ann', '--data', empty]), 1, /There are no rooms in/);
});

for (const args of [
  ['person'],
  ['person', 'export'],
  ['person', 'kill', 'x'],
  ['person', 'erase', 'a', 'b'],
]) {
  test(`${args.join(' ')} is refused`, () => {
    assert.equal(mistakeIn(args).message, 'person needs export or erase, and then the id of one person');
  });
}

async function storesOf(t: TestContext, log: RoomLog): Promise<PeopleStores> {
  const queue = await ReviewQueue.open(log, silent);
  afterwards(t, () => queue.close());
  const moderation = await Moderation.open(log, silent);
  return { log, queue, moderation, reservedNames: await ReservedNames.open(log, silent) };
}

test('an erasure that was interrupted is completed by the next, and erases no room twice', async (t) => {
  class Failing extends MemoryLog {
    left = 2;
    override append(...args: Parameters<MemoryLog['append']>): ReturnType<MemoryLog['append']> {
      if (args[1].type === 'erase' && this.left-- === 0) throw new Error('killed');
      return super.append(...args);
    }
  }
  const log = new Failing();
  const rooms = ['a', 'b', 'c', 'd'];
  for (const room of rooms) await log.append(room, draft('hello'));
  await assert.rejects(erasePerson(await storesOf(t, log), 'ann'), /killed/);
  const left = async (): Promise<string[]> => {
    const all = await Promise.all(rooms.map((room) => everything(log, room)));
    return all.flatMap(({ messages }) => messages.map(({ message }) => message));
  };
  assert.deepEqual(await left(), ['', '', 'hello', 'hello']);
  assert.deepEqual(await erasePerson(await storesOf(t, log), 'ann'), { rooms: 2, entries: 2 });
  assert.deepEqual(await left(), ['', '', '', '']);
  const types = async (room: string) => (await everything(log, room)).entries.map(({ type }: Entry) => type);
  for (const room of rooms) assert.deepEqual(await types(room), ['message', 'erase'], room);
});
