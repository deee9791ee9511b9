import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { createDeliver } from '../../relay/src/webhooks/deliver.ts';
import { PendingEntries } from '../../relay/src/webhooks/pending-entries.ts';
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
import { newMember, said } from '../support/wire-client.ts';
import { entriesOf } from './log-entries.ts';
import { newTelling, secret } from './webhook-relay.ts';

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

test('pending entries are bounded: the oldest are dropped', () => {
  const waiting = new PendingEntries();
  const message = 'x'.repeat(7800);
  // All of the same size.
  const entries = entriesOf(1001, 4000, { message });
  const weight = JSON.stringify(entries[0]).length;
  assert.equal(waiting.add('lobby', entries.slice(0, 1000)), 0);
  const batch = waiting.nextBatch('lobby');
  assert.equal(batch.length, Math.floor((256 * 1024) / weight));
  assert.equal(waiting.add('attic', entries.slice(0, 1000)), 0);
  const dropped = waiting.add('cellar', entries.slice(0, 1000));
  assert.equal(waiting.size, 3000 - dropped);
  // Each entry takes some memory besides its text.
  assert.equal(waiting.size, Math.floor((16 * 1024 * 1024) / (weight + 400)));
  assert.deepEqual(waiting.read('lobby', batch), []);
  assert.equal(waiting.remove(batch), 0);
  const [first] = waiting.read('lobby', waiting.nextBatch('lobby'));
  assert.equal(first?.seq, dropped + 1001);
  for (const room of ['lobby', 'attic', 'cellar']) {
    waiting.removeRoom(room);
    assert.ok(!waiting.has(room));
  }
  assert.equal(waiting.size, 0);
  assert.equal(waiting.add('lobby', entries.slice(0, 2000)), 0);
});

test('entries beyond the bound are lost and counted, and senders do not notice', async (t) => {
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
  await relay.close();
  const told = seqsOf(receiver.calls.all.slice(before)).flat();
  assert.equal(lost() + told.length, count + 1);
  assert.ok(lost() > 0);
  assert.deepEqual(
    told,
    Array.from({ length: told.length }, (_, index) => lost() + 1 + index),
  );
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
  assert.ok(performance.now() - begun < 8000);
  assert.equal(second.lost(), 20);
});

test('a receiver that is gone at the close gets one attempt, and the lost entries are counted', async (t) => {
  const receiver = await newReceiver(t);
  const { relay, logged, lost } = await newTelling(t, receiver);
  receiver.answer = broken;
  await relay.publish('lobby', { message: 'one' });
  await logged.first('the failure', ({ level }) => level === 'warn');
  for (let count = 0; count < 5; count++) await relay.publish('lobby', { message: 'more' });
  const before = receiver.calls.all.length;
  await relay.close();
  assert.equal(receiver.calls.all.length, before + 1);
  assert.equal(lost(), 6);
});
