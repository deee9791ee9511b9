import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { silent } from '../../relay/src/logger.ts';
import { openStore } from '../../relay/src/nodes/open-store.ts';
import { createDeliver } from '../../relay/src/webhooks/deliver.ts';
import { newRelayProcess } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { holds } from '../support/holds.ts';
import {
  broken,
  hanging,
  newReceiver,
  seqsOf,
  signatureOf,
  signedHeadersOf,
  taken,
} from '../support/receiver.ts';
import { importRoom } from '../support/import-room.mjs';
import { newMember, newWireClient, said } from '../support/wire-client.ts';
import { entriesOf } from './log-entries.ts';
import { newTelling, secret, waitingOf } from './webhook-relay.ts';

test('a delivery has the signature of the Standard Webhooks’ own example', async (t) => {
  const receiver = await newReceiver(t);
  t.mock.timers.enable({ apis: ['Date'], now: 1614265330 * 1000 });
  const call = createDeliver(receiver.url, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
  await call('msg_p5jXN8AQM9LWM0D4loKWxJek', '{"test": 2432232314}', new AbortController());
  const { headers } = await receiver.calls.first('call');
  assert.equal(headers['webhook-timestamp'], '1614265330');
  assert.equal(headers['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('a receiver verifies each delivery by the standardwebhooks package, and by an HMAC of its own', async (t) => {
  const receiver = await newReceiver(t);
  const { relay } = await newTelling(t, receiver);
  for (const message of ['hello', 'Grüße 👋', 'x'.repeat(7000)]) await relay.publish('lobby', { message });
  const calls = await receiver.calls.until('all', (all) => seqsOf(all).flat().includes(3) && all);
  const webhook = new Webhook(secret);
  for (const call of calls) {
    assert.deepEqual(webhook.verify(call.raw, signedHeadersOf(call)), call.body);
    assert.throws(() => webhook.verify(`${call.raw} `, signedHeadersOf(call)), WebhookVerificationError);
    assert.equal(call.headers['webhook-signature'], signatureOf(call, secret));
  }
});

test('committed entries of every room are delivered with a signature, also from rooms without members', async (t) => {
  const receiver = await newReceiver(t);
  const { relay, logged } = await newTelling(t, receiver);
  const { epoch, id } = await relay.publish('a room', { message: 'hello', username: 'Shop' });
  const call = await receiver.calls.first('call');
  assert.equal(call.path, '/hook');
  holds(call.body, { room: 'a room', epoch });
  const [entry] = call.body.entries;
  holds(entry, { seq: 1, type: 'message', id, sender: 'relay', username: 'Shop', message: 'hello' });
  assert.equal(call.headers['content-type'], 'application/json');
  assert.equal(call.headers['webhook-signature'], signatureOf(call, secret));
  assert.match(String(call.headers['webhook-id']), /^msg_[\w-]{24}$/);
  assert.ok(Math.abs(Date.now() / 1000 - Number(call.headers['webhook-timestamp'])) < 30);

  const ann = await newMember(t, relay.url, 'Ann');
  const target = await said(ann, 'one');
  await ann.react(target, '👍');
  await ann.remove(target);
  const types = await receiver.calls.until('all of the lobby', (calls) => {
    const entries = calls.filter(({ body }) => body.room === 'lobby').flatMap(({ body }) => body.entries);
    return entries.length === 3 && entries.map(({ type }) => type);
  });
  assert.deepEqual(types, ['message', 'react', 'delete']);
  const ids = receiver.calls.all.map(({ headers }) => headers['webhook-id']);
  assert.equal(new Set(ids).size, ids.length);
  await relay.close();
  assert.deepEqual(
    logged.all.filter(({ level }) => level !== 'info'),
    [],
  );
});

test('a rejected delivery is retried under its id, before later ones, and follows no redirect', async (t) => {
  const receiver = await newReceiver(t);
  const { relay, logged, lost } = await newTelling(t, receiver);
  receiver.answer = (_call, response) => response.writeHead(307, { Location: '/elsewhere' }).end();
  await relay.publish('lobby', { message: 'private words' });
  await receiver.calls.many(1, 'call');
  receiver.answer = (_call, response) => response.destroy();
  for (const message of ['two', 'three']) await relay.publish('lobby', { message });
  await relay.publish('attic', { message: 'upstairs' });
  await receiver.calls.until('a second try', (calls) => seqsOf(calls).length === 2);
  receiver.answer = taken;
  const calls = await receiver.calls.until('all', (all) => seqsOf(all).flat().includes(3) && all);

  assert.deepEqual(seqsOf(calls), [[1], [1], [1], [2, 3]]);
  const ofLobby = calls.filter(({ body }) => body.room === 'lobby');
  const [first, second, third, fourth] = ofLobby.map(({ headers }) => headers['webhook-id']);
  assert.ok(first === second && second === third && third !== fourth);
  for (const call of calls) {
    assert.equal(call.path, '/hook');
    assert.equal(call.headers['webhook-signature'], signatureOf(call, secret));
  }
  await logged.first(
    'the end of it',
    ({ message }) => message === 'the receiver of the webhook accepts deliveries again',
  );
  assert.equal(logged.all.filter(({ level }) => level === 'warn').length, 1);
  for (const { details, message } of logged.all) {
    const written = `${message} ${String(details.err?.stack)} ${JSON.stringify(details)}`;
    assert.ok(!written.includes('private words') && !written.includes(secret), written);
  }
  assert.equal(lost(), 0);
});

test('a receiver that hangs delays neither senders nor other rooms, and the delivery is retried', async (t) => {
  const receiver = await newReceiver(t);
  const { relay } = await newTelling(t, receiver);
  receiver.answer = (call, response) => (call.body.room === 'lobby' ? hanging() : taken(call, response));
  await relay.publish('lobby', { message: 'one' });
  await receiver.calls.many(1, 'call');
  const ann = await newMember(t, relay.url, 'Ann');
  for (let count = 2; count <= 100; count++) await ann.say(String(count));
  await ann.hears('100');
  await relay.publish('attic', { message: 'upstairs' });
  await receiver.calls.first('the attic', ({ body }) => body.room === 'attic');
  assert.equal(seqsOf(receiver.calls.all).length, 1);

  receiver.answer = taken;
  const all = await receiver.calls.until('all', (calls) => seqsOf(calls).flat().includes(100) && calls);
  assert.deepEqual(
    seqsOf(all).slice(1).flat(),
    Array.from({ length: 100 }, (_, index) => index + 1),
  );
});

test('a text that was deleted or edited while it was pending is not delivered', async (t) => {
  const receiver = await newReceiver(t);
  const { relay } = await newTelling(t, receiver);
  const ann = await newMember(t, relay.url, 'Ann');
  receiver.answer = broken;
  const [gone, changed] = [await said(ann, 'rude'), await said(ann, 'wrong')];
  await receiver.calls.many(1, 'call');
  await ann.remove(gone);
  await ann.edit(changed, 'wrong still');
  await ann.edit(changed, 'right');
  const before = receiver.calls.all.length;
  receiver.answer = taken;
  const calls = await receiver.calls.until('all', (all) => seqsOf(all).flat().includes(5) && all);
  const later = calls.slice(before).flatMap(({ body }) => body.entries);
  assert.deepEqual(
    later.map(({ seq, message }) => [seq, message]),
    [
      [1, ''],
      [2, 'right'],
      [3, undefined],
      [4, undefined],
      [5, 'right'],
    ],
  );
});

test('all that waits for the receiver is delivered in order, however much it is, and senders do not notice', async (t) => {
  const receiver = await newReceiver(t);
  const { relay, logged, lost } = await newTelling(t, receiver);
  receiver.answer = broken;
  await relay.publish('lobby', { message: 'one' });
  await logged.first('the failure', ({ level }) => level === 'warn');
  const message = 'x'.repeat(8000);
  const count = 2200;
  await Promise.all(Array.from({ length: count }, () => relay.publish('lobby', { message })));
  receiver.answer = taken;
  const before = receiver.calls.all.length;
  await receiver.calls.until('the newest', (calls) => seqsOf(calls).at(-1)?.at(-1) === count + 1);
  const calls = receiver.calls.all.slice(before);
  assert.deepEqual(
    seqsOf(calls).flat(),
    Array.from({ length: count + 1 }, (_, index) => 1 + index),
  );
  for (const { raw } of calls) assert.ok(raw.length < 300_000);
  assert.equal(lost(), 0);
});

test('entries that retention removed before the receiver accepted them are counted as lost', async (t) => {
  const receiver = await newReceiver(t);
  const { relay, logged, lost } = await newTelling(t, receiver, { keepMessages: 5 });
  await relay.publish('lobby', { message: 'one' });
  await receiver.calls.many(1, 'call');
  receiver.answer = broken;
  for (let count = 2; count <= 20; count++) await relay.publish('lobby', { message: String(count) });
  const client = await newWireClient(t, relay.url);
  // Nobody is told when the relay forgets.
  while ((await client.join({ username: 'Ann' })).floor !== 16) await pause(50);
  receiver.answer = taken;
  const before = receiver.calls.all.length;
  await receiver.calls.until('the newest', (all) => seqsOf(all.slice(before)).flat().includes(20));
  assert.deepEqual(seqsOf(receiver.calls.all.slice(before)), [[16, 17, 18, 19, 20]]);
  await logged.first('the loss', ({ details }) => details.entries !== undefined);
  assert.equal(lost(), 14);
});

test('what waits at a kill of the relay is delivered by the next one on its folder', async (t) => {
  const receiver = await newReceiver(t);
  receiver.answer = broken;
  const options = { env: { RELAY_WEBHOOK: receiver.url, RELAY_WEBHOOK_SECRET: secret } };
  const first = await newRelayProcess(t, options);
  const ann = await newMember(t, first.url, 'Ann');
  for (const text of ['one', 'two', 'three']) await ann.say(text);
  await receiver.calls.many(1, 'call');
  await first.kill();
  receiver.answer = taken;
  const before = receiver.calls.all.length;
  await newRelayProcess(t, { data: first.data, ...options });
  await receiver.calls.until('the newest', (calls) => seqsOf(calls.slice(before)).flat().includes(3));
  assert.deepEqual(seqsOf(receiver.calls.all.slice(before)).flat(), [1, 2, 3]);
});

test('a webhook that is new on a folder begins with what is said from then on', async (t) => {
  const receiver = await newReceiver(t);
  const data = await newFolder(t);
  const time = Date.now() - 3_600_000;
  await importRoom({ data, room: 'lobby', entries: entriesOf(1, 1000, { time }) });
  const { relay } = await newTelling(t, receiver, { data });
  await relay.publish('lobby', { message: 'new' });
  await receiver.calls.first('call');
  assert.deepEqual(seqsOf(receiver.calls.all), [[1001]]);
});

test('what waits is delivered after a day without a relay, and skipped with one line after a longer time', async (t) => {
  const hour = 3_600_000;
  for (const [hours, expected, lines] of [
    [24, [1, 2, 3], []],
    [26, [3], ['webhook_skipped']],
  ] as const) {
    const receiver = await newReceiver(t);
    const data = await newFolder(t);
    await importRoom({ data, room: 'lobby', entries: entriesOf(1, 2, { time: Date.now() - 28 * hour }) });
    const { log, nodes, unlock } = await openStore({ data }, silent);
    const [since, seen] = [Date.now() - 30 * hour, Date.now() - hours * hour];
    await log.putMeta('webhook', 'state', { since, seen });
    await nodes.close();
    await log.close();
    await unlock();
    const { relay, logged } = await newTelling(t, receiver, { data });
    await relay.publish('lobby', { message: 'new' });
    await receiver.calls.until('the newest', (calls) => seqsOf(calls).flat().includes(3));
    await relay.close();
    assert.deepEqual(seqsOf(receiver.calls.all).flat(), expected);
    const codes = logged.all.flatMap(({ level, details: { code } }) => (level === 'warn' && code) || []);
    assert.deepEqual(codes, lines);
  }
});

test('pending entries get one more attempt at the close, and a receiver that hangs delays it only briefly', async (t) => {
  const receiver = await newReceiver(t);
  const first = await newTelling(t, receiver);
  receiver.answer = broken;
  await first.relay.publish('lobby', { message: 'one' });
  await first.logged.first('the failure', ({ level }) => level === 'warn');
  receiver.answer = taken;
  await first.relay.publish('lobby', { message: 'two' });
  await first.relay.close();
  assert.deepEqual(seqsOf(receiver.calls.all), [[1], [1], [2]]);
  assert.equal(first.lost(), 0);

  const second = await newTelling(t, receiver);
  receiver.answer = hanging;
  for (let count = 0; count < 20; count++) await second.relay.publish(`room ${count}`, { message: 'one' });
  const begun = performance.now();
  await second.relay.close();
  assert.ok(performance.now() - begun < 4000);
  assert.equal(await waitingOf(second), 20);
});

test('a receiver that is gone at the close gets one attempt, and the operator is told of the rooms that wait', async (t) => {
  const receiver = await newReceiver(t);
  const telling = await newTelling(t, receiver);
  const { relay, logged } = telling;
  receiver.answer = broken;
  await relay.publish('lobby', { message: 'one' });
  await logged.first('the failure', ({ level }) => level === 'warn');
  for (let count = 0; count < 5; count++) await relay.publish('lobby', { message: 'more' });
  const before = receiver.calls.all.length;
  await relay.close();
  assert.equal(receiver.calls.all.length, before + 1);
  assert.equal(await waitingOf(telling), 1);
});
