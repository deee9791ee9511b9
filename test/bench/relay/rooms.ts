import { atLeast, type BenchOptions, type Result } from '../bench.ts';
import { count, milliseconds, ratio } from '../figures.ts';
import { startCrowd } from '../load/crowd.ts';
import { type Deliveries, deliveriesPicture, measureDeliveries } from '../load/deliveries.ts';
import { assertMayOpen } from '../load/descriptors.ts';
import { type Kind, kindsFor, startServer } from '../load/servers.ts';

const perRoom = 5;
const perSecond = 1000;

/** By profiles. */
const limit =
  'a third of the main thread’s time is the system’s writes to sockets, six for each message as with Socket.IO, which neither checks nor stores it; transactions and garbage collection are a twelfth each';

export const title = 'Many small rooms';
export const about = `Rooms of ${perRoom}, in which ${count(perSecond)} messages a second are sent in all, one room after the other.`;

export async function bench({ seconds, isQuick }: BenchOptions): Promise<Result> {
  const rooms = isQuick ? 200 : 1000;
  assertMayOpen(rooms * perRoom);
  const results: (Deliveries & { kind: Kind })[] = [];
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
    pictures: [deliveriesPicture('rooms', `${count(rooms)} rooms of ${perRoom}`, results)],
  };
}

async function measure(kind: Kind, rooms: number, seconds: number): Promise<Deliveries> {
  const server = await startServer(kind);
  try {
    const crowd = await startCrowd(server, { rooms, perRoom });
    try {
      return await measureDeliveries(server, crowd, { perSecond, seconds });
    } finally {
      await crowd.end();
    }
  } finally {
    await server.end();
  }
}
