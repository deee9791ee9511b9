import { setTimeout } from 'node:timers/promises';
import type { BenchOptions, Result } from '../bench.ts';
import { growthGoals, growthPicture, growthRows, type Series } from '../growth.ts';
import { newCrowd, startCrowd } from '../load/crowd.ts';
import { assertMayOpen } from '../load/descriptors.ts';
import { type MeasuredServer, startServer } from '../load/servers.ts';

/** So few that each message is a frame of its own. */
const perSecond = 15;
const newcomers = 100;
/** Until the last list of members is sent, in milliseconds. */
const settling = 1200;
const work = 'members of the room';

export const title = 'Growth with the members of a room';
export const about = `CPU of the relay for one message, and for one of ${newcomers} people who enter one after the other, less what the relay does for idle connections in the same time. Both must grow with the first power: everybody gets the message, and everybody is told of newcomers. Exponents are those of the line of least squares through the logarithms.`;

export async function bench({ seconds, isQuick }: BenchOptions): Promise<Result> {
  const sizes = isQuick ? [10, 300] : [10, 100, 1000, 5000];
  assertMayOpen(Math.max(...sizes) + newcomers * 2);
  const messages: Series = { label: 'CPU of a message', unit: 'ms', least: 1, points: [] };
  const joins: Series = { label: 'CPU of a join', unit: 'ms', least: 1, points: [] };
  for (const x of sizes) {
    const { message, join } = await measure(x, seconds);
    messages.points.push({ x, y: message });
    joins.points.push({ x, y: join });
  }
  const series = [messages, joins];
  return {
    rows: growthRows(work, series),
    goals: growthGoals(work, series),
    pictures: [growthPicture('growth-members', work, 'ms of CPU', series)],
  };
}

async function measure(members: number, seconds: number): Promise<{ message: number; join: number }> {
  const server = await startServer('relay');
  const others = newCrowd();
  try {
    const crowd = await startCrowd(server, { rooms: 1, perRoom: members });
    const enter = async (): Promise<void> => {
      await others.join({ rooms: 1, perRoom: newcomers, atOnce: 1 });
      await setTimeout(settling);
    };
    try {
      // Enough messages and joins first that the compiler has done its work.
      await crowd.talk({ perSecond: Math.min(300, Math.max(perSecond, 20_000 / members)), seconds: 1 });
      await others.connect({ ...server, connections: newcomers, atOnce: 10 });
      await enter();
      await others.connect({ ...server, connections: newcomers, atOnce: 10 });
      await setTimeout(settling);
      const perSecondIdle = (await cpuOf(server, () => setTimeout(1000))).cpu;
      const messages = await cpuOf(server, () => crowd.talk({ perSecond, seconds }));
      const joins = await cpuOf(server, enter);
      const above = ({ cpu, time }: { cpu: number; time: number }): number => cpu - perSecondIdle * time;
      return {
        message: (above(messages) * 1000) / messages.result.sent,
        join: (above(joins) * 1000) / newcomers,
      };
    } finally {
      await crowd.end();
    }
  } finally {
    await others.end();
    await server.end();
  }
}

/** What an act costs the server, and how long it takes, in seconds. */
async function cpuOf<T>(
  server: MeasuredServer,
  act: () => Promise<T>,
): Promise<{ cpu: number; time: number; result: T }> {
  const cpu = server.cpuSeconds();
  const began = performance.now();
  const result = await act();
  return { cpu: server.cpuSeconds() - cpu, time: (performance.now() - began) / 1000, result };
}
