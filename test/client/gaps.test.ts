import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newLossyRelay } from '../support/lossy-relay.ts';
import { enteredRoom, hears, said } from '../support/room.ts';

test('entries that come in the wrong order are shown in the right one, without asking for them', async (t) => {
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

test('an entry that got lost is asked for, and shown in its place', async (t) => {
  const relay = await newLossyRelay(t);
  const ann = await enteredRoom(t, relay.url);
  relay.pass(relay.append('one'));
  relay.append('two, which is lost');
  relay.pass(relay.append('three'));
  await hears(ann, 'three');
  assert.deepEqual(said(ann), ['one', 'two, which is lost', 'three']);
  assert.deepEqual(relay.joins.all, [undefined, { epoch: 'first', seq: 1 }]);
});

test('a last entry that got lost is asked for when the beacon tells of it', async (t) => {
  const relay = await newLossyRelay(t);
  const ann = await enteredRoom(t, relay.url);
  relay.append('lost');
  relay.say('head', { room: 'attic', epoch: 'first', head: 7 });
  relay.say('head', { room: 'lobby', epoch: 'first', head: 0 });
  relay.say('head', { room: 'lobby', epoch: 'first', head: 1 });
  await hears(ann, 'lost');
  assert.deepEqual(relay.joins.all, [undefined, { epoch: 'first', seq: 0 }]);
});

test('a beacon of another log makes the conversation begin anew', async (t) => {
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

test('what comes twice is shown once', async (t) => {
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

test('an entry of a kind that is not known yet holds nothing up', async (t) => {
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

test('a frame that makes no sense is reported, and the conversation goes on', async (t) => {
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
