import assert from 'node:assert/strict';
import { after, describe, test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { silent } from '../../relay/src/logger.ts';
import { openStore } from '../../relay/src/nodes/open-store.ts';
import { readCursor } from '../../relay/src/webhooks/cursor.ts';
import { afterwards } from '../support/afterwards.ts';
import { newRelayProcess } from '../support/cli.ts';
import { broken, type Call, newReceiver, type Receiver, seqsOf, taken } from '../support/receiver.ts';
import { Inbox } from '../support/inbox.ts';
import { newRedis } from '../support/redis.ts';
import { newMember } from '../support/wire-client.ts';
import { draft, names, numbers } from '../relay/log-entries.ts';
import { newTelling, secret } from '../relay/webhook-relay.ts';

/* Several relays on one Redis: one of them delivers to the webhook's receiver, whichever has appended. */

const redis = await newRedis({ after });
let prefixes = 0;

function newPlace(): { url: string; prefix: string } {
  const prefix = `webhook-${(prefixes += 1)}`;
  return { url: `${redis.url}?prefix=${prefix}`, prefix };
}

/** A relay in a process of its own, with the webhook. */
function newNode(t: TestContext, receiver: Receiver, url: string) {
  return newRelayProcess(t, {
    env: { RELAY_WEBHOOK: receiver.url, RELAY_WEBHOOK_SECRET: secret, RELAY_REDIS_URL: url },
  });
}

/** Resolves when the receiver was told of this entry. */
function isTold(receiver: Receiver, seq: number, room = 'lobby', from = 0): Promise<readonly Call[]> {
  return receiver.calls.until(
    `entry ${seq}`,
    (all) => seqsOf(all.slice(from), room).flat().includes(seq) && all.slice(from),
  );
}

/** What another process on this Redis appends without telling anybody, as one that is killed right after. */
async function newSilentNode(t: TestContext, url: string) {
  const { log, nodes } = await openStore({ data: ':memory:', redis: url }, silent);
  const end = async (): Promise<void> => {
    await nodes.close();
    await log.close();
  };
  afterwards(t, end);
  return { log, end };
}

void describe('relays on one Redis with a webhook', { concurrency: true }, () => {
  test('deliver each entry once and in order, whichever relay has appended it', async (t) => {
    const receiver = await newReceiver(t);
    const { url } = newPlace();
    const one = await newTelling(t, receiver, { redis: url });
    const two = await newTelling(t, receiver, { redis: url });
    for (const text of names(1, 20)) {
      await Promise.all([one, two].map(({ relay }) => relay.publish('lobby', { message: text })));
    }
    await two.relay.publish('attic', { message: 'upstairs' });
    await isTold(receiver, 1, 'attic');
    const calls = await isTold(receiver, 40);
    assert.deepEqual(seqsOf(calls).flat(), numbers(1, 40));
    assert.deepEqual(seqsOf(calls, 'attic'), [[1]]);
  });

  test('go on where a relay was that was killed while it delivered: nothing is missing', async (t) => {
    const receiver = await newReceiver(t);
    const { url, prefix } = newPlace();
    const first = await newNode(t, receiver, url);
    const ann = await newMember(t, first.url, 'Ann');
    await ann.say('one');
    await isTold(receiver, 1);
    const { log } = await newSilentNode(t, url);
    while (!(await readCursor(log, 'lobby'))) await wait(20);
    const second = await newNode(t, receiver, url);
    receiver.answer = broken;
    const ben = await newMember(t, second.url, 'Ben');
    await ann.say('two');
    const [, rejected] = await receiver.calls.many(2, 'calls');
    await first.kill();
    receiver.answer = taken;
    const before = receiver.calls.all.length;
    // Otherwise the lease of the job ends 15 s after its last renewal.
    assert.equal(await redis.command.pexpire(`${prefix}:job:{webhook}`, 1), 1);
    await isTold(receiver, 2, 'lobby', before);
    await ben.say('three');
    const calls = await isTold(receiver, 3, 'lobby', before);
    assert.deepEqual(
      seqsOf(calls)
        .flat()
        .filter((seq) => seq > 1),
      [2, 3],
    );
    const again = calls.find(({ body }) => body.entries[0]?.seq === 2);
    assert.equal(again?.headers['webhook-id'], rejected?.headers['webhook-id']);
  });

  test('deliver what a relay appended that was replaced before it could tell the others', async (t) => {
    const own = await newRedis(t);
    const receiver = await newReceiver(t);
    const other = await newSilentNode(t, own.url);
    const monitor = await own.command.duplicate().monitor();
    afterwards(t, () => monitor.disconnect());
    const counts = new Inbox<string>();
    monitor.on('monitor', (_time: string, [command = '', key]: string[]) => {
      if (command.toLowerCase() === 'zrange' && key?.endsWith(':nodes')) counts.put(key);
    });
    const { relay } = await newTelling(t, receiver, { redis: own.url });
    await relay.publish('hall', { message: 'told' });
    await isTold(receiver, 1, 'hall');
    await other.log.append('lobby', draft('first'));
    await other.log.append('attic', draft('second'));
    // The relay that delivers looks which relays there are every 5 s. So it knows of the other one by now.
    await counts.many(counts.all.length + 1, 'counts');
    await other.end();
    await newSilentNode(t, own.url);
    await Promise.all([isTold(receiver, 1), isTold(receiver, 1, 'attic')]);
  });

  test('deliver what was told while the relay that delivers could not hear it', async (t) => {
    const own = await newRedis(t);
    const receiver = await newReceiver(t);
    const one = await newTelling(t, receiver, { redis: own.url });
    const two = await newTelling(t, receiver, { redis: own.url });
    await one.relay.publish('lobby', { message: 'one' });
    await isTold(receiver, 1);
    for (const text of names(2, 10)) {
      await own.command.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await two.relay.publish('lobby', { message: text });
    }
    assert.deepEqual(seqsOf(await isTold(receiver, 10)).flat(), numbers(1, 10));
  });

  test('deliver entries of an epoch that was renewed, under that epoch', async (t) => {
    const own = await newRedis(t);
    const receiver = await newReceiver(t);
    const { relay } = await newTelling(t, receiver, { redis: own.url });
    const { epoch } = await relay.publish('lobby', { message: 'before' });
    await isTold(receiver, 1);
    await own.kill();
    await own.start();
    const again = await relay.publish('lobby', { message: 'after' });
    assert.notEqual(again.epoch, epoch);
    const call = await receiver.calls.first('the new epoch', ({ body }) => body.epoch === again.epoch);
    assert.deepEqual(
      call.body.entries.map(({ seq, message }) => [seq, message]),
      [[1, 'after']],
    );
  });
});
