import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { type RelayProcess, startAlteredRelay } from './altered-relay.ts';
import type { PromiseName, Violation } from './checker.ts';
import { Crowd } from './crowd.ts';
import { Nodes } from './nodes.ts';
import { Proxy } from './proxy.ts';
import { chosenSeed, Random } from './random.ts';
import { explained } from './report.ts';
import { uploads } from './torments/uploads.ts';

/*
 * A test that cannot fail proves nothing: with one of the relay's safeguards taken away, the checker must find the
 * promise broken that the safeguard keeps.
 */

const seed = chosenSeed();
/** In seconds. What a sabotaged relay left out does not come later either. */
const patience = 3;
const slowly = 'read the log slowly';

/** Everybody sends, and every link is cut while acknowledgements are under way. */
async function cutWhileSending(
  alterations: readonly string[],
  random = new Random(seed),
): Promise<Violation[]> {
  const relay = await startAlteredRelay(alterations);
  const proxy = await Proxy.listen(relay.port);
  const crowd = new Crowd({ relayUrl: proxy.url, senders: 10, rooms: 1, random });
  try {
    crowd.patience = patience;
    await crowd.everyoneOnline();
    for (let round = 0; round < 2; round++) {
      crowd.write(20);
      await crowd.acknowledgedAtLeast(crowd.written - 150);
      // What they ask still gets through; what they are answered does not.
      for (const link of proxy.links) link.halfOpen('to client', 200);
      await crowd.everythingDone();
    }
    return await crowd.verdict(relay.url);
  } finally {
    crowd.close();
    proxy.close();
    await relay.stop();
  }
}

/** The relay is killed when it has acknowledged a few. */
async function killWhileSending(
  alterations: readonly string[],
  random = new Random(seed),
): Promise<Violation[]> {
  let relay = await startAlteredRelay(alterations);
  const { port, data } = relay;
  const crowd = new Crowd({ relayUrl: relay.url, senders: 10, rooms: 1, random });
  try {
    crowd.patience = patience;
    await crowd.everyoneOnline();
    crowd.write(20);
    await crowd.acknowledgedAtLeast(50);
    await relay.kill();
    relay = await startAlteredRelay(alterations, { port, data });
    await crowd.everythingDone();
    return await crowd.verdict(relay.url);
  } finally {
    crowd.close();
    await relay.stop();
  }
}

/** Somebody comes in again and again while others send. */
async function joinWhileSending(
  alterations: readonly string[],
  random = new Random(seed),
): Promise<Violation[]> {
  const relay: RelayProcess = await startAlteredRelay(alterations);
  const crowd = new Crowd({ relayUrl: relay.url, senders: 5, rooms: 1, random });
  try {
    crowd.patience = patience;
    await crowd.everyoneOnline();
    for (let join = 0; join < 10; join++) {
      crowd.write(40);
      for (const tap of crowd.taps) tap.reconnect();
      await crowd.tapsIn();
      // For some live entries to follow.
      await delay(random.between(20, 60));
    }
    await crowd.everythingDone();
    return await crowd.verdict(relay.url);
  } finally {
    crowd.close();
    await relay.stop();
  }
}

/** Everybody sends, changes and moderates, and nothing else happens. */
async function changeInPeace(
  alterations: readonly string[],
  random = new Random(seed),
): Promise<Violation[]> {
  const relay = await startAlteredRelay(alterations);
  const crowd = new Crowd({ relayUrl: relay.url, senders: 1, rooms: 1, random });
  try {
    crowd.patience = patience;
    for (let round = 0; round < 3; round++) crowd.write(1);
    await crowd.everythingDone();
    return await crowd.verdict(relay.url);
  } finally {
    crowd.close();
    await relay.stop();
  }
}

/** Everybody sends by the first two of three nodes, and the third one only listens. */
async function sendOnNodes(
  alterations: (index: number) => readonly string[],
  random = new Random(seed),
): Promise<Violation[]> {
  const nodes = await Nodes.start({ alterations });
  const { all, front, urls } = nodes;
  for (const node of all.slice(2)) node.isUp = false;
  const crowd = new Crowd({
    relayUrl: front.url,
    nodeUrls: urls,
    senders: 6,
    rooms: 1,
    moderators: 1,
    random,
  });
  try {
    crowd.patience = patience;
    await Promise.all([crowd.everyoneOnline(), crowd.tapsIn()]);
    crowd.write(20);
    await crowd.everythingDone();
    return await crowd.verdict(urls[0] ?? '');
  } finally {
    crowd.close();
    await nodes.close();
  }
}

/** People upload files and send messages with them, and the relay is killed whenever files are completed. */
async function killWhileUploading(alterations: readonly string[], random: Random): Promise<Violation[]> {
  const plan = { kills: 3, uploaders: 6, rooms: 1, perRound: 2, moments: ['the last part'] as const };
  const { violations } = await uploads(plan, random, alterations);
  return violations;
}

/**
 * By chance, a run may not come to what its sabotage breaks: its last actions lift all restrictions, or no kill falls
 * between two writes. So there are several runs.
 */
async function finds(
  run: (random: Random) => Promise<Violation[]>,
  promise: PromiseName,
  about = '',
): Promise<void> {
  const found: Violation[] = [];
  const isFound = (): boolean =>
    found.some((violation) => violation.promise === promise && violation.about.includes(about));
  for (let runs = 0; runs < 5 && !isFound(); runs += 1) found.push(...(await run(new Random(seed + runs))));
  assert(isFound(), `nothing of it was found, but: ${explained(found)}`);
}

describe(`the checker of the promises (seed ${seed})`, { concurrency: 3 }, () => {
  test('finds messages that stand twice where the relay does not know a retry', async () => {
    assert.equal(explained(await cutWhileSending([])), '');
    await finds((random) => cutWhileSending(['store twice what is sent twice'], random), 'once');
  });

  test('finds messages that are lost where the relay acknowledges before it stores', async () => {
    assert.equal(explained(await killWhileSending([])), '');
    await finds((random) => killWhileSending(['acknowledge before the commit'], random), 'acknowledged');
  });

  test('finds the gap where a newcomer misses what came while the log was read', async () => {
    assert.equal(explained(await joinWhileSending([slowly])), '');
    const alterations = [slowly, 'let in without what came meanwhile'];
    await finds((random) => joinWhileSending(alterations, random), 'contiguous', 'a listener');
  });

  test('finds edits that are lost where the relay acknowledges them without storing them', async () => {
    assert.equal(explained(await changeInPeace([])), '');
    await finds((random) => changeInPeace(['lose every fifth edit'], random), 'acknowledged');
  });

  test('finds texts that were replaced where the store keeps them', async () => {
    await finds((random) => changeInPeace(['keep what was replaced'], random), 'gone');
  });

  test('finds actions in the log without their restriction', async () => {
    await finds((random) => changeInPeace(['lose restrictions'], random), 'folded', 'moderated room');
  });

  test('finds entries that the nodes show in another place, where a node publishes before it appends', async () => {
    assert.equal(explained(await sendOnNodes(() => [])), '');
    await finds((random) => sendOnNodes(() => ['publish before appending'], random), 'everywhere');
  });

  test('finds the node that shows less than the others, where it misses its subscriptions', async () => {
    const alterations = (index: number): string[] => (index === 2 ? ['miss the subscriptions'] : []);
    await finds((random) => sendOnNodes(alterations, random), 'everywhere', 'at node 2');
  });

  test('finds the ban that stays on its node, where the others do not hear of restrictions', async () => {
    const alterations = (index: number): string[] => (index === 2 ? ['keep restrictions to itself'] : []);
    await finds((random) => sendOnNodes(alterations, random), 'folded', 'moderated room');
  });

  test('finds files that were acknowledged and are lost, where the record is stored before the bytes', async () => {
    const alterations = ['store the record before the bytes'];
    await finds((random) => killWhileUploading(alterations, random), 'acknowledged', 'the last part');
  });

  test('finds files of two messages, where a message gets them after it is stored', async () => {
    const alterations = ['give files to a message after it is stored'];
    await finds((random) => killWhileUploading(alterations, random), 'once', 'belongs to');
  });

  test('finds files that a message has and the relay removes, where nothing tells that it has them', async () => {
    const alterations = ['give files to no message', 'note the place of no file'];
    await finds((random) => killWhileUploading(alterations, random), 'kept', 'a day later');
  });

  test('says so when the code that it takes away is no longer there', async () => {
    await assert.rejects(startAlteredRelay(['something that nobody wrote']));
  });
});
