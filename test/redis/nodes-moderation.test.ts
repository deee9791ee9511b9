import assert from 'node:assert/strict';
import { after, describe, test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { rulesPageSchema } from '@realtime-chat/protocol';
import type { RelayOptions } from '@realtime-chat/relay';
import * as v from 'valibot';
import { SharedMutex } from '../../relay/src/limits/shared-mutex.ts';
import { RedisLog } from '../../relay/src/log/redis/redis-log.ts';
import { openRedis } from '../../relay/src/log/redis/server/open.ts';
import { silent } from '../../relay/src/logger.ts';
import { Moderation } from '../../relay/src/moderation/moderation.ts';
import { SharedSlowMode } from '../../relay/src/moderation/shared-slow-mode.ts';
import { Refusal } from '../../relay/src/refusal.ts';
import { afterwards } from '../support/afterwards.ts';
import { newRedis } from '../support/redis.ts';
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
import { numbers } from '../relay/log-entries.ts';
import { idOf, moderate, putOut, say } from '../relay/moderated-room.ts';

/* What moderators do on one relay holds on all relays that share its Redis. */

const redis = await newRedis({ after });
let prefixes = 0;

/** As many relays as URLs, on a prefix of their own. */
async function newRelays(t: TestContext, ...urls: string[]): Promise<string[]> {
  prefixes += 1;
  const relays = urls.map(async (url) => {
    const relay = await newRelay(t, { authSecret, redis: `${url}?prefix=moderated-${prefixes}` });
    return relay.url;
  });
  return Promise.all(relays);
}

const member = async (t: TestContext, url: string, sub: string): Promise<WireClient> =>
  newMember(t, url, sub, bearing(await token({ sub, name: sub })));

const moderator = async (t: TestContext, url: string, sub = 'mona'): Promise<WireClient> =>
  newMember(t, url, sub, bearing(await token({ sub, name: sub, roles: ['moderator'] })));

const join = async (t: TestContext, url: string, sub: string) =>
  (await newWireClient(t, url, bearing(await token({ sub, name: sub })))).ask('join', { room: 'lobby' });

const ben = { person: 'user:ben' };

/** Resolves when what was done on one relay is seen on another. Each look is a request. */
async function eventually(what: string, look: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await look()); tries += 1) {
    assert.ok(tries < 500, `Waited in vain for ${what}`);
    await wait(20);
  }
}

/** Sends until the relay answers with this code, or grants it if there is none. */
async function answers(client: WireClient, code: string | undefined): Promise<void> {
  await eventually(`the answer ${code}`, async () => {
    const answer = await client.ask('send', say());
    return (answer.ok ? undefined : refused(answer).code) === code;
  });
}

void describe('moderation on several relays', { concurrency: true }, () => {
  test('a ban removes the person from the other relays, in all tabs, and keeps them out', async (t) => {
    const [one = '', two = '', three = ''] = await newRelays(t, redis.url, redis.url, redis.url);
    const mod = await moderator(t, one);
    const tabs = [await member(t, two, 'ben'), await member(t, two, 'ben'), await member(t, three, 'ben')];
    const ann = await member(t, two, 'ann');
    const out = tabs.map(putOut);
    await moderate(mod, 'ban', ben);
    for (const reason of await Promise.all(out)) assert.equal(reason.code, 'banned');
    for (const url of [one, two, three]) assert.equal(refused(await join(t, url, 'ben')).code, 'banned');
    await ann.say('still here');
    await moderate(mod, 'unban', ben);
    await eventually('the end of the ban', async () => (await join(t, three, 'ben')).ok);
  });

  test('the ban of a guest removes all guests from that address on the other relay, and nobody else', async (t) => {
    const [one = '', two = ''] = await newRelays(t, redis.url, redis.url);
    const mod = await moderator(t, one);
    const guest = await newMember(t, one, 'Guest');
    const other = await newMember(t, two, 'Other');
    const ann = await member(t, two, 'ann');
    const out = putOut(other);
    await moderate(mod, 'ban', { person: await idOf(guest) });
    assert.equal((await out).code, 'banned');
    await ann.say('still here');
  });

  test('a ban removes everybody on the other relay, although the site could not be asked about one at first', async (t) => {
    let failures = 0;
    const authorize: RelayOptions['authorize'] = (_person, _room, action) => {
      if (action !== 'moderate') return true;
      if (failures-- > 0) throw new Refusal('unavailable', 'not now', { retryAfter: 1 });
      return false;
    };
    prefixes += 1;
    const options = { authSecret, redis: `${redis.url}?prefix=moderated-${prefixes}` };
    const [one, two] = [await newRelay(t, options), await newRelay(t, { ...options, authorize })];
    const mod = await moderator(t, one.url);
    const guest = await newMember(t, one.url, 'Guest');
    const out = [await newMember(t, two.url, 'Gus'), await newMember(t, two.url, 'Gina')].map(putOut);
    failures = 1;
    await moderate(mod, 'ban', { person: await idOf(guest) });
    for (const reason of await Promise.all(out)) assert.equal(reason.code, 'banned');
  });

  test('a mute, the lock and slow mode hold on the other relay', async (t) => {
    const [one = '', two = ''] = await newRelays(t, redis.url, redis.url);
    const mod = await moderator(t, one);
    const client = await member(t, two, 'ben');
    await moderate(mod, 'mute', ben);
    await answers(client, 'muted');
    await moderate(mod, 'unmute', ben);
    await answers(client, undefined);
    await moderate(mod, 'lock');
    await answers(client, 'locked');
    await moderate(mod, 'unlock');
    await answers(client, undefined);
    await moderate(mod, 'slow', { seconds: 3600 });
    await answers(client, 'rate_limited');
    // Moderators do not wait, on whichever relay they are.
    const other = await moderator(t, two, 'mia');
    await other.say('one');
    await other.say('two');
    await moderate(mod, 'slow', { seconds: 0 });
    await answers(client, undefined);
  });

  test('a person with tabs on two relays writes in slow mode as often as on one', async (t) => {
    const [one = '', two = ''] = await newRelays(t, redis.url, redis.url);
    const mod = await moderator(t, one);
    const [ann, annToo] = [await member(t, one, 'ann'), await member(t, two, 'ann')];
    const watcher = await member(t, two, 'wes');
    await moderate(mod, 'slow', { seconds: 3600 });
    await answers(watcher, 'rate_limited');
    const sent = await Promise.all([ann, annToo, ann, annToo].map((tab) => tab.ask('send', say())));
    assert.equal(sent.filter(({ ok }) => ok).length, 1);
    assert.ok(sent.filter(({ ok }) => !ok).every((answer) => refused(answer).code === 'rate_limited'));
  });

  test('moderators on two relays at once lose no action of the other', async (t) => {
    const [one = '', two = '', three = ''] = await newRelays(t, redis.url, redis.url, redis.url);
    const mods = [await moderator(t, one), await moderator(t, two, 'mia')];
    await Promise.all(
      mods.flatMap((mod, index) =>
        numbers(1, 10).map((number) => moderate(mod, 'mute', { person: `user:${index}-${number}` })),
      ),
    );
    const third = await moderator(t, three, 'max');
    for (const mod of [...mods, third]) {
      await eventually('all mutes', async () => {
        const page = granted(rulesPageSchema, await mod.ask('rules', { room: 'lobby', skip: 0 }));
        return page.count === 20;
      });
    }
  });

  test('a relay that heard nothing for a while catches up with bans and their end', async (t) => {
    const user = 'deaf';
    await redis.command.acl('SETUSER', user, 'on', '>password', '~*', '&*', '+@all');
    const [one = '', two = ''] = await newRelays(
      t,
      redis.url,
      redis.url.replace('//', `//${user}:password@`),
    );
    const mod = await moderator(t, one);
    await moderate(mod, 'ban', { person: 'user:cat' });
    assert.equal(refused(await join(t, two, 'cat')).code, 'banned');
    const out = putOut(await member(t, two, 'ben'));
    // Redis ends the subscriptions, and the relay may not subscribe again.
    await redis.command.acl('SETUSER', user, 'resetchannels');
    await moderate(mod, 'ban', ben);
    await moderate(mod, 'unban', { person: 'user:cat' });
    await redis.command.acl('SETUSER', user, '&*');
    await redis.command.call('CLIENT', 'KILL', 'USER', user);
    assert.equal((await out).code, 'banned');
    await eventually('the end of the other ban', async () => (await join(t, two, 'cat')).ok);
  });
});

/** The moderation of a relay, on a prefix of its own or on a given one. */
async function newModeration(t: TestContext, prefix = `slow-${(prefixes += 1)}`) {
  const opened = await openRedis(`${redis.url}?prefix=${prefix}`);
  const log = await RedisLog.start(opened);
  afterwards(t, () => log.close());
  const parts = { slowMode: new SharedSlowMode(opened), mutex: new SharedMutex(opened) };
  return { log, prefix, moderation: await Moderation.open(log, silent, parts) };
}

async function newSlowRoom(t: TestContext): Promise<Moderation> {
  const { moderation } = await newModeration(t);
  await moderation.apply('mona', { room: 'lobby', id: newId(), action: 'slow', seconds: 60 });
  return moderation;
}

test('the last action in the log is the one that holds, whichever relay it came by', async (t) => {
  const { prefix, ...one } = await newModeration(t);
  const other = await newModeration(t, prefix);
  for (const round of numbers(1, 10)) {
    const room = `room ${round}`;
    await Promise.all(
      [one, other, one, other].flatMap(({ moderation }) => [
        moderation.apply('mona', { room, id: newId(), action: 'lock' }),
        moderation.apply('mona', { room, id: newId(), action: 'unlock' }),
        moderation.apply('mona', { room, id: newId(), action: 'slow', seconds: 5 }),
      ]),
    );
    const entries = await one.log.entriesAfter(room, 0, 100);
    const last = entries.findLast((entry) => entry.type === 'moderate' && entry.action !== 'slow');
    const stored = await one.log.getMeta('rules', room);
    const { locked } = v.parse(v.object({ locked: v.boolean() }), stored);
    assert.equal(locked, last?.type === 'moderate' && last.action === 'lock', room);
  }
});

test('an action does not wait for a relay that died in its turn', async (t) => {
  const { prefix, moderation } = await newModeration(t);
  const key = `${prefix}:job:{turn ${JSON.stringify(['lobby', false])}}`;
  await redis.command.set(key, 'a relay that is gone', 'PX', 60_000);
  await moderation.apply('mona', { room: 'lobby', id: newId(), action: 'lock' });
  assert.equal(moderation.restrictions('lobby').locked, true);
});

test('relays that wait for one that died in its turn still take turns', async (t) => {
  const opened = await Promise.all([1, 2, 3].map(() => openRedis(`${redis.url}?prefix=turns`)));
  for (const each of opened) {
    const log = await RedisLog.start(each);
    afterwards(t, () => log.close());
  }
  await redis.command.set('turns:job:{turn lobby}', 'a relay that is gone', 'PX', 60_000);
  let running = 0;
  let most = 0;
  const task = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await wait(100);
    running -= 1;
  };
  await Promise.all(opened.map((each) => new SharedMutex(each).run('lobby', task)));
  assert.equal(most, 1);
});

test('without Redis, no turn begins', async (t) => {
  const opened = await openRedis(`${redis.url}?prefix=away`);
  const log = await RedisLog.start(opened);
  afterwards(t, () => log.close());
  opened.client.disconnect();
  let hasRun = false;
  const task = async (): Promise<void> => void (hasRun = true);
  await assert.rejects(new SharedMutex(opened).run('lobby', task), { code: 'unavailable' });
  assert.equal(hasRun, false);
});

const guest = (id: string, since: number) => ({
  person: { id, username: undefined, roles: [] },
  address: '192.0.2.1',
  since,
});

test('a write in slow mode that failed does not count on any relay', async (t) => {
  const moderation = await newSlowRoom(t);
  const ann = guest('ann', 0);
  const turn = await moderation.takeTurn('lobby', ann, 'send');
  assert.equal(turn?.refusal, undefined);
  const refusal = (await moderation.takeTurn('lobby', ann, 'send'))?.refusal;
  assert.ok(refusal?.retryAfter !== undefined && refusal.retryAfter > 50 && refusal.retryAfter <= 60);
  assert.equal((await moderation.takeTurn('lobby', ann, 'edit'))?.refusal, undefined);
  assert.equal(await moderation.takeTurn('another room', ann, 'send'), undefined);
  turn?.undo();
  await eventually('the next turn', async () => {
    return (await moderation.takeTurn('lobby', ann, 'send'))?.refusal === undefined;
  });
});

test('a guest with a new session waits like the last guest from that address', async (t) => {
  const moderation = await newSlowRoom(t);
  const isRefused = async (id: string, since: number): Promise<boolean> =>
    (await moderation.takeTurn('lobby', guest(id, since), 'send'))?.refusal !== undefined;
  const [seconds] = await redis.command.time();
  const before = Number(seconds) * 1000 - 1000;
  assert.equal(await isRefused('first', before), false);
  assert.equal(await isRefused('has been here before', before), false);
  assert.equal(await isRefused('has come since', before + 60_000), true);
});
