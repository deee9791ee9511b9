import { setTimeout } from 'node:timers/promises';
import type { BenchOptions, Result } from '../bench.ts';
import { count, kilobytes, ratio, seconds as inSeconds } from '../figures.ts';
import { assertMayOpen } from '../load/descriptors.ts';
import { type Kind, kindsFor } from '../load/servers.ts';
import { together } from '../load/together.ts';

const perRoom = 10;

export const title = 'Idle connections';
export const about = `People in rooms of ${perRoom} who do nothing. The memory is the growth of heap and buffers after a garbage collection, for each connection. The CPU is measured over half a minute, and given for a minute. The relay pings each connection every 5 s, Socket.IO every 25 s, and the loop of ws never.`;

interface Cost {
  bytes: number;
  cpu: number;
}

export async function bench({ isQuick }: BenchOptions): Promise<Result> {
  const people = isQuick ? 2000 : 10_000;
  const idleSeconds = isQuick ? 3 : 30;
  assertMayOpen(people);
  const kinds = kindsFor(isQuick).filter((kind) => kind !== 'relay in memory');
  const costs = await measure(kinds, people, idleSeconds);
  const bare = costs.get('socket.io');
  return {
    rows: [...costs].map(([kind, { bytes, cpu }]) => ({
      connections: count(people),
      server: kind,
      'memory of a connection': kilobytes(bytes),
      'memory to Socket.IO': ratio(bytes / (bare?.bytes ?? NaN)),
      'CPU in a minute': inSeconds((cpu * 60) / idleSeconds),
    })),
    pictures: [
      {
        kind: 'bars',
        name: 'idle',
        title: `Memory of a connection, ${count(people)} idle connections`,
        unit: 'kB',
        bars: [...costs].map(([kind, { bytes }]) => ({
          label: kind,
          value: bytes / 1024,
          isOurs: kind === 'relay',
        })),
      },
    ],
  };
}

function measure(kinds: readonly Kind[], people: number, idleSeconds: number): Promise<Map<Kind, Cost>> {
  return together(kinds, async (pairs) => {
    const bytes = new Map<Kind, number>();
    for (const { kind, server, crowd } of pairs) {
      const before = await server.memory();
      await crowd.connect({ port: server.port, kind, connections: people, atOnce: 50 });
      await crowd.join({ rooms: people / perRoom, perRoom, atOnce: 50 });
      // The last lists of members are sent, and what was only for the joins is dropped.
      await setTimeout(2000);
      bytes.set(kind, ((await server.memory()) - before) / people);
    }
    const cpu = pairs.map(({ server }) => server.cpuSeconds());
    await setTimeout(idleSeconds * 1000);
    return new Map(
      pairs.map(({ kind, server }, index) => [
        kind,
        { bytes: bytes.get(kind) ?? NaN, cpu: server.cpuSeconds() - (cpu[index] ?? NaN) },
      ]),
    );
  });
}
