import { setTimeout } from 'node:timers/promises';
import type { BenchOptions, Result } from '../bench.ts';
import { growthGoals, growthPicture, growthRows, type Series } from '../growth.ts';
import { newCrowd, startCrowd } from '../load/crowd.ts';
import { assertMayOpen } from '../load/descriptors.ts';
import { startServer } from '../load/servers.ts';

/** So few that each message is a frame of its own. */
const perSecond = 15;
const newcomers = 20;
const work = 'members of the room';

export const title = 'Growth with the members of a room';
export const about = `CPU of the relay for one message, and for one of ${newcomers} people who enter one after the other. Both must grow with the first power: everybody gets the message, and everybody is told of newcomers. Exponents are those of the line of least squares through the logarithms.`;

export async function bench({ seconds, isQuick }: BenchOptions): Promise<Result> {
  const sizes = isQuick ? [10, 1000] : [10, 100, 1000, 5000];
  assertMayOpen(Math.max(...sizes) + newcomers);
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
  try {
    const crowd = await startCrowd(server, { rooms: 1, perRoom: members });
    const others = newCrowd();
    try {
      // Enough messages and joins first that the compiler has done its work.
      await crowd.talk({ perSecond: Math.min(300, Math.max(perSecond, 20_000 / members)), seconds: 1 });
      await others.connect({ ...server, connections: 100, atOnce: 10 });
      await others.join({ rooms: 1, perRoom: 100, atOnce: 10 });
      await others.connect({ ...server, connections: 0, atOnce: 1 });
      await setTimeout(1500);
      const quiet = server.cpuSeconds();
      await setTimeout(1000);
      const idle = server.cpuSeconds() - quiet;
      const before = server.cpuSeconds();
      const { sent } = await crowd.talk({ perSecond, seconds });
      const message = (server.cpuSeconds() - before - idle * seconds) / sent;
      await others.connect({ ...server, connections: newcomers, atOnce: 1 });
      const connected = server.cpuSeconds();
      await others.join({ rooms: 1, perRoom: newcomers, atOnce: 1 });
      await setTimeout(1500);
      const join = (server.cpuSeconds() - connected - idle * 1.5) / newcomers;
      return { message: message * 1000, join: join * 1000 };
    } finally {
      await others.end();
      await crowd.end();
    }
  } finally {
    await server.end();
  }
}
