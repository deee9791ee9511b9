import { setTimeout } from 'node:timers/promises';
import { atMost, type BenchOptions, type Result } from '../bench.ts';
import { median, ratio, seconds as inSeconds } from '../figures.ts';
import { type Kind, kindsFor } from '../load/servers.ts';
import { together } from '../load/together.ts';

const people = 1000;
/** The accepting end queues 511 connections. */
const connectsAtOnce = 250;
/** Until the last list of members is sent, in milliseconds. */
const afterJoins = 1500;

/** By profiles. */
const limit =
  'a tenth of the main thread’s time is the system’s writes to sockets, a twelfth garbage collection, and no other part is above a twentieth';

export const title = 'A thousand joins at once';
export const about = `${people} people connect, ${connectsAtOnce} at a time, and then all join one empty room in the same moment. The CPU of the joins is counted until the lists of members that follow them are sent. The medians of several runs.`;

interface Cost {
  connects: number;
  joins: number;
  milliseconds: number;
}

export async function bench({ isQuick }: BenchOptions): Promise<Result> {
  const kinds = kindsFor(isQuick).filter((kind) => kind !== 'ws');
  const runs: Map<Kind, Cost>[] = [];
  for (let run = 0; run < (isQuick ? 1 : 3); run += 1) runs.push(await measure(kinds));
  const of = (kind: Kind, value: (cost: Cost) => number): number =>
    median(runs.flatMap((run) => [...run].filter(([each]) => each === kind).map(([, cost]) => value(cost))));
  const total = (kind: Kind): number => of(kind, ({ connects, joins }) => connects + joins);
  return {
    rows: kinds.map((kind) => ({
      server: kind,
      'CPU of connecting': inSeconds(of(kind, ({ connects }) => connects)),
      'CPU of joining': inSeconds(of(kind, ({ joins }) => joins)),
      'CPU of both': inSeconds(total(kind)),
      'to Socket.IO': ratio(total(kind) / total('socket.io')),
      'all have joined after': inSeconds(of(kind, ({ milliseconds }) => milliseconds / 1000)),
    })),
    goals: [
      atMost(
        `CPU of ${people} people who connect and join at once, beside Socket.IO`,
        total('relay') / total('socket.io'),
        1.3,
        ratio,
        limit,
      ),
    ],
    pictures: [
      {
        kind: 'bars',
        name: 'joins',
        title: `CPU of ${people} people who connect and join at once`,
        unit: 's',
        bars: kinds.map((kind) => ({ label: kind, value: total(kind), isOurs: kind !== 'socket.io' })),
      },
    ],
  };
}

function measure(kinds: readonly Kind[]): Promise<Map<Kind, Cost>> {
  return together(kinds, async (pairs) => {
    const costs = new Map<Kind, Cost>();
    for (const { kind, server, crowd } of pairs) {
      const before = server.cpuSeconds();
      await crowd.connect({ port: server.port, kind, connections: people, atOnce: connectsAtOnce });
      const connected = server.cpuSeconds();
      const began = performance.now();
      await crowd.join({ rooms: 1, perRoom: people, atOnce: people });
      const milliseconds = performance.now() - began;
      await setTimeout(afterJoins);
      costs.set(kind, { connects: connected - before, joins: server.cpuSeconds() - connected, milliseconds });
      // The others shall not share the processors with its pings.
      await crowd.connect({ port: server.port, kind, connections: 0, atOnce: 1 });
    }
    return costs;
  });
}
