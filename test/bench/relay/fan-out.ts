import {
  atLeast,
  atMost,
  type BenchOptions,
  type Goal,
  type Picture,
  type Result,
  type Row,
} from '../bench.ts';
import { count, kilobytes, milliseconds, ratio } from '../figures.ts';
import { startCrowd } from '../load/crowd.ts';
import { type Deliveries, deliveriesPicture, measureDeliveries } from '../load/deliveries.ts';
import { type Kind, kindsFor, startServer } from '../load/servers.ts';

/** With the goals: how many times as many deliveries per CPU second as each of the two that store nothing. */
const loads = [
  { rooms: 1, perRoom: 200, perSecond: 400, beside: { 'socket.io': 2.5, ws: 2 } },
  { rooms: 1, perRoom: 1000, perSecond: 50, beside: { 'socket.io': 1.5, ws: 1.2 } },
];
const limit =
  'a fourth to a third of the active time is the system’s writes, one for each socket and frame; the relay’s own code is a tenth';
/** By heap snapshots. */
const limitOfMemory =
  'three quarters are what Socket.IO itself takes; with 200 people, a fifth is code that was compiled meanwhile, for all of them together';

export const title = 'One room, many people';
export const about =
  'People in one room, of whom two send messages of 100 characters at a constant rate. A delivery is one message at one person. The memory is the growth of heap and buffers after a garbage collection, for each connection that has joined.';

interface Figures extends Deliveries {
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
    const of = (wanted: Kind, figure: keyof Figures): number =>
      results.find(({ kind }) => kind === wanted)?.[figure] ?? NaN;
    for (const { kind, perCpuSecond, latency, bytes } of results)
      rows.push({
        'people in the room': count(load.perRoom),
        'messages a second': count(load.perSecond),
        server: kind,
        'deliveries per CPU second': count(perCpuSecond),
        'to Socket.IO': ratio(perCpuSecond / of('socket.io', 'perCpuSecond')),
        'median acknowledgement': milliseconds(latency),
        'memory of a connection': kilobytes(bytes),
      });
    const people = `${count(load.perRoom)} people`;
    for (const [peer, bound] of Object.entries(load.beside) as [Kind, number][])
      if (results.some(({ kind }) => kind === peer))
        goals.push(
          atLeast(
            `deliveries per CPU second to ${people}, beside ${peer}`,
            of('relay', 'perCpuSecond') / of(peer, 'perCpuSecond'),
            bound,
            ratio,
            limit,
          ),
        );
    goals.push(
      atMost(
        `memory of a connection, ${people}, beside socket.io`,
        of('relay', 'bytes') / of('socket.io', 'bytes'),
        1.3,
        ratio,
        limitOfMemory,
      ),
      atMost(`median acknowledgement, ${people}`, of('relay', 'latency'), 20, milliseconds),
    );
    pictures.push(deliveriesPicture(`fan-out-${load.perRoom}`, `${people} in a room`, results));
  }
  return { rows, goals, pictures };
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
      return { ...(await measureDeliveries(server, crowd, { perSecond, seconds })), bytes };
    } finally {
      await crowd.end();
    }
  } finally {
    await server.end();
  }
}
