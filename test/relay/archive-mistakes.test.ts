import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { importRoom } from '../../relay/src/cli/archive.ts';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { afterwards } from '../support/afterwards.ts';
import { assertOneLine, runCli } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { mistakeIn } from '../support/mistake.ts';
import { entriesOf } from './log-entries.ts';
import { exportByCommand, importByCommand, jsonl, newStore, stored } from './archive-commands.ts';

void describe('a room as text', { concurrency: 2 }, () => {
  const [one, two, three] = jsonl(entriesOf(1, 3)).split('\n');
  const broken: Record<string, [line: string, reason: RegExp]> = {
    'is not JSON': ['{"seq":3,', /line 3 is not JSON/],
    'is something else': ['"three"', /line 3: the entry must be an object/],
    'lacks something': ['{"seq":3,"type":"message"}', /line 3: (id|time|sender|message)/],
    'is of no type': [
      String(three).replace('"type":"message"', '"type":"poll"'),
      /line 3: type must be one of message, edit, delete, react, moderate/,
    ],
    'has something more': [`${three?.slice(0, -1)},"more":1}`, /line 3.*more/],
    'changes what has no place': [
      '{"seq":3,"type":"delete","id":"x","time":1,"sender":"x","target":0.5}',
      /line 3: target/,
    ],
    'has no place': [String(three).replace('"seq":3', '"seq":0'), /line 3: seq/],
    'leaves a gap': [jsonl(entriesOf(4, 4)).trim(), /line 3: entry 4 does not follow entry 2/],
    'comes again': [String(two), /line 3: entry 2 does not follow entry 2/],
  };
  for (const [what, [line, reason]] of Object.entries(broken)) {
    test(`a line that ${what} is named, and what is before it is in`, async (t) => {
      const log = await LmdbLog.open(await newFolder(t));
      afterwards(t, () => log.close());
      const lines = Readable.from([one, two, line, three]);
      await assert.rejects(importRoom(log, 'lobby', lines), ({ message }: Error) => {
        assert.match(message, reason);
        assert.doesNotMatch(message, /\n/);
        return true;
      });
      assert.deepEqual(await log.entriesAfter('lobby', 0, 10), entriesOf(1, 2));
    });
  }

  test('the command ends with such a line, and what is before it is in', async (t) => {
    const data = await newFolder(t);
    const ended = await importByCommand(data, `${one}\n${two}\n{"seq":3,\n${three}\n`);
    assertOneLine(ended, 1, /line 3 is not JSON/);
    assert.deepEqual(await stored(data), entriesOf(1, 2));
  });

  test('what does not follow what the room holds is refused', async (t) => {
    const data = await newStore(t, ['one', 'two']);
    const { code, stderr } = await importByCommand(data, jsonl(entriesOf(4, 5)));
    assert.deepEqual([code, stderr], [1, 'realtime-chat-relay: line 1: entry 4 does not follow entry 2\n']);
    assert.equal((await stored(data)).length, 2);
  });

  test('a room that is not there is named, and so is one of nearly that name', async (t) => {
    const data = await newStore(t, ['one']);
    const none = { code: 1, stdout: '' };
    assert.deepEqual(await exportByCommand(data, 'loby'), {
      ...none,
      stderr: 'realtime-chat-relay: There is no room "loby"; did you mean lobby?\n',
    });
    assert.deepEqual(await exportByCommand(data, 'something else'), {
      ...none,
      stderr: 'realtime-chat-relay: There is no room "something else"\n',
    });
    const nowhere = await runCli(['export', '--data', ':memory:', '--room', 'lobby']);
    assert.deepEqual(nowhere, { ...none, stderr: 'realtime-chat-relay: There are no rooms in :memory:\n' });
  });

  test('what is no text is refused in one line', async (t) => {
    const data = await newFolder(t);
    const { code, stderr } = await importByCommand(data, Buffer.from([0x7b, 0xc3, 0x28, 0x0a]));
    assert.deepEqual([code, stderr], [1, 'realtime-chat-relay: the text is not UTF-8\n']);
  });

  const mistakes: [args: string[], sentence: RegExp][] = [
    [['export'], /export needs --room/],
    [['import'], /import needs --room/],
    [['export', '--room'], /--room/],
    [['--room', 'lobby'], /--room needs the command export or import/],
    [['exprot', '--room', 'lobby'], /exprot is no command; did you mean export\?/],
    [['rooms', '--room', 'lobby'], /--room needs the command export or import/],
    [['export', 'lobby'], /export lobby is no command/],
    [['export', '--room', ''], /room/],
    [['export', '--room', 'x'.repeat(129)], /room/],
  ];
  for (const [args, sentence] of mistakes) {
    const shown = args.map((word) => word.slice(0, 10) || "''").join(' ');
    test(`a mistake is told in one line: realtime-chat-relay ${shown}`, () => {
      const { message } = mistakeIn([...args, '--data', ':memory:']);
      assert.match(message, sentence);
      assert.doesNotMatch(message, /\n/);
    });
  }

  test('the command ends with such a line', async () => {
    assertOneLine(await runCli(['export', '--data', ':memory:']), 2, /export needs --room/);
  });
});

test('a folder that holds no rooms is refused, rather than an empty export made of a mistyped path', async (t) => {
  const folder = await newFolder(t);
  for (const data of [join(folder, 'mistyped'), folder]) {
    const { code, stdout, stderr } = await exportByCommand(data);
    assert.deepEqual([code, stdout], [1, '']);
    assert.equal(stderr, `realtime-chat-relay: There are no rooms in ${data}\n`);
  }
  assert.deepEqual(await readdir(folder), []);
});
