import type { BenchOptions, Result } from '../bench.ts';
import { count, ratio, seconds as inSeconds } from '../figures.ts';
import { newCrowd, type RunningCrowd } from '../load/crowd.ts';
import { type Kind, newFolder, removeFolder, startServer } from '../load/servers.ts';

const kinds: readonly Kind[] = ['socket.io', 'relay'];
const missed = 50;
/** The accepting end queues 511 connections. */
const atOnce = 250;

export const title = 'Reconnection after a restart';
export const about = `The server is killed and started again, and ${missed} messages are sent before the people of one room return. Then all of them connect, ${atOnce} at a time, and join with the position that they had. With the relay, each gets the ${missed} messages that it missed. Socket.IO stores nothing: there, people only connect and join.`;

interface Cost {
  cpu: number;
  milliseconds: number;
}

export async function bench({ isQuick }: BenchOptions): Promise<Result> {
  const people = isQuick ? 300 : 1000;
  const results: ({ kind: Kind } & Cost)[] = [];
  for (const kind of kinds) results.push({ kind, ...(await measure(kind, people)) });
  const bare = results.find(({ kind }) => kind === 'socket.io')?.cpu ?? NaN;
  return {
    rows: results.map(({ kind, cpu, milliseconds }) => ({
      people: count(people),
      server: kind,
      'messages that each gets': kind === 'relay' ? count(missed) : '0',
      CPU: inSeconds(cpu),
      'to Socket.IO': ratio(cpu / bare),
      'all have them after': inSeconds(milliseconds / 1000),
    })),
  };
}

async function measure(kind: Kind, people: number): Promise<Cost> {
  const folder = newFolder();
  const crowd = newCrowd();
  try {
    const first = await startServer(kind, folder);
    try {
      await crowd.connect({ port: first.port, kind, connections: people, atOnce });
      await crowd.join({ rooms: 1, perRoom: people, atOnce });
    } finally {
      await first.end();
    }
    return await measureReturn(kind, folder, crowd, people);
  } finally {
    await crowd.end();
    removeFolder(folder);
  }
}

async function measureReturn(kind: Kind, folder: string, crowd: RunningCrowd, people: number): Promise<Cost> {
  const server = await startServer(kind, folder);
  const writer = newCrowd();
  try {
    await writer.connect({ port: server.port, kind, connections: 1, atOnce: 1 });
    await writer.join({ rooms: 1, perRoom: 1, atOnce: 1 });
    await writer.talk({ perSecond: missed, seconds: 1 });
    await writer.connect({ port: server.port, kind, connections: 0, atOnce: 1 });
    const cpu = server.cpuSeconds();
    const began = performance.now();
    await crowd.connect({ port: server.port, kind, connections: people, atOnce });
    await crowd.join({ rooms: 1, perRoom: people, atOnce });
    if (kind === 'relay') await crowd.hear({ messages: missed });
    return { cpu: server.cpuSeconds() - cpu, milliseconds: performance.now() - began };
  } finally {
    await writer.end();
    await server.end();
  }
}
