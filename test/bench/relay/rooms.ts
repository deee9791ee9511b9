import { atLeast, type BenchOptions, type Result } from '../bench.ts';
import { count, median, milliseconds, ratio } from '../figures.ts';
import { startCrowd } from '../load/crowd.ts';
import { assertMayOpen } from '../load/descriptors.ts';
import { type Kind, kindsFor, startServer } from '../load/servers.ts';

const perRoom = 5;
const perSecond = 1000;

/** By profiles. */
const limit =
  'a quarter of the main thread’s time is the system’s writes to sockets, one for each frame, and no other part is above a tenth';

export const title = 'Many small rooms';
export const about = `Rooms of ${perRoom}, in which ${count(perSecond)} messages a second are sent in all, one room after the other.`;

export async function bench({ seconds, isQuick }: BenchOptions): Promise<Result> {
  const rooms = isQuick ? 200 : 1000;
  assertMayOpen(rooms * perRoom);
  const results: { kind: Kind; perCpuSecond: number; latency: number }[] = [];
  for (const kind of kindsFor(isQuick)) results.push({ kind, ...(await measure(kind, rooms, seconds)) });
  const of = (wanted: Kind): number => results.find(({ kind }) => kind === wanted)?.perCpuSecond ?? NaN;
  return {
    rows: results.map(({ kind, perCpuSecond, latency }) => ({
      rooms: count(rooms),
      server: kind,
      'deliveries per CPU second': count(perCpuSecond),
      'to Socket.IO': ratio(perCpuSecond / of('socket.io')),
      'median acknowledgement': milliseconds(latency),
    })),
    goals: [
      atLeast(
        `deliveries per CPU second in ${count(rooms)} rooms of ${perRoom}, beside Socket.IO`,
        of('relay') / of('socket.io'),
        1,
        ratio,
        limit,
      ),
    ],
    pictures: [
      {
        kind: 'bars',
        name: 'rooms',
        title: `Deliveries per CPU second, ${count(rooms)} rooms of ${perRoom}`,
        unit: '',
        bars: results.map(({ kind, perCpuSecond }) => ({
          label: kind,
          value: perCpuSecond,
          isOurs: kind.startsWith('relay'),
        })),
      },
    ],
  };
}

async function measure(
  kind: Kind,
  rooms: number,
  seconds: number,
): Promise<{ perCpuSecond: number; latency: number }> {
  const server = await startServer(kind);
  try {
    const crowd = await startCrowd(server, { rooms, perRoom });
    try {
      await crowd.talk({ perSecond, seconds: Math.min(seconds, 2) });
      const cpu = server.cpuSeconds();
      const { delivered, latencies } = await crowd.talk({ perSecond, seconds });
      return { perCpuSecond: delivered / (server.cpuSeconds() - cpu), latency: median(latencies) };
    } finally {
      await crowd.end();
    }
  } finally {
    await server.end();
  }
}
