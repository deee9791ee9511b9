import assert from 'node:assert/strict';
import { test } from 'node:test';
import { get } from '../support/http.ts';
import { newRelay } from '../support/relay.ts';
import { newId, newMember, newWireClient, refusalOfHandshake, refused } from '../support/wire-client.ts';

const id = 'abcdefghijklmnop';
const room = 'lobby';
const message = 'hello';
const unpaired = 'a\ud83d';

const badRooms: [unknown, string][] = [
  [undefined, 'room is missing'],
  [null, 'room must be a string'],
  [7, 'room must be a string'],
  [['lobby'], 'room must be a string'],
  [{}, 'room must be a string'],
  ['', 'room must not be empty'],
  ['x'.repeat(129), 'room must have at most 128 characters'],
  [unpaired, 'room holds an unpaired surrogate'],
];

const badUsernames: [unknown, string][] = [
  [null, 'username must be a string'],
  [7, 'username must be a string'],
  [['Ann'], 'username must be a string'],
  ['', 'username must not be empty'],
  [' \t ', 'username must not be empty'],
  ['x'.repeat(65), 'username must have at most 64 characters'],
  ['Ann\nBob', 'username must be a single line'],
  ['Ann\u0000', 'username must be a single line'],
  ['Ann\u2028Bob', 'username must be a single line'],
  ['Ann\u0085Bob', 'username must be a single line'],
  [unpaired, 'username holds an unpaired surrogate'],
  ['\u200b\u2060', 'username must not be invisible'],
  ['\u3164', 'username must not be invisible'],
];

const badRequests: Record<string, [unknown, string][]> = {
  join: [
    ...badRooms.map(([room, reason]): [unknown, string] => [{ room }, reason]),
    ...badUsernames.map(([username, reason]): [unknown, string] => [{ room, username }, reason]),
    [{ room, since: null }, 'since must be { epoch, seq }'],
    [{ room, since: 3 }, 'since must be { epoch, seq }'],
    [{ room, since: {} }, 'since.epoch is missing'],
    [{ room, since: { seq: 1 } }, 'since.epoch is missing'],
    [{ room, since: { epoch: 'e' } }, 'since.seq is missing'],
    [{ room, since: { epoch: 7, seq: 1 } }, 'since.epoch must be a string'],
    [{ room, since: { epoch: 'e'.repeat(65), seq: 1 } }, 'since.epoch is too long'],
    [{ room, since: { epoch: 'e', seq: '1' } }, 'since.seq must be a number'],
    [{ room, since: { epoch: 'e', seq: -1 } }, 'since.seq must not be negative'],
    [{ room, since: { epoch: 'e', seq: 1.5 } }, 'since.seq must be a whole number'],
    [{ room, since: { epoch: 'e', seq: 1e300 } }, 'since.seq must be a whole number'],
  ],
  leave: badRooms.map(([room, reason]) => [{ room }, reason]),
  send: [
    ...badRooms.map(([room, reason]): [unknown, string] => [{ room, id, message }, reason]),
    ...badUsernames.map(([username, reason]): [unknown, string] => [{ room, id, message, username }, reason]),
    [{ room, message }, 'id is missing'],
    [{ room, message, id: 7 }, 'id must be a string'],
    [{ room, message, id: 'short' }, 'id must be 16 to 64 letters, digits, - or _'],
    [{ room, message, id: 'x'.repeat(65) }, 'id must be 16 to 64 letters, digits, - or _'],
    [{ room, message, id: 'with spaces in it' }, 'id must be 16 to 64 letters, digits, - or _'],
    [{ room, message, id: `${id}\n` }, 'id must be 16 to 64 letters, digits, - or _'],
    [{ room, id }, 'message is missing'],
    [{ room, id, message: null }, 'message must be a string'],
    [{ room, id, message: { toString: 'hello' } }, 'message must be a string'],
    [{ room, id, message: '' }, 'message must not be empty'],
    [{ room, id, message: ' \n\t ' }, 'message must not be empty'],
    [{ room, id, message: '\u200b\u2800\ufe0f' }, 'message must not be empty'],
    [{ room, id, message: 'x'.repeat(8001) }, 'message must have at most 8000 characters'],
    [{ room, id, message: unpaired }, 'message holds an unpaired surrogate'],
  ],
  history: [
    ...badRooms.map(([room, reason]): [unknown, string] => [{ room, before: 1 }, reason]),
    [{ room }, 'before is missing'],
    [{ room, before: '1' }, 'before must be a number'],
    [{ room, before: -1 }, 'before must not be negative'],
    [{ room, before: 1.5 }, 'before must be a whole number'],
    [{ room, before: null }, 'before must be a number'],
    [{ room, before: 1, limit: '50' }, 'limit must be a number'],
    [{ room, before: 1, limit: 0 }, 'limit must be at least 1'],
    [{ room, before: 1, limit: -5 }, 'limit must be at least 1'],
    [{ room, before: 1, limit: 101 }, 'limit must be at most 100'],
    [{ room, before: 1, limit: 1.5 }, 'limit must be a whole number'],
  ],
};

for (const [event, requests] of Object.entries(badRequests)) {
  test(`a malformed ${event} is refused with the field’s name, and nothing else happens`, async (t) => {
    const { url } = await newRelay(t);
    const [ann, mallory] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Mallory')];
    for (const [request, reason] of requests) {
      const error = refused(await mallory.ask(event, request));
      assert.deepEqual(error, { code: 'invalid', message: reason });
      mallory.socket.emit(event, request);
    }

    assert.equal((await mallory.say('still here')).seq, 1);
    await ann.hears('still here');
    assert.equal(ann.heard().length, 1);
    assert.deepEqual(
      (await ann.join({ username: 'Ann' })).members.map(({ username }) => username),
      ['Ann', 'Mallory'],
    );
  });

  test(`a ${event} that is not an object is refused`, async (t) => {
    const { url } = await newRelay(t);
    const mallory = await newMember(t, url, 'Mallory');
    for (const request of [null, 'lobby', 42, true]) {
      const error = refused(await mallory.ask(event, request));
      assert.deepEqual(error, { code: 'invalid', message: 'the request must be an object' });
    }
    const nothing = refused(await mallory.socket.timeout(5000).emitWithAck(event));
    assert.deepEqual(nothing, { code: 'invalid', message: 'the request must be an object' });
    assert.equal(refused(await mallory.ask(event, Buffer.from('lobby'))).code, 'invalid');
    assert.equal(refused(await mallory.ask(event, [room])).message, 'room is missing');

    mallory.socket.emit(event);
    mallory.socket.emit(event, null, null);
    await mallory.say('still here');
  });
}

test('unknown fields of a request are neither stored nor forwarded', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const { me } = await ann.join({ username: 'Ann' });
  const forged = { seq: 99, time: 1, sender: 'somebody else', type: 'deletion', epoch: 'mine' };
  const garbage = Object.fromEntries([
    ['__proto__', { username: 'Server' }],
    ['constructor', [1]],
  ]);
  const answer = await ann.ask('send', { ...forged, ...garbage, room, id, message }, 'garbage');
  assert.ok(answer.ok);
  const entry = await ann.hears('hello');
  const { time, ...rest } = entry;
  assert.ok(time > 1);
  assert.deepEqual(ann.entries.all[0]?.entries, [{ type: 'message', time, ...rest }]);
  assert.deepEqual(rest, { seq: 1, id, sender: me.id, username: 'Ann', message });
});

test('a request without an acknowledgement callback is served too', async (t) => {
  const { url } = await newRelay(t);
  const client = await newWireClient(t, url);
  client.socket.emit('join', { room, username: 'Ann' });
  await client.members.first('being in', ({ count }) => count === 1);
  client.socket.emit('send', { room, id: newId(), message: 'hello' });
  await client.hears('hello');
});

test('an event that the relay does not know is ignored', async (t) => {
  const { url } = await newRelay(t);
  const mallory = await newMember(t, url, 'Mallory');
  mallory.socket.emit('drop tables', {}, () => {});
  mallory.socket.emit('message', { message: 'hello' });
  mallory.socket.emit('entries', { room, epoch: 'e', entries: [{ seq: 1, type: 'message' }] });
  await mallory.say('still here');
  await mallory.hears('still here');
  assert.equal(mallory.heard().length, 1);
});

test('a client of another protocol version is refused with a code in the handshake', async (t) => {
  const { url } = await newRelay(t);
  for (const protocol of [0, 2, '1', null, { version: 1 }]) {
    const error = await refusalOfHandshake(t, url, { auth: { protocol } });
    assert.deepEqual(error.data, { code: 'unsupported_protocol', message: 'this relay speaks protocol 1' });
  }
});

test('a session that is not a string is refused in the handshake', async (t) => {
  const { url } = await newRelay(t);
  const error = await refusalOfHandshake(t, url, { auth: { protocol: 1, session: { id: 'x' } } });
  assert.deepEqual(error.data, { code: 'invalid', message: 'session must be a string' });
});

test('garbage instead of packets ends only that connection', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const path = '/socket.io/?EIO=4&transport=polling';
  for (const packets of [
    '42["send"',
    '40null',
    '4',
    '451-["send",{"_placeholder":true,"num":9}]',
    'b\0\0',
    '42{}',
  ]) {
    const { text } = await get(url, path);
    const { sid } = JSON.parse(text.slice(1));
    const connection = `${path}&sid=${sid}`;
    await get(url, connection, { method: 'POST' }, '40{"protocol":1}');
    await get(url, connection, { method: 'POST' }, packets);
  }
  await ann.say('still here');
  await ann.hears('still here');
});
