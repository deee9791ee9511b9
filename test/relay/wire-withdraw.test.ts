import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { queuedSchema, sentSchema } from '@realtime-chat/protocol';
import type { RelayOptions } from '@realtime-chat/relay';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { silent } from '../../relay/src/logger.ts';
import { ReviewQueue } from '../../relay/src/moderation/review-queue/review-queue.ts';
import { newFolder } from '../support/folder.ts';
import { Inbox } from '../support/inbox.ts';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import {
  granted,
  newId,
  newMember,
  newWireClient,
  refused,
  type WireClient,
} from '../support/wire-client.ts';
import { draft } from './log-entries.ts';

const room = 'lobby';

async function newRoom(t: TestContext, options: RelayOptions = {}) {
  const relay = await newRelay(t, { authSecret, guestLinks: 'hold', ...options });
  const mod = await newMember(t, relay.url, 'Mona', bearing(await token({ roles: ['moderator'] })));
  return { relay, mod, ann: await newMember(t, relay.url, 'Ann'), bob: await newMember(t, relay.url, 'Bob') };
}

/** Sends a message that is held. @returns its id */
async function hold(client: WireClient, message = 'see example.com', id = newId()): Promise<string> {
  assert.equal(refused(await client.ask('send', { room, id, message })).code, 'held');
  return id;
}

async function waiting(mod: WireClient): Promise<{ id: string; text: string }[]> {
  const { items } = granted(queuedSchema, await mod.ask('queue', { room }));
  return items.map(({ id, message }) => ({ id, text: message.message }));
}

async function withdrawalOf(client: WireClient, id: string): Promise<string> {
  const answer = await client.ask('withdraw', { room, id });
  return answer.ok ? 'withdrawn' : answer.error.code;
}

test('a sender takes a held message out of the queue, and moderators are told', async (t) => {
  const { mod, ann, bob } = await newRoom(t);
  const counts = new Inbox<number>();
  mod.socket.on('queue', ({ count }: { count: number }) => counts.put(count));
  ann.socket.on('queue', () => assert.fail('this is not for everybody'));
  const [one, other] = [await hold(ann, 'one.example.com'), await hold(ann, 'two.example.com')];
  await counts.first('two messages wait', (count) => count === 2);
  assert.equal(await withdrawalOf(ann, one), 'withdrawn');
  await counts.until('one message waits', (all) => all.at(-1) === 1 || undefined);
  assert.deepEqual(
    (await waiting(mod)).map(({ text }) => text),
    ['two.example.com'],
  );
  assert.equal(await withdrawalOf(ann, other), 'withdrawn');
  assert.equal((await mod.join()).queue, 0);
  await ann.say('after that');
  await bob.hears('after that');
  assert.deepEqual(
    bob.heard().map(({ message }) => message),
    ['after that'],
  );
});

test('nobody withdraws a message of somebody else, one that is not held, or the same one twice', async (t) => {
  const { mod, ann, bob } = await newRoom(t);
  const id = await hold(ann);
  assert.equal(await withdrawalOf(bob, id), 'not_found');
  assert.equal(await withdrawalOf(mod, id), 'not_found');
  assert.equal(await withdrawalOf(ann, newId()), 'not_found');
  assert.equal((await waiting(mod)).length, 1);
  assert.equal(await withdrawalOf(ann, id), 'withdrawn');
  assert.equal(await withdrawalOf(ann, id), 'not_found');
});

test('a withdrawn message can be sent again, and is held again', async (t) => {
  const { mod, ann } = await newRoom(t);
  const id = await hold(ann);
  assert.equal(await withdrawalOf(ann, id), 'withdrawn');
  await hold(ann, 'other.example.com', id);
  assert.deepEqual(
    (await waiting(mod)).map(({ text }) => text),
    ['other.example.com'],
  );
});

test('after a decision a withdrawal is too late, or finds nothing', async (t) => {
  const { mod, ann, bob } = await newRoom(t);
  const [published, dismissed] = [await hold(ann, 'one.example.com'), await hold(ann, 'two.example.com')];
  const [first, second] = await waiting(mod);
  assert.ok((await mod.ask('resolve', { room, id: first?.id, approve: true })).ok);
  assert.ok((await mod.ask('resolve', { room, id: second?.id })).ok);
  assert.equal(await withdrawalOf(ann, published), 'too_late');
  assert.equal(await withdrawalOf(ann, dismissed), 'not_found');
  await bob.hears('one.example.com');
});

test('of an approval and a withdrawal at the same time, one succeeds and the other is told', async (t) => {
  const { mod, ann, bob } = await newRoom(t, { limits: { sends: '1000/1', changes: '1000/1' } });
  for (let round = 0; round < 20; round += 1) {
    const text = `${round}.example.com`;
    const id = await hold(ann, text);
    const [item] = await waiting(mod);
    const approve = (): Promise<{ ok: boolean }> => mod.ask('resolve', { room, id: item?.id, approve: true });
    const withdraw = (): Promise<string> => withdrawalOf(ann, id);
    const [outcome, { ok: isApproved }] =
      round % 2 === 0
        ? await Promise.all([withdraw(), approve()])
        : await Promise.all([approve(), withdraw()]).then(
            ([approved, withdrawn]) => [withdrawn, approved] as const,
          );
    assert.equal(isApproved, outcome === 'too_late', `${round}: ${outcome}`);
    assert.equal(!isApproved, outcome === 'withdrawn', `${round}: ${outcome}`);
    if (isApproved) await bob.hears(text);
    const again = await ann.ask('send', { room, id, message: text });
    assert.equal(again.ok, isApproved);
    if (again.ok) granted(sentSchema, again);
    else assert.equal(await withdrawalOf(ann, id), 'withdrawn');
  }
});

/** A log whose appends end when the test allows it. */
class SlowAppends extends MemoryLog {
  store = (): void => {};
  readonly #allowed = new Promise<void>((resolve) => (this.store = resolve));

  override async append(...args: Parameters<MemoryLog['append']>): ReturnType<MemoryLog['append']> {
    await this.#allowed;
    return super.append(...args);
  }
}

test('a message that is being published cannot be withdrawn any more', async () => {
  const log = new SlowAppends();
  const queue = await ReviewQueue.open(log, silent);
  const held = draft('example.com');
  await queue.hold(room, held, '127.0.0.1');
  const [item] = (await queue.list(room)).items;
  const published = queue.resolve(room, item?.id ?? '', true);
  const withdrawn = assert.rejects(queue.withdraw(room, held.sender, held.id), { code: 'too_late' });
  // By now each of the two has gone as far as it can.
  await setImmediate();
  log.store();
  assert.equal((await published)?.seq, 1);
  await withdrawn;
});

test('a held message can be withdrawn after a restart, and stays withdrawn after another', async (t) => {
  const data = await newFolder(t);
  const first = await newRoom(t, { data });
  const id = await hold(first.ann);
  const { session } = (await first.ann.join()).me;
  await first.relay.close();

  const second = await newRelay(t, { authSecret, data, guestLinks: 'hold' });
  const ann = await newWireClient(t, second.url, { auth: { protocol: 1, session } });
  assert.equal(refused(await ann.ask('withdraw', { room, id })).code, 'not_joined');
  await ann.join({ username: 'Ann' });
  assert.equal(await withdrawalOf(ann, id), 'withdrawn');
  await second.close();

  const third = await newRelay(t, { authSecret, data, guestLinks: 'hold' });
  const mod = await newMember(t, third.url, 'Mona', bearing(await token({ roles: ['moderator'] })));
  assert.deepEqual(await waiting(mod), []);
});

test('a muted sender may withdraw, and withdrawals are limited', async (t) => {
  const { mod, ann } = await newRoom(t, { limits: { changes: '2/60' } });
  const id = await hold(ann);
  const { id: person } = (await ann.join()).me;
  const mute = { room, id: newId(), action: 'mute', person };
  granted(sentSchema, await mod.ask('moderate', mute));
  assert.equal(await withdrawalOf(ann, id), 'withdrawn');
  assert.equal(await withdrawalOf(ann, id), 'not_found');
  const { code, retryAfter = 0 } = refused(await ann.ask('withdraw', { room, id }));
  assert.equal(code, 'rate_limited');
  assert.ok(retryAfter > 0);
});
