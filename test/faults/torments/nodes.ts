import { setTimeout as delay } from 'node:timers/promises';
import { BanProbe } from '../ban-probe.ts';
import type { Violation } from '../checker.ts';
import { Crowd } from '../crowd.ts';
import { Nodes, type NodesOptions } from '../nodes.ts';
import { type Answered, PlainClient } from '../plain-client.ts';
import { until } from '../patience.ts';
import type { Random } from '../random.ts';
import type { Report } from '../report.ts';

export interface NodesPlan {
  /** How often the fault is injected. */
  times: number;
  senders: number;
  rooms: number;
  /** How many messages all senders write together. */
  messages: number;
}

/** What a fault gets. */
interface Scene {
  nodes: Nodes;
  crowd: Crowd;
  random: Random;
  /** Adds to a figure of the report. */
  count: (figure: string, by?: number) => void;
  broken: (violation: Violation) => void;
}

/** Injects a fault again and again while everybody sends to several nodes on one Redis. */
async function onNodes(
  plan: NodesPlan,
  random: Random,
  inject: (scene: Scene) => Promise<void>,
  options: NodesOptions = {},
): Promise<Report> {
  const nodes = await Nodes.start(options);
  const { front, urls } = nodes;
  const crowd = new Crowd({
    relayUrl: front.url,
    nodeUrls: urls,
    ...plan,
    random: random.fork('crowd'),
  });
  const bans = new BanProbe(urls, random.fork('bans'));
  const counts = new Map<string, number>();
  const violations: Violation[] = [];
  const scene: Scene = {
    nodes,
    crowd,
    random,
    count: (figure, by = 1) => void counts.set(figure, (counts.get(figure) ?? 0) + by),
    broken: (violation) => void violations.push(violation),
  };
  try {
    await Promise.all([crowd.everyoneOnline(), crowd.tapsIn()]);
    const perRound = Math.ceil(plan.messages / plan.times / plan.senders);
    const round = perRound * plan.senders;
    for (let time = 0; time < plan.times; time++) {
      const before = crowd.acknowledged;
      crowd.write(perRound);
      // Anywhere from before the first to near the last of what is under way.
      await crowd.acknowledgedAtLeast(before + random.between(0, Math.floor(round * 0.8)));
      if (crowd.acknowledged < crowd.written) scene.count('times in mid-send');
      await inject(scene);
      // The next round begins while some are still coming back.
      await crowd.acknowledgedAtLeast(crowd.written - random.between(0, Math.floor(round / 2)));
    }
    await crowd.everythingDone();
    await bans.finish();
    violations.push(...bans.violations, ...(await crowd.verdict(urls[0] ?? '')), ...renewed(crowd));
    return {
      violations,
      figures: {
        times: plan.times,
        ...Object.fromEntries(counts),
        messages: crowd.written,
        changes: crowd.changes,
        actions: crowd.actionCount,
        'bans and unbans tried at another node': bans.count,
        'ms until the last of them held': Math.round(bans.longest),
        acknowledged: crowd.acknowledged,
        failed: crowd.failed,
        reconnects: crowd.reconnects,
        'ms of the longest absence': Math.round(crowd.longestAbsence),
        'duplicates suppressed': front.counts.duplicates,
      },
    };
  } finally {
    bans.close();
    crowd.close();
    await nodes.close();
  }
}

/** Redis flushes each write, so no fault is a reason to begin anew. */
function renewed(crowd: Crowd): Violation[] {
  return crowd.taps
    .filter(({ resets }) => resets > 0)
    .map(({ who }) => ({ promise: 'kept', about: `${who} was told that the log is another one` }));
}

/** Kills one of the nodes, and starts it again a little later. */
export function nodeKills(plan: NodesPlan, random: Random, options?: NodesOptions): Promise<Report> {
  const inject = async ({ nodes, random }: Scene): Promise<void> => {
    const node = random.pick(nodes.all);
    await node.end('kill');
    await delay(random.between(0, 500));
    await node.startAgain();
  };
  return onNodes(plan, random, inject, options);
}

/** Kills Redis, and starts it again with its append-only file. */
export function redisKills(plan: NodesPlan, random: Random): Promise<Report> {
  return onNodes(plan, random, async ({ nodes, random }) => {
    for (const redis of nodes.redis) {
      await redis.kill();
      await delay(random.between(0, 1500));
      await redis.start();
    }
  });
}

/** Lets Redis answer nothing, or no write, for a while. */
export function pauses(plan: NodesPlan, random: Random): Promise<Report> {
  return onNodes(plan, random, async ({ nodes, random, count }) => {
    const time = random.between(300, 7000);
    const isOfWrites = random.chance(0.5);
    for (const { command } of nodes.redis) {
      await (isOfWrites ? command.client('PAUSE', time, 'WRITE') : command.client('PAUSE', time, 'ALL'));
    }
    count('seconds of pause', Math.round(time / 1000));
    await delay(time);
  });
}

/** For longer than anybody waits, in milliseconds: the nodes have to notice a half-open link by themselves. */
const forEver = 600_000;

/** Cuts links between nodes and Redis in the middle of an answer, leaves others half-open, slows others down. */
export function redisLinks(plan: NodesPlan, random: Random): Promise<Report> {
  let turn = 0;
  return onNodes(plan, random, async ({ nodes, random, count }) => {
    turn += 1;
    for (const [index, { network }] of nodes.all.entries()) {
      const healthy = [...(network?.links ?? [])].filter(({ isHealthy }) => isHealthy);
      if (healthy.length === 0) continue;
      const link = random.pick(healthy);
      const what = (['cuts', 'half-open links', 'slow links'] as const)[(index + turn) % 3] ?? 'cuts';
      count(what);
      if (what === 'cuts') link.cut(random.chance(0.2) ? 0 : random.between(1, 3000));
      else if (what === 'slow links') link.slow(random.between(1, 100));
      else link.halfOpen(random.pick(['to server', 'to client', 'both']), forEver);
    }
  });
}

/** Takes all memory from Redis. Everything that writes is refused by name, and goes on when there is some. */
export function noMemory(plan: NodesPlan, random: Random): Promise<Report> {
  return onNodes(plan, random, async ({ nodes, random, broken, crowd }) => {
    const [redis] = nodes.redis;
    const plain = new PlainClient('plain', random.pick(nodes.urls), 'a room apart', random.fork('plain'));
    try {
      await redis?.command.config('SET', 'maxmemory', '1');
      await Promise.all(nodes.all.map((node) => node.isReady(503)));
      crowd.write(1);
      const answer = await plain.send();
      if (!isUnavailable(answer)) {
        broken({ promise: 'kept', about: `without memory, a node answered ${JSON.stringify(answer)}` });
      }
      await redis?.command.config('SET', 'maxmemory', '0');
      await Promise.all(nodes.all.map((node) => node.isReady(200)));
      await until(
        async () => typeof (await plain.send()) === 'object',
        40,
        () => 'a node does not take messages again',
      );
    } finally {
      plain.close();
    }
  });
}

function isUnavailable(answer: Answered): boolean {
  return (
    typeof answer === 'object' &&
    'refused' in answer &&
    answer.refused === 'unavailable' &&
    answer.retryAfter !== undefined
  );
}

/** Stops and starts the nodes one after the other, as an update does. */
export function rollingRestarts(plan: NodesPlan, random: Random): Promise<Report> {
  return onNodes(plan, random, async ({ nodes, crowd, count }) => {
    for (const node of nodes.all) {
      crowd.write(1);
      await node.end('stop');
      await node.startAgain();
      await node.isReady(200);
      count('restarts');
    }
  });
}

/** Kills nodes whose rooms are in a Redis Cluster of three masters. */
export function cluster(plan: NodesPlan, random: Random): Promise<Report> {
  return nodeKills(plan, random, { isCluster: true });
}
