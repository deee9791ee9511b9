import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import type { MessageEntry } from '@realtime-chat/protocol';
import { exportRoom, importRoom, linesOf } from '../../relay/src/cli/archive.ts';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { newRelayProcess } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newId, newMember, newWireClient, refused } from '../support/wire-client.ts';
import { deletion, edit, entriesOf, everything, target } from './log-entries.ts';
import { cli, exportByCommand, importByCommand, jsonl, newStore, stored } from './archive-commands.ts';

const anyText = [
  'plain',
  'two\nlines\r\nand\rmore\n',
  'he said "hello" \\ and \'bye\'',
  '👩‍👩‍👧‍👦 emoji 🎉',
  'שלום \u202eright to left',
  'separated\u2028by\u2029these and\u0085this',
  '\u0000\u0001\ufeff\uffff',
  '{"seq":1}',
  ' ',
];

void describe('a room as text', { concurrency: 2 }, () => {
  test('any text comes back as it was, in another folder and under another name', async (t) => {
    const data = await newStore(t, anyText);
    const { code, stdout, stderr } = await exportByCommand(data);
    assert.deepEqual([code, stderr], [0, '']);
    const lines = stdout.trimEnd().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as MessageEntry);
    assert.deepEqual(
      entries.map(({ seq, message }) => [seq, message]),
      anyText.map((message, index) => [index + 1, message]),
    );

    const elsewhere = join(await newFolder(t), 'new');
    assert.deepEqual(await importByCommand(elsewhere, stdout, 'attic'), {
      code: 0,
      stdout: '',
      stderr: `Imported ${anyText.length} entries into attic\n`,
    });
    assert.deepEqual(await stored(elsewhere, 'attic'), await stored(data));
  });

  test('a text that is cut anywhere on its way is read the same', async (t) => {
    const data = await newFolder(t);
    const entries = anyText.flatMap((message, index) =>
      entriesOf(index + 1, index + 1, { id: `id-${index}`, time: 1, message }),
    );
    const child = spawn(process.execPath, [cli, 'import', '--data', data, '--room', 'lobby']);
    // Without the last line's end, with an empty line, and as another system ends lines.
    const bytes = Buffer.from(jsonl(entries).trimEnd().replace('\n', '\r\n\n'));
    const ended = once(child, 'exit');
    for (let start = 0; start < bytes.length; start += 7) {
      await new Promise((written) => child.stdin.write(bytes.subarray(start, start + 7), written));
    }
    child.stdin.end();
    assert.deepEqual(await ended, [0, null]);
    assert.deepEqual(await stored(data), entries);
  });

  test('what is read in twice is there once, and a later export adds only what is new', async (t) => {
    const data = await newFolder(t);
    const all = entriesOf(1, 1200);
    const said: string[] = [];
    for (const upTo of [700, 700, 1200]) {
      const { code, stderr } = await importByCommand(data, jsonl(all.slice(0, upTo)));
      assert.equal(code, 0);
      said.push(stderr);
    }
    assert.deepEqual(said, [
      'Imported 700 entries into lobby\n',
      'Imported 0 entries into lobby\n',
      'Imported 500 entries into lobby\n',
    ]);
    assert.deepEqual(await stored(data), all);
  });

  test('a room that has forgotten comes back from where it began', async (t) => {
    const data = await newFolder(t);
    assert.equal(
      (await importByCommand(data, jsonl(entriesOf(501, 510)))).stderr,
      'Imported 10 entries into lobby\n',
    );
    const relay = await newRelayProcess(t, { data });
    const joined = await (await newWireClient(t, relay.url)).join();
    assert.deepEqual([joined.floor, joined.head, joined.messages?.length], [501, 510, 10]);
  });

  const marked: Record<string, Buffer> = {
    'UTF-8 with a byte order mark': Buffer.from(`\ufeff${jsonl(entriesOf(1, 2))}`),
    'UTF-16 with a byte order mark, as PowerShell redirects it': Buffer.from(
      `\ufeff${jsonl(entriesOf(1, 2))}`,
      'utf16le',
    ),
  };
  for (const [encoding, bytes] of Object.entries(marked)) {
    test(`${encoding} is read`, async (t) => {
      const data = await newFolder(t);
      const { code, stderr } = await importByCommand(data, bytes);
      assert.deepEqual([code, stderr], [0, 'Imported 2 entries into lobby\n']);
      assert.deepEqual(await stored(data), entriesOf(1, 2));
    });
  }

  test('who reads only the beginning of an export hears no complaint', async (t) => {
    const data = await newFolder(t);
    const log = await LmdbLog.open(data);
    await log.restore('lobby', entriesOf(1, 5000));
    await log.close();
    const child = spawn(process.execPath, [cli, 'export', '--data', data, '--room', 'lobby']);
    const complaint = text(child.stderr);
    const ended = once(child, 'exit');
    const [piece] = (await once(child.stdout, 'data')) as [Buffer];
    child.stdout.destroy();

    assert.match(piece.toString(), /^\{[^\n]*"seq":1,[^\n]*\}\n/);
    assert.deepEqual(await ended, [0, null]);
    assert.equal(await complaint, '');
    assert.equal((await stored(data)).length, 5000);
  });

  test('no lines are no entries', async (t) => {
    const data = await newStore(t, ['one']);
    const { code, stderr } = await importByCommand(data, '', 'empty');
    assert.deepEqual([code, stderr], [0, 'Imported 0 entries into empty\n']);
  });

  test('a sender who sends again what was moved is known for it', async (t) => {
    const relay = await newRelayProcess(t);
    const ann = await newMember(t, relay.url, 'Ann');
    const { me } = await ann.join({ username: 'Ann' });
    const id = newId();
    const first = await ann.say('hello', { id });
    await ann.say('and more');
    await relay.stop();
    const { stdout } = await exportByCommand(relay.data);
    assert.equal((await importByCommand(relay.data, stdout, 'attic')).code, 0);

    const again = await newRelayProcess(t, { data: relay.data });
    const back = await newWireClient(t, again.url, { auth: { protocol: 1, session: me.session } });
    await back.join({ room: 'attic', username: 'Ann' });
    const { seq, time } = await back.say('hello', { id, room: 'attic' });
    assert.deepEqual([seq, time], [first.seq, first.time]);
    assert.equal((await back.say('new', { room: 'attic' })).seq, 3);
  });
});

test('a room that changes while it is written out comes back as it was, and a later export adds the rest', async () => {
  const [log, copy] = [new MemoryLog(), new MemoryLog()];
  await log.restore('lobby', entriesOf(1, 600));
  const lines: string[] = [];
  for await (const line of exportRoom(log, 'lobby')) {
    lines.push(line);
    // Between the first lines and the last, one message that is written already changes, and one that is not.
    if (lines.length > 1) continue;
    await log.append('lobby', edit(target(1, '1'), 'one'));
    await log.append('lobby', deletion(target(600, '600')));
  }
  assert.equal(lines.length, 600);
  await importRoom(copy, 'lobby', linesOf(Readable.from(lines)));
  assert.deepEqual(
    [...(await copy.messagesBefore('lobby', 2, 1)), ...(await copy.messagesBefore('lobby', 601, 1))].map(
      ({ message, deleted }) => [message, deleted],
    ),
    [
      ['1', undefined],
      ['', true],
    ],
  );
  await importRoom(copy, 'lobby', linesOf(Readable.from(exportRoom(log, 'lobby'))));
  assert.deepEqual(await everything(copy, 'lobby'), await everything(log, 'lobby'));
});

test('restrictions move with the room, and cleared messages stay deleted', async (t) => {
  const [here, there] = [await newFolder(t), await newFolder(t)];
  const options = { authSecret, greeting: '' };
  const enters = async (url: string, sub: string, claims: object = {}) =>
    newWireClient(t, url, bearing(await token({ sub, name: `P${sub}`, ...claims })));
  const first = await newRelay(t, { ...options, data: here });
  const mona = await enters(first.url, '7', { roles: ['moderator'] });
  await mona.join();
  for (const sub of ['1', '2', '3']) {
    const client = await enters(first.url, sub);
    await client.join({ username: `P${sub}` });
    await client.say(`by ${sub}`);
  }
  const moderate = async (action: string, words: object): Promise<void> => {
    // The longest that there may be.
    const id = `${newId()}${'x'.repeat(64)}`.slice(0, 64);
    assert.ok((await mona.ask('moderate', { room: 'lobby', id, action, ...words })).ok, action);
  };
  await moderate('clear', { person: 'user:1' });
  await moderate('ban', { person: 'user:1' });
  await moderate('ban', { person: 'user:2' });
  await moderate('unban', { person: 'user:2' });
  await moderate('mute', { person: 'user:3', seconds: 3600 });
  await moderate('slow', { seconds: 30 });
  await first.close();

  const { stdout } = await exportByCommand(here);
  const { code, stderr } = await importByCommand(there, stdout);
  assert.equal(code, 0, stderr);
  // Once more changes nothing.
  assert.equal((await importByCommand(there, stdout)).code, 0);

  const second = await newRelay(t, { ...options, data: there });
  assert.equal(refused(await (await enters(second.url, '1')).ask('join', { room: 'lobby' })).code, 'banned');
  const { slow, messages } = await (await enters(second.url, '2')).join();
  assert.equal(slow, 30);
  assert.deepEqual(
    messages?.map(({ message }) => message),
    ['', 'by 2', 'by 3'],
  );
  assert.equal((await (await enters(second.url, '3')).join()).muted, true);
  await second.close();
});
