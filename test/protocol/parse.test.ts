import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  historySchema,
  joinedSchema,
  joinSchema,
  limits,
  moderateSchema,
  parse,
  read,
  sendSchema,
  tutorialSendSchema,
  usernameSchema,
} from '@realtime-chat/protocol';
import * as v from 'valibot';

const send = { room: 'lobby', id: 'abcdefghijklmnop', message: 'hello' };

test('what fits comes back as it is, without what nobody asked for', () => {
  assert.deepEqual(parse(sendSchema, send), { ok: true, value: send });
  assert.deepEqual(parse(sendSchema, { ...send, seq: 7, constructor: 1 }), { ok: true, value: send });
});

test('what is absent gets its default', () => {
  assert.deepEqual(parse(historySchema, { room: 'lobby', before: 9 }), {
    ok: true,
    value: { room: 'lobby', before: 9, limit: limits.page },
  });
});

test('a name is taken without the space around it', () => {
  const parsed = parse(sendSchema, { ...send, username: ' \t Ann Lee \u00a0' });
  assert.ok(parsed.ok);
  assert.equal(parsed.value.username, 'Ann Lee');
});

test('a text is taken as it was typed', () => {
  const message = '  indented\n\n\tand wide \u200b\u2028 ';
  const parsed = parse(sendSchema, { ...send, message });
  assert.ok(parsed.ok);
  assert.equal(parsed.value.message, message);
});

test('a line of a text ends in one way, whoever wrote it', () => {
  const parsed = parse(sendSchema, { ...send, message: 'one\r\ntwo\rthree\n\rfour\vfive' });
  assert.ok(parsed.ok);
  assert.equal(parsed.value.message, 'one\ntwo\nthree\n\nfour\nfive');
});

test('no control character gets into a text, a name, a room or an id', () => {
  const controls = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).filter((character) =>
    /\p{Cc}/u.test(character),
  );
  assert.equal(controls.length, 65);
  for (const control of controls) {
    const words = `a${control}b`;
    const isLayout = ['\n', '\r', '\t', '\v', '\f', '\x85'].includes(control);
    assert.equal(parse(sendSchema, { ...send, message: words }).ok, isLayout, JSON.stringify(words));
    for (const key of ['room', 'username', 'id']) {
      assert.ok(!parse(sendSchema, { ...send, [key]: words }).ok, `${key} ${JSON.stringify(words)}`);
    }
    const mute = { room: 'lobby', id: send.id, action: 'mute', person: words };
    assert.ok(!parse(moderateSchema, mute).ok, JSON.stringify(words));
  }
});

const reasons: [schema: Parameters<typeof parse>[0], value: unknown, reason: string][] = [
  [sendSchema, undefined, 'the request must be an object'],
  [sendSchema, null, 'the request must be an object'],
  [sendSchema, 'hello', 'the request must be an object'],
  [sendSchema, () => {}, 'the request must be an object'],
  [sendSchema, {}, 'room is missing'],
  [sendSchema, [], 'room is missing'],
  [sendSchema, { ...send, room: undefined }, 'room is missing'],
  [sendSchema, { ...send, id: undefined }, 'id is missing'],
  [sendSchema, { ...send, room: null }, 'room must be a string'],
  [sendSchema, { ...send, message: ['hello'] }, 'message must be a string'],
  [sendSchema, { ...send, message: '\u2003\n' }, 'message must not be empty'],
  [
    sendSchema,
    { ...send, message: 'x'.repeat(limits.text + 1) },
    'message must have at most 8000 characters',
  ],
  [sendSchema, { ...send, message: '\udc00\ud800' }, 'message holds an unpaired surrogate'],
  [sendSchema, { ...send, message: '\u0001' }, 'message holds a control character'],
  [sendSchema, { ...send, room: 'a\tb' }, 'room must be a single line'],
  [sendSchema, { ...send, username: '\u0007' }, 'username must be a single line'],
  [joinSchema, { room: 'lobby', since: {} }, 'since.epoch is missing'],
  [joinSchema, { room: 'lobby', since: { epoch: 'e', seq: NaN } }, 'since.seq must be a number'],
  [joinSchema, { room: 'lobby', since: { epoch: 'e', seq: Infinity } }, 'since.seq must be a whole number'],
  [joinSchema, { room: 'lobby', since: { epoch: 'e', seq: 2 ** 53 } }, 'since.seq must be a whole number'],
  [tutorialSendSchema, { message: 'hello' }, 'username is missing'],
];

test('the reason names the value by its subject, if no field is at fault', () => {
  const parsed = parse(sendSchema, 'hello', 'the entry');
  assert.deepEqual(parsed, { ok: false, reason: 'the entry must be an object' });
});

for (const [index, [schema, value, reason]] of reasons.entries()) {
  test(`the reason names the field, ${index + 1}: ${reason}`, () => {
    assert.deepEqual(parse(schema, value), { ok: false, reason });
  });
}

test('the first fault alone is named', () => {
  assert.deepEqual(parse(sendSchema, { room: '', id: 'short', message: '' }), {
    ok: false,
    reason: 'room must not be empty',
  });
});

test('the longest of everything is taken, counted as a string counts', () => {
  const parsed = parse(sendSchema, {
    room: 'r'.repeat(limits.room),
    id: 'i'.repeat(64),
    message: '𝄞'.repeat(limits.text / 2),
    username: '世'.repeat(limits.name),
  });
  assert.equal(parsed.ok, true);
});

test('any script is taken for a name or a room', () => {
  for (const name of ['Ünïcödé', 'שלום', 'مرحبا', '日本語', '👩‍👩‍👧‍👦', 'नमस्ते', 'Zoë van ’t Hoff', '<b>Ann</b>']) {
    assert.deepEqual(parse(v.object({ username: usernameSchema }), { username: name }), {
      ok: true,
      value: { username: name },
    });
    assert.equal(parse(sendSchema, { ...send, room: name }).ok, true);
  }
});

test('a client reads a frame that fits, and learns nothing from one that does not', () => {
  const joined = {
    epoch: 'e',
    head: 0,
    floor: 1,
    mode: 'snapshot',
    messages: [],
    count: 1,
    members: [{ id: 'a' }],
    me: { id: 'a', session: 's' },
  };
  assert.deepEqual(read(joinedSchema, { ...joined, ok: true, more: 1 }), joined);
  for (const wrong of [undefined, null, {}, { ...joined, mode: 'other' }, { ...joined, me: {} }]) {
    assert.equal(read(joinedSchema, wrong), undefined);
  }
});

test('an entry of a kind that is not known yet is read as it is', () => {
  const entry = { seq: 3, type: 'poll', question: 'tea?' };
  const rest = { epoch: 'e', head: 3, floor: 1, count: 0, members: [] };
  const frame = { ...rest, me: { id: 'a', session: 's' }, mode: 'delta', entries: [entry] };
  assert.deepEqual(read(joinedSchema, frame)?.entries, [entry]);
});
