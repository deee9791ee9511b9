import { startCrowd } from './load/crowd.ts';
import { type Kind, startServer } from './load/servers.ts';

const kinds: readonly Kind[] = ['socket.io', 'ws', 'relay in memory', 'relay'];
const loads = [
  { rooms: 1, perRoom: 200, perSecond: 400 },
  { rooms: 1, perRoom: 1000, perSecond: 50 },
];
const warmUpSeconds = 2;

export const title = 'Deliveries for each second of processor time, and the memory of a connection';

export async function bench({ seconds }: { seconds: number }): Promise<Record<string, string>[]> {
  const table: Record<string, string>[] = [];
  for (const load of loads) {
    const results = [];
    for (const kind of kinds) results.push({ kind, ...(await measure(kind, load, seconds)) });
    const bare = results.find(({ kind }) => kind === 'socket.io')?.perCpuSecond ?? 0;
    for (const { kind, perCpuSecond, latency, bytes } of results)
      table.push({
        'people in a room': String(load.perRoom),
        'messages a second': String(load.perSecond),
        server: kind,
        'deliveries per CPU second': Math.round(perCpuSecond).toLocaleString('en'),
        'to socket.io': `${(perCpuSecond / bare).toFixed(2)} x`,
        'median acknowledgement': `${latency.toFixed(1)} ms`,
        'memory of a connection': `${(bytes / 1024).toFixed(1)} kB`,
      });
  }
  return table;
}

async function measure(
  kind: Kind,
  { rooms, perRoom, perSecond }: (typeof loads)[number],
  seconds: number,
): Promise<{ perCpuSecond: number; latency: number; bytes: number }> {
  const server = await startServer(kind);
  try {
    const before = await server.memory();
    const crowd = await startCrowd(server, { rooms, perRoom });
    try {
      const bytes = ((await server.memory()) - before) / (rooms * perRoom);
      await crowd.talk({ perSecond, seconds: warmUpSeconds });
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

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}
