import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newLossyRelay } from '../support/lossy-relay.ts';
import { enteredRoom, hears, said } from '../support/room.ts';

test('entries that arrive out of order are shown in order, without a request for them', async (t) => {
  const relay = await newLossyRelay(t);
  const ann = await enteredRoom(t, relay.url);
  const [one, two, three] = ['one', 'two', 'three'].map((text) => relay.append(text));
  assert.ok(one && two && three);
  relay.pass(three);
  relay.pass(two);
  assert.deepEqual(said(ann), []);
  relay.pass(one, two);
  await hears(ann, 'three');
  assert.deepEqual(said(ann), ['one', 'two', 'three']);
});

test('a client requests a lost entry, and shows it in its place', async (t) => {
  const relay = await newLossyRelay(t);
  const ann = await enteredRoom(t, relay.url);
  relay.pass(relay.append('one'));
  relay.append('two, which is lost');
  relay.pass(relay.append('three'));
  await hears(ann, 'three');
  assert.deepEqual(said(ann), ['one', 'two, which is lost', 'three']);
  assert.deepEqual(relay.joins.all, [undefined, { epoch: 'first', seq: 1 }]);
});

test('a client requests a lost last entry after the next head frame', async (t) => {
  const relay = await newLossyRelay(t);
  const ann = await enteredRoom(t, relay.url);
  relay.append('lost');
  relay.say('head', { room: 'attic', epoch: 'first', head: 7 });
  relay.say('head', { room: 'lobby', epoch: 'first', head: 0 });
  relay.say('head', { room: 'lobby', epoch: 'first', head: 1 });
  await hears(ann, 'lost');
  assert.deepEqual(relay.joins.all, [undefined, { epoch: 'first', seq: 0 }]);
});

test('a head frame of another log resets the conversation', async (t) => {
  const relay = await newLossyRelay(t);
  relay.append('of the old');
  const ann = await enteredRoom(t, relay.url);
  relay.epoch = 'second';
  relay.log = [];
  relay.append('of the new');
  relay.say('head', { room: 'lobby', epoch: 'second', head: 1 });
  await hears(ann, 'of the new');
  assert.deepEqual(said(ann), ['of the new']);
});

test('entries of another log are not mixed in', async (t) => {
  const relay = await newLossyRelay(t);
  const ann = await enteredRoom(t, relay.url);
  relay.say('entries', { room: 'lobby', epoch: 'other', entries: [{ ...relay.append('foreign') }] });
  relay.log = [];
  relay.pass(relay.append('own'));
  await hears(ann, 'own');
  assert.deepEqual(said(ann), ['own']);
});

test('an entry that arrives twice is shown once', async (t) => {
  const relay = await newLossyRelay(t);
  const ann = await enteredRoom(t, relay.url);
  const heard: string[] = [];
  ann.on('message', ({ message }) => heard.push(message));
  const one = relay.append('one');
  relay.pass(one);
  relay.pass(one, relay.append('two'));
  relay.pass(one);
  relay.pass(relay.append('three'));
  await hears(ann, 'three');
  assert.deepEqual(said(ann), ['one', 'two', 'three']);
  assert.deepEqual(heard, ['one', 'two', 'three']);
});

test('an entry of an unknown type does not hold up the next one', async (t) => {
  const relay = await newLossyRelay(t);
  const ann = await enteredRoom(t, relay.url);
  relay.pass(relay.append('one'));
  const { seq } = relay.append('of the future');
  relay.say('entries', { room: 'lobby', epoch: 'first', entries: [{ seq, type: 'poll', question: 'tea?' }] });
  relay.pass(relay.append('three'));
  await hears(ann, 'three');
  assert.deepEqual(said(ann), ['one', 'three']);
  assert.equal(relay.joins.all.length, 1);
});

test('a client reports an invalid frame, and the conversation goes on', async (t) => {
  const relay = await newLossyRelay(t);
  const ann = await enteredRoom(t, relay.url);
  const errors: string[] = [];
  ann.on('error', ({ error }) => errors.push(error.code));
  for (const frame of [
    undefined,
    null,
    7,
    'entries',
    {},
    { room: 'lobby', epoch: 'first', entries: 'none' },
  ]) {
    relay.say('entries', frame);
  }
  relay.say('members', { room: 'lobby', count: 'many', members: [] });
  relay.say('head', {});
  relay.pass(relay.append('still here'));
  await hears(ann, 'still here');
  assert.deepEqual(
    errors,
    Array.from({ length: 8 }, () => 'bad_frame'),
  );
});
