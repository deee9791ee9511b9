import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PromiseName } from './checker.ts';
import {
  checkFiles,
  type FaultFile,
  type FileHistory,
  type FileMessage,
  type Reading,
  type ReadMessage,
} from './file-checker.ts';

const room = 'room';

const upload = (id: string, more: Partial<FaultFile> = {}): FaultFile => ({
  id,
  room,
  name: `${id}.bin`,
  size: 5,
  hash: `hash of ${id}`,
  isComplete: true,
  isCancelled: false,
  ...more,
});
const sent = (id: string, files: string[], more: Partial<FileMessage> = {}): FileMessage => ({
  id,
  files,
  hasRival: false,
  ...more,
});
const at = (seq: number) => ({ acknowledged: { seq, era: 0 } });
const stored = (seq: number, id: string, files: string[] = [], more: object = {}): ReadMessage => ({
  room,
  seq,
  id,
  message: files.map((file) => `${file}.bin https://example.org`).join('\n'),
  files: files.map((file) => ({ id: file, name: `${file}.bin`, size: 5, ...more })),
});
const read = (...readings: [id: string, reading: Reading][]) => new Map<string, Reading>(readings);
const told = (...files: [id: string, files: string[]][]) => [
  { who: 'a listener', room, files: new Map(files) },
];

/** Two files of a message, one of a deleted message, an unused one, an unfinished one, and one for which two messages asked. */
const good: FileHistory = {
  uploads: [
    upload('a'),
    upload('b'),
    upload('deleted'),
    upload('unused'),
    upload('unfinished', { isComplete: false }),
    upload('cancelled', { isCancelled: true }),
    upload('wanted'),
  ],
  messages: [
    sent('one', ['a', 'b'], at(1)),
    sent('two', ['deleted'], { ...at(2), deletion: at(3) }),
    sent('three', ['wanted'], { ...at(4), hasRival: true }),
    sent('four', ['wanted'], { refused: 'conflict', hasRival: true }),
  ],
  log: [stored(1, 'one', ['a', 'b']), stored(2, 'two'), stored(4, 'three', ['wanted'])],
  oldLog: [stored(1, 'one', ['a', 'b']), stored(2, 'two'), stored(4, 'three', ['wanted'])],
  listeners: told(['one', ['a', 'b']], ['two', ['deleted']], ['three', ['wanted']]),
  readings: read(
    ['a', 'whole'],
    ['b', 'whole'],
    ['deleted', 'absent'],
    ['unused', 'whole'],
    ['unfinished', 'absent'],
    ['cancelled', 'absent'],
    ['wanted', 'whole'],
  ),
  readingsLater: read(
    ['a', 'whole'],
    ['b', 'whole'],
    ['deleted', 'absent'],
    ['unused', 'absent'],
    ['unfinished', 'absent'],
    ['cancelled', 'absent'],
    ['wanted', 'whole'],
  ),
  left: {
    blobs: ['hash of a', 'hash of b', 'hash of wanted'],
    staged: [],
    records: ['a', 'b', 'wanted', 'a', 'b', 'wanted'],
  },
};
const [one, two, three] = good.log;
const withReading = (key: 'readings' | 'readingsLater', id: string, reading: Reading) => ({
  [key]: new Map([...good[key], [id, reading]]),
});
const withLeft = (more: Partial<FileHistory['left']>) => ({ left: { ...good.left, ...more } });

describe('the checker of files', () => {
  test('finds nothing wrong where each file is in its place', () => {
    assert.deepEqual(checkFiles(good), []);
  });

  assert(one && two && three);
  const wrongs: [what: string, more: Partial<FileHistory>, promises: PromiseName[]][] = [
    ['an unused file that is lost', withReading('readings', 'unused', 'absent'), ['acknowledged']],
    ['a file with other bytes', withReading('readings', 'a', 'other bytes'), ['acknowledged', 'genuine']],
    [
      'an upload that is refused',
      {
        uploads: [...good.uploads, upload('x', { isComplete: false, refused: '404' })],
        readingsLater: new Map([...good.readingsLater, ['x', 'absent']]),
      },
      ['kept'],
    ],
    ['a message that is lost', { log: [one, two] }, ['acknowledged', 'gone']],
    ['a message that is stored twice', { log: [...good.log, stored(5, 'one')] }, ['acknowledged', 'once']],
    [
      'a message without one of its files',
      { log: [stored(1, 'one', ['a']), two, three] },
      ['acknowledged', 'folded', 'gone'],
    ],
    [
      'a file with another size',
      { log: [stored(1, 'one', ['a', 'b'], { size: 4 }), two, three] },
      ['genuine'],
    ],
    ['a message that nobody sent', { log: [...good.log, stored(5, 'x')] }, ['genuine']],
    ['a refused message that is stored', { log: [...good.log, stored(5, 'four')] }, ['genuine']],
    [
      'a message that is refused without a reason',
      { messages: good.messages.map((each) => ({ ...each, hasRival: false })) },
      ['kept'],
    ],
    [
      'a deleted message with files',
      {
        log: [one, stored(2, 'two', ['deleted']), three],
        oldLog: [one, stored(2, 'two', ['deleted']), three],
      },
      ['gone', 'kept'],
    ],
    [
      'a file of two messages',
      { log: [one, two, three, stored(5, 'four', ['wanted'])] },
      ['folded', 'genuine', 'once'],
    ],
    ['an old client that is not told of a file', { oldLog: [one, two] }, ['folded']],
    [
      'a listener that is not told of a file',
      { listeners: told(['one', ['a']], ['three', ['wanted']]) },
      ['folded'],
    ],
    ['a needed file that was removed', withReading('readingsLater', 'a', 'absent'), ['kept']],
    ['an unneeded file that is left', withReading('readingsLater', 'unused', 'whole'), ['gone']],
    ['an unneeded blob', withLeft({ blobs: [...good.left.blobs, 'hash of unused'] }), ['gone']],
    ['an unfinished upload that is left', withLeft({ staged: ['unfinished.part'] }), ['gone']],
    ['an unneeded record', withLeft({ records: [...good.left.records, 'deleted'] }), ['gone']],
  ];
  for (const [what, more, promises] of wrongs) {
    test(`finds ${what}`, () => {
      const found = checkFiles({ ...good, ...more }).map(({ promise }) => promise);
      assert.deepEqual([...new Set(found)].toSorted(), promises);
    });
  }
});
