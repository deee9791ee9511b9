import type { BenchOptions, Result } from '../bench.ts';
import { median } from '../figures.ts';
import { growthGoals, growthPicture, growthRows, type Series } from '../growth.ts';
import { newCrowd } from '../load/crowd.ts';
import { startServer } from '../load/servers.ts';

const perSecond = 400;
/** A connection can be in so many rooms. */
const roomsOfEach = 100;
const work = 'open rooms';

export const title = 'Growth with the number of rooms';
export const about = `CPU of the relay for one message in a room of one person, at ${perSecond} messages a second in all, and the memory of a room. Neither need grow with the number of rooms. One connection is in up to ${roomsOfEach} rooms. The CPU is the median of several seconds.`;

export async function bench({ seconds, isQuick }: BenchOptions): Promise<Result> {
  const sizes = isQuick ? [10, 100] : [10, 100, 1000, 10_000];
  const messages: Series = { label: 'CPU of a message', unit: 'ms', least: 0, points: [] };
  const memories: Series = { label: 'memory of a room', unit: 'kB', least: 0, points: [] };
  for (const x of sizes) {
    const { message, bytes } = await measure(x, seconds);
    messages.points.push({ x, y: message });
    // The memory of few rooms is less than what else changes.
    if (x >= 100 || isQuick) memories.points.push({ x, y: bytes / 1024 });
  }
  const series = [messages, memories];
  return {
    rows: growthRows(work, series),
    goals: growthGoals(work, series),
    pictures: [growthPicture('growth-rooms', work, 'ms of CPU, kB', series)],
  };
}

async function measure(rooms: number, seconds: number): Promise<{ message: number; bytes: number }> {
  const server = await startServer('relay');
  const crowd = newCrowd();
  try {
    const connections = Math.max(10, rooms / roomsOfEach);
    await crowd.connect({ ...server, connections, atOnce: 10 });
    const before = await server.memory();
    await crowd.joinMany({ roomsOfEach: rooms / connections });
    const bytes = ((await server.memory()) - before) / rooms;
    const costs: number[] = [];
    for (let second = 0; second < Math.max(3, seconds / 2); second += 1) {
      const cpu = server.cpuSeconds();
      const { sent } = await crowd.talk({ perSecond, seconds: 1 });
      // The first second warms up.
      if (second > 0) costs.push((server.cpuSeconds() - cpu) / sent);
    }
    return { message: median(costs) * 1000, bytes };
  } finally {
    await crowd.end();
    await server.end();
  }
}
