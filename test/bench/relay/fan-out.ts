import { atLeast, type BenchOptions, type Goal, type Picture, type Result, type Row } from '../bench.ts';
import { count, kilobytes, median, milliseconds, ratio } from '../figures.ts';
import { startCrowd } from '../load/crowd.ts';
import { type Kind, kindsFor, startServer } from '../load/servers.ts';

const loads = [
  { rooms: 1, perRoom: 200, perSecond: 400 },
  { rooms: 1, perRoom: 1000, perSecond: 50 },
];

export const title = 'One room, many people';
export const about =
  'People in one room, of whom two send messages of 100 characters at a constant rate. A delivery is one message at one person. The memory is the growth of heap and buffers after a garbage collection, for each connection that has joined.';

interface Figures {
  perCpuSecond: number;
  /** Of an acknowledgement, the median in milliseconds. */
  latency: number;
  /** Of one connection. */
  bytes: number;
}

export async function bench({ seconds, isQuick }: BenchOptions): Promise<Result> {
  const rows: Row[] = [];
  const goals: Goal[] = [];
  const pictures: Picture[] = [];
  for (const load of isQuick ? loads.slice(0, 1) : loads) {
    const results: ({ kind: Kind } & Figures)[] = [];
    for (const kind of kindsFor(isQuick)) results.push({ kind, ...(await measure(kind, load, seconds)) });
    const of = (wanted: Kind): number => results.find(({ kind }) => kind === wanted)?.perCpuSecond ?? NaN;
    for (const { kind, perCpuSecond, latency, bytes } of results)
      rows.push({
        'people in the room': count(load.perRoom),
        'messages a second': count(load.perSecond),
        server: kind,
        'deliveries per CPU second': count(perCpuSecond),
        'to Socket.IO': ratio(perCpuSecond / of('socket.io')),
        'median acknowledgement': milliseconds(latency),
        'memory of a connection': kilobytes(bytes),
      });
    goals.push(
      atLeast(
        `deliveries per CPU second to ${count(load.perRoom)} people, beside Socket.IO`,
        of('relay') / of('socket.io'),
        1,
        ratio,
      ),
    );
    pictures.push(pictureOf(load.perRoom, results));
  }
  return { rows, goals, pictures };
}

function pictureOf(people: number, results: readonly { kind: Kind; perCpuSecond: number }[]): Picture {
  return {
    kind: 'bars',
    name: `fan-out-${people}`,
    title: `Deliveries per CPU second, ${count(people)} people in a room`,
    unit: '',
    bars: results.map(({ kind, perCpuSecond }) => ({
      label: kind,
      value: perCpuSecond,
      isOurs: kind.startsWith('relay'),
    })),
  };
}

async function measure(
  kind: Kind,
  { rooms, perRoom, perSecond }: (typeof loads)[number],
  seconds: number,
): Promise<Figures> {
  const server = await startServer(kind);
  try {
    const before = await server.memory();
    const crowd = await startCrowd(server, { rooms, perRoom });
    try {
      const bytes = ((await server.memory()) - before) / (rooms * perRoom);
      await crowd.talk({ perSecond, seconds: Math.min(seconds, 2) });
      const cpu = server.cpuSeconds();
      const { delivered, latencies } = await crowd.talk({ perSecond, seconds });
      const perCpuSecond = delivered / (server.cpuSeconds() - cpu);
      return { perCpuSecond, latency: median(latencies), bytes };
    } finally {
      await crowd.end();
    }
  } finally {
    await server.end();
  }
}
