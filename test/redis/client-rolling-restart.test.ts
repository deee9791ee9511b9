import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { ChatRoom } from '@realtime-chat/widget/client';
import { afterwards } from '../support/afterwards.ts';
import { newBalancer } from '../support/balancer.ts';
import { newRelayProcess } from '../support/cli.ts';
import { newRedis } from '../support/redis.ts';
import { enteredRoom, hears, newRoom, online, said } from '../support/room.ts';

/** How long a client may be away, in milliseconds: the promise of docs/deploy.md. */
const longestAbsence = 2000;

/** Measures the longest time in which a room was not online, in milliseconds. */
function absences(room: ChatRoom): () => number {
  let longest = 0;
  let since: number | undefined;
  const end = (): void => {
    if (since !== undefined) longest = Math.max(longest, performance.now() - since);
  };
  room.on('status', ({ status }) => {
    end();
    since = status === 'online' ? undefined : performance.now();
  });
  return () => {
    end();
    return longest;
  };
}

/** What it takes this machine that somebody comes in, in milliseconds. */
async function timeToEnter(t: TestContext, url: string, username: string): Promise<number> {
  const begun = performance.now();
  await enteredRoom(t, url, { username });
  return performance.now() - begun;
}

test('three relays restart one after the other: nothing is lost, doubled or reordered, and nobody is away for two seconds', async (t) => {
  const redis = await newRedis(t);
  const args = ['--redis', redis.url, '--drain-seconds', '1.5'];
  const relays = await Promise.all([1, 2, 3].map(() => newRelayProcess(t, { args })));
  const balancer = await newBalancer(
    t,
    relays.map(({ port }) => port),
  );
  const names = ['Ann', 'Ben', 'Cem', 'Dee', 'Eve', 'Fay'];
  const senders = await Promise.all(names.map((username) => enteredRoom(t, balancer.url, { username })));
  const readers = await Promise.all(
    names.map((name) => enteredRoom(t, balancer.url, { username: `${name} reads` })),
  );
  const rooms = [...senders, ...readers];
  const longest = rooms.map(absences);

  const sent: Promise<unknown>[] = [];
  const talking = setInterval(() => {
    const sender = senders[sent.length % senders.length];
    if (sender) sent.push(sender.send(String(sent.length)));
  }, 20);
  afterwards(t, () => clearInterval(talking));
  const entering: number[] = [];
  for (const { port, data, stop } of relays) {
    assert.deepEqual(await stop(), { code: 0, signal: null });
    await newRelayProcess(t, { args, port, data });
    await balancer.takes(port);
    entering.push(await timeToEnter(t, balancer.url, `Guest ${entering.length}`));
  }
  clearInterval(talking);
  await Promise.all(sent);
  await Promise.all(rooms.map(online));

  const last = await enteredRoom(t, balancer.url, { username: 'Zoe' });
  await last.send('the end');
  await Promise.all(rooms.map((room) => hears(room, 'the end')));
  const [first = newRoom(t, balancer.url)] = senders;
  const texts = said(first).filter((text) => text !== 'the end');
  assert.deepEqual(
    texts.map(Number).sort((one, other) => one - other),
    sent.map((_, index) => index),
  );
  for (const room of rooms) assert.deepEqual(said(room), said(first));
  for (const [index] of senders.entries()) {
    const own = texts.map(Number).filter((number) => number % senders.length === index);
    assert.deepEqual(
      own,
      own.toSorted((one, other) => one - other),
    );
  }
  const times = longest.map((time) => time());
  const told = `away for ${times.map(Math.round).join(', ')} ms; entering took ${entering.map(Math.round).join(', ')} ms`;
  t.diagnostic(told);
  assert.ok(Math.max(...times) < longestAbsence + Math.max(...entering), told);
  assert.ok(
    times.every((time) => time > 0),
    'everybody was moved',
  );
});
