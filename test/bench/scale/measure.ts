import { loadavg } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { RunningRedis } from '../../support/redis.ts';
import { newCrowd, type RunningCrowd, startCrowd } from '../load/crowd.ts';
import { withRedis, withRelays } from '../load/nodes.ts';
import type { MeasuredServer } from '../load/servers.ts';
import { circumstances } from '../page/machine.ts';
import type { Constants, Costs, RedisCosts } from './constants.ts';

const perRoom = 10;
/** People in the room whose frames are counted. It gathers entries for 50 ms, as all rooms of 125 people or more. */
const audience = 1000;
const rooms = 100;
const perSecond = 400;

interface Sizes {
  people: number;
  idleSeconds: number;
  seconds: number;
}

/** Measures a relay on a folder, one on Redis, and several on Redis. It takes about four minutes. */
export async function measure(isQuick: boolean): Promise<Constants> {
  const sizes = isQuick
    ? { people: 500, idleSeconds: 3, seconds: 2 }
    : { people: 4000, idleSeconds: 12, seconds: 6 };
  const lone = await withRelays(1, undefined, ([server]) => costsOf(server, sizes));
  const shared = await withRedis((redis) => withRelays(1, redis.url, ([server]) => costsOf(server, sizes)));
  const load = `${(loadavg()[0] ?? 0).toFixed(1)} processes ran or waited at the end, on average of a minute`;
  return { circumstances: [...circumstances(), load], lone, shared, redis: await redisCosts(shared, sizes) };
}

async function costsOf(server: MeasuredServer | undefined, sizes: Sizes): Promise<Costs> {
  if (!server) throw new Error('no server');
  const quiet = await quietCosts(server, sizes);
  const append = await appendCost(server, sizes);
  return { ...quiet, ...append, ...(await frameCosts(server, sizes, append.append)) };
}

async function quietCosts(
  server: MeasuredServer,
  { people, idleSeconds }: Sizes,
): Promise<Pick<Costs, 'base' | 'connection' | 'idle' | 'join'>> {
  const base = await server.residentMemory();
  const began = server.cpuSeconds();
  const crowd = await startCrowd(server, { rooms: people / perRoom, perRoom });
  try {
    // The last lists of members are sent, and what was only for the joins is dropped.
    await setTimeout(2000);
    const join = (server.cpuSeconds() - began) / people;
    const connection = ((await server.residentMemory()) - base) / people;
    const cpu = server.cpuSeconds();
    await setTimeout(idleSeconds * 1000);
    return { base, connection, join, idle: (server.cpuSeconds() - cpu) / idleSeconds / people };
  } finally {
    await crowd.end();
  }
}

async function appendCost(server: MeasuredServer, { seconds }: Sizes): Promise<Pick<Costs, 'append'>> {
  const crowd = await startCrowd(server, { rooms, perRoom: 1 });
  try {
    await crowd.talk({ perSecond, seconds: 2 });
    const cpu = server.cpuSeconds();
    const { sent } = await crowd.talk({ perSecond, seconds });
    return { append: (server.cpuSeconds() - cpu) / sent };
  } finally {
    await crowd.end();
  }
}

/**
 * At a low rate each frame has one message, at a high one it has several. The difference of the two is what a message in a frame
 * costs.
 */
async function frameCosts(
  server: MeasuredServer,
  { seconds }: Sizes,
  append: number,
): Promise<Pick<Costs, 'frame' | 'delivery' | 'list'>> {
  const crowd = await startCrowd(server, { rooms: 1, perRoom: audience });
  const others = newCrowd();
  try {
    await crowd.talk({ perSecond: 10, seconds: 2 });
    const idle = await perSecondOf(server, () => setTimeout(seconds * 1000));
    const [slow, fast] = [
      await perPerson(server, crowd, { perSecond: 10, seconds, append, idle }),
      await perPerson(server, crowd, { perSecond: 300, seconds, append, idle }),
    ];
    // cost = frames * frame + messages * delivery, for each of the two.
    const determinant = slow.frames * fast.messages - fast.frames * slow.messages;
    const frame = (slow.cost * fast.messages - fast.cost * slow.messages) / determinant;
    const delivery = (slow.frames * fast.cost - fast.frames * slow.cost) / determinant;
    const withLists = await perSecondOf(server, async () => {
      for (let second = 0; second < seconds; second += 1) {
        // One person leaves and one comes. A room sends a list each second at most.
        await others.connect({ ...server, connections: 1, atOnce: 1 });
        await others.join({ rooms: 1, perRoom: 1, atOnce: 1 });
        await setTimeout(1000);
      }
    });
    // What is smaller than the noise of the measurement counts as nothing.
    return {
      frame: Math.max(frame, 0),
      delivery: Math.max(delivery, 0),
      list: Math.max((withLists - idle) / audience, 0),
    };
  } finally {
    await others.end();
    await crowd.end();
  }
}

async function perPerson(
  server: MeasuredServer,
  crowd: RunningCrowd,
  load: { perSecond: number; seconds: number; append: number; idle: number },
): Promise<{ cost: number; frames: number; messages: number }> {
  await crowd.talk({ ...load, seconds: 1 });
  const cpu = server.cpuSeconds();
  const { sent, delivered, frames } = await crowd.talk(load);
  const whole = server.cpuSeconds() - cpu;
  const cost = (whole - sent * load.append - load.idle * load.seconds) / audience;
  return { cost, frames: frames / audience, messages: delivered / audience };
}

/** CPU seconds of a server in each second of an act. */
async function perSecondOf(server: MeasuredServer, act: () => Promise<unknown>): Promise<number> {
  const cpu = server.cpuSeconds();
  const began = performance.now();
  await act();
  return ((server.cpuSeconds() - cpu) * 1000) / (performance.now() - began);
}

/** One, two and three relays: people write on the first one, and are heard on the others. */
async function redisCosts(costs: Costs, { seconds }: Sizes): Promise<RedisCosts> {
  const measured: { nodes: number; append: number; heard: number; message: number }[] = [];
  for (const nodes of [1, 2, 3]) {
    await withRedis(async (redis) => {
      await withRelays(nodes, redis.url, async (servers) => {
        const crowds = await Promise.all(servers.map((server) => startCrowd(server, { rooms, perRoom: 1 })));
        try {
          const [talkers] = crowds;
          const listener = servers.at(-1);
          if (!talkers || !listener) throw new Error('no relay');
          await talkers.talk({ perSecond, seconds: 2 });
          const before = {
            redis: redis.cpuSeconds(),
            listener: listener.cpuSeconds(),
            memory: await memoryOf(redis),
          };
          const { sent } = await talkers.talk({ perSecond, seconds });
          // What a listener costs beside hearing: its people are delivered each message.
          const heard = (listener.cpuSeconds() - before.listener) / sent - costs.frame - costs.delivery;
          measured.push({
            nodes,
            append: (redis.cpuSeconds() - before.redis) / sent,
            heard: Math.max(heard, 0),
            message: ((await memoryOf(redis)) - before.memory) / sent,
          });
        } finally {
          await Promise.all(crowds.map((crowd) => crowd.end()));
        }
      });
    });
  }
  const [one, two, three] = measured;
  if (!one || !two || !three) throw new Error('not measured');
  const told = Math.max((three.append - one.append) / 2, 0);
  return { append: one.append - told, told, message: one.message, heard: (two.heard + three.heard) / 2 };
}

async function memoryOf({ command }: RunningRedis): Promise<number> {
  return Number(/^used_memory:(.*)/m.exec(await command.info('memory'))?.[1]);
}
