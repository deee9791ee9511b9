import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { confusableSkeletons } from '../../relay/src/rooms/names/confusables.ts';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { type LogDetails, silent } from '../../relay/src/logger.ts';
import { Refusal } from '../../relay/src/refusal.ts';
import { displayOrder, reordered } from '../../relay/src/rooms/names/display-order.ts';
import { ReservedNames } from '../../relay/src/rooms/names/reserved-names.ts';
import { resemblesServerName } from '../../relay/src/rooms/names/server-names.ts';
import { skeleton } from '../../relay/src/rooms/names/skeleton.ts';
import { TakenNames } from '../../relay/src/rooms/names/taken-names.ts';

/** Whether a name is taken by another person, whichever of the two came first. */
function alike(one: string, other: string): boolean {
  const [isTaken, isTakenByOther] = [
    [one, other],
    [other, one],
  ].map(([first = '', second = '']) => {
    const names = new TakenNames();
    names.add(first, 'a');
    return names.isTaken(second, 'b');
  });
  assert.equal(isTaken, isTakenByOther, JSON.stringify([one, other]));
  return isTaken ?? false;
}

test('names that can be taken for each other are taken together', () => {
  const disguises = [
    ['Alice', 'ALICE'],
    ['Alice', 'AIice'],
    ['ALICE', 'AIice'],
    ['Alice', 'Al1ce'.replace('1', 'і')],
    ['Alice', 'А1ісе'],
    ['Alice', 'Ａｌｉｃｅ'],
    ['Alice', 'Al\u200bice'],
    ['Alice', 'Al\u{1d159}ice'],
    ['Alice', 'Al\u{13441}ice'],
    ['Alice', 'Al\u{16fe4}ice'],
    ['Alice', ' A l i c e '],
    ['Alice', '𝔄𝔩𝔦𝔠𝔢'],
    ['modern', 'modem'],
    ['Zoë', 'Zoe\u0308'],
    ['STRASSE', 'straße'],
  ] as const;
  for (const [one, other] of disguises) assert.ok(alike(one, other), `${one} and ${other}`);
});

test('the shortcut for lines without reordering gives the same order as the whole algorithm', () => {
  // Some of each class: letters of both directions, marks, both kinds of digits, brackets, signs, controls, separators.
  const signs = Array.from(
    'aBéя漢ิ\u0301אبـ٣1٢۴2()[]-+,.:/%$#_!?« 😀𝔞ʹ²\u00ad\u200d\u200e\u200f\u061c\t\u2029\u202e\u2066\u2069',
  );
  const text = fc.array(fc.constantFrom(...signs), { maxLength: 12 }).map((parts) => parts.join(''));
  const inLetters = text.map((middle) => `a${middle}b`);
  fc.assert(
    fc.property(fc.oneof(text, inLetters), fc.constantFrom('ltr', 'rtl', 'auto'), (line, direction) => {
      assert.equal(displayOrder(line, direction), reordered(line, direction));
    }),
    { numRuns: 5000, seed: 11 },
  );
});

test('a relay that reads many names at its start yields to the event loop', async (t) => {
  const log = new MemoryLog();
  for (let person = 0; person < 10_000; person++) {
    await log.putMeta('name', `user:${person}`, { name: `אב ${person} person`, seen: Date.now() });
  }
  let turns = 0;
  let isOpen = false;
  const count = (): void => {
    turns += 1;
    if (!isOpen) setImmediate(count);
  };
  const metaAfter = log.metaAfter.bind(log);
  let read = 0;
  t.mock.method(log, 'metaAfter', async (...asked: Parameters<typeof metaAfter>) => {
    const page = await metaAfter(...asked);
    read = turns;
    return page;
  });
  setImmediate(count);
  await ReservedNames.open(log, silent);
  isOpen = true;
  assert.ok(turns - read > 10, `${turns - read} turns of the event loop after the last page was read`);
});

test('skeletons are cached, those of at most 2,000 names', () => {
  const skeletons = confusableSkeletons('Rosalind');
  assert.equal(confusableSkeletons('Rosalind'), skeletons);
  for (let number = 0; number < 2000; number++) confusableSkeletons(`Nobody ${number}`);
  assert.notEqual(confusableSkeletons('Rosalind'), skeletons);
  assert.deepEqual(confusableSkeletons('Rosalind'), skeletons);
});

test('other names are free', () => {
  const others = ['Alicia', 'Alic', 'Malice', 'Bob', '', '日本', 'Élise'];
  for (const other of others) assert.ok(!alike('Alice', other), other);
  assert.ok(!alike('日本', '日木'));
  assert.ok(!alike('Zoë', 'Zoe'));
});

test('a name that resembles the relay’s own is found, whatever letters it is written in', () => {
  for (const name of ['Server', 'SERVER', 'Ѕеrvеr', 'Ser\u00adver', 'Ｓｅｒｖｅｒ', 's e r v e r']) {
    assert.ok(resemblesServerName(name), name);
  }
  for (const name of ['Serverin', 'Serve', 'The Server']) assert.ok(!resemblesServerName(name), name);
});

test('a name is taken while another person goes by it, in any of their tabs', () => {
  const names = new TakenNames();
  names.add('Ann', 'a');
  names.add('ann', 'a');
  assert.ok(!names.isTaken('Ann', 'a'));
  assert.ok(names.isTaken('ANN', 'b'));
  names.add('Ann', 'b');
  assert.ok(names.isTaken('Ann', 'a'));
  names.remove('Ann', 'b');
  names.remove('Ann', 'a');
  assert.ok(names.isTaken('Ann', 'b'));
  names.remove('ann', 'a');
  assert.ok(!names.isTaken('Ann', 'b'));
});

test('names that look alike in some direction of the line are taken together, in whatever order they are written', () => {
  const disguises = [
    // From UTS 39, section 4: bidirectional skeletons.
    ['A1<\u05e9\u05c2', 'A\u05e9\u05c2>1'],
    ['Ann \u202eeeL', 'Ann Lee'],
    ['\u202eeeL nnA', 'Ann Lee'],
    // Adlam, whose letters are two code units each: the same with and without invisible characters.
    ['\u{1e900}\u{1e901}!', '\u{1e900}\u200f\u{1e901}!'],
  ] as const;
  for (const [one, other] of disguises) assert.ok(alike(one, other), JSON.stringify([one, other]));
  assert.ok(!alike('\u05d0\u05d1', '\u05d1\u05d0'));
  assert.ok(!alike('Ann!', '!Ann'));
  assert.ok(!alike('Ann Lee', 'eeL nnA'));
  assert.ok(!alike('\u{1e900}\u{1e901}', '\u{1e901}\u{1e900}'));
});

test('a name is like another if both look the same in a line of one direction', () => {
  const signs = ['a', 'א', '1', '(', ')'];
  const two = signs.flatMap((one) => signs.map((other) => one + other));
  const names = [...signs, ...two, ...two.flatMap((each) => signs.map((sign) => each + sign))];
  const directions = ['ltr', 'rtl', 'auto'] as const;
  const shown = new Map(
    names.map((name) => [name, directions.map((direction) => skeleton(displayOrder(name, direction)))]),
  );
  let alikes = 0;
  for (const one of names) {
    const taken = new TakenNames();
    taken.add(one, 'a');
    for (const other of names) {
      const isAlike = directions.some((_, index) => shown.get(one)?.[index] === shown.get(other)?.[index]);
      assert.equal(taken.isTaken(other, 'b'), isAlike, JSON.stringify([one, other]));
      if (isAlike && one !== other) alikes += 1;
    }
    taken.remove(one, 'a');
    for (const other of names) assert.ok(!taken.isTaken(other, 'b'), JSON.stringify([one, other]));
  }
  assert.ok(alikes > 0);
});

test('the relay’s name is found in every language of the widget, also in lookalike letters', () => {
  for (const name of [
    'Serveur',
    'serveur',
    'Сервер',
    'СЕРВЕР',
    'Cервер',
    'CЕPBEP',
    'サーバー',
    'ｻｰﾊﾞｰ',
    '服务器',
    'サ一バ一',
    '서버',
    'שרת',
    'الخادم',
    'ا\u200eلخادم',
  ]) {
    assert.ok(resemblesServerName(name), name);
  }
  for (const name of ['Serveuse', 'Сервис', 'サーバ', 'שרה']) assert.ok(!resemblesServerName(name), name);
});

test('beyond the bound, the name seen longest ago is free again, also after a restart', async () => {
  const log = new MemoryLog();
  const names = await ReservedNames.open(log, silent, 2);
  for (const [index, username] of ['Ann', 'Bea', 'Cid'].entries()) {
    await names.reserve({ id: `user:${index}`, username, roles: [] });
  }
  const keys = async () => [...(await log.listMeta('name')).keys()];
  assert.deepEqual(await keys(), ['user:1', 'user:2']);
  const again = await ReservedNames.open(log, silent, 1);
  assert.deepEqual(await keys(), ['user:2']);
  await again.close();
});

test('a store that fails while names expire stops neither the start nor a client', async () => {
  const log = new MemoryLog();
  const seen = Date.now();
  for (const [index, name] of ['Ann', 'Bea', 'Cid'].entries()) {
    await log.putMeta('name', `user:${index}`, { name, seen });
  }
  log.putMeta = () => Promise.reject(new Refusal('unavailable', 'the disk is full'));
  const codes: string[] = [];
  const note = ({ code }: LogDetails): void => void codes.push(code);
  const names = await ReservedNames.open(log, { error: note, warn: note, info: note }, 1);
  await names.reserve({ id: 'user:3', username: 'Dan', roles: [] });
  await names.close();
  assert.deepEqual([...new Set(codes)].sort(), ['name_not_stored', 'names_not_removed']);
});
