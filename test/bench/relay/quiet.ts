import { setTimeout } from 'node:timers/promises';
import { atMost, type BenchOptions, type Result } from '../bench.ts';
import { median, milliseconds, ratio } from '../figures.ts';
import type { Kind } from '../load/servers.ts';
import { together } from '../load/together.ts';

const kinds: readonly Kind[] = ['socket.io', 'ws', 'relay in memory', 'relay'];
/** Between two messages, in milliseconds. */
const pause = 50;

/** By traces of system calls. */
const limit =
  'LMDB flushes twice for each commit, the data and then the page that makes it valid, and a commit goes back and forth twice between the main thread and another';

const limitInMemory =
  'a message is parsed by its schema, judged, folded into the log and acknowledged before it is passed on; a bare server only passes it on';

export const title = 'A quiet room of two';
export const about =
  'The time from sending a message until the other person has it. All servers run at the same time and get a message in turn, so that each gets about five a second. The relay delivers a message once it is on the disk.';

export async function bench({ seconds }: BenchOptions): Promise<Result> {
  const found = await together(kinds, async (pairs) => {
    for (const { kind, server, crowd } of pairs) {
      await crowd.connect({ port: server.port, kind, connections: 2, atOnce: 1 });
      await crowd.join({ rooms: 1, perRoom: 2, atOnce: 1 });
    }
    const latencies = new Map<Kind, number[]>(kinds.map((kind) => [kind, []]));
    const rounds = Math.max(12, Math.round((seconds * 1000) / (kinds.length * pause)));
    for (let round = -5; round < rounds; round += 1)
      for (const { kind, crowd } of pairs) {
        await setTimeout(pause);
        const { latency } = await crowd.sayOne({});
        // The first ones warm up.
        if (round >= 0) latencies.get(kind)?.push(latency);
      }
    return latencies;
  });
  const of = (kind: Kind): number => median(found.get(kind) ?? []);
  return {
    rows: kinds.map((kind) => ({
      server: kind,
      'median until delivery': milliseconds(of(kind)),
      'to Socket.IO': ratio(of(kind) / of('socket.io')),
    })),
    goals: [
      atMost(
        'latency of a delivery in a quiet room, store in memory, beside Socket.IO',
        of('relay in memory') / of('socket.io'),
        1.5,
        ratio,
        limitInMemory,
      ),
      atMost(
        'latency of a delivery in a quiet room, store on the disk, beside Socket.IO',
        of('relay') / of('socket.io'),
        1.5,
        ratio,
        limit,
      ),
    ],
  };
}
