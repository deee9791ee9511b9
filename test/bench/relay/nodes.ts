import type { BenchOptions, Result } from '../bench.ts';
import { count, milliseconds, percent, ratio } from '../figures.ts';
import { type Crowd, startCrowd } from '../load/crowd.ts';
import { type Deliveries, measureDeliveries } from '../load/deliveries.ts';
import { type MeasuredRedis, withRedis, withRelays } from '../load/nodes.ts';
import type { MeasuredServer } from '../load/servers.ts';

/** As docs/nodes.md recommends. A lone relay too acknowledges a message once it is on the disk. */
const settings = { appendonly: 'yes', appendfsync: 'always' };
const perSecond = 200;

/**
 * The same people. A relay with more than 125 of them in a room sends a frame every 50 ms at most: so does each of three, and
 * the table compares equal numbers of frames.
 */
const loads: readonly Crowd[] = [
  { rooms: 1, perRoom: 400 },
  { rooms: 20, perRoom: 20 },
];

const setups = [
  { label: 'lone relay', relays: 1, isOnRedis: false },
  { label: 'one relay on Redis', relays: 1, isOnRedis: true },
  { label: 'three relays on Redis', relays: 3, isOnRedis: true },
];

export const title = 'Several relays';
export const needs = 'redis-server';
export const about = `400 people in one room, and the same people in 20 rooms of 20, get ${count(perSecond)} messages a second in all. They are spread evenly over the relays, so each room has people on all of them. The lone relay has its folder; the others share one Redis on the same machine with \`appendonly yes\` and \`appendfsync always\`, as docs/nodes.md recommends. Deliveries are divided by the CPU of all relays together; the CPU of Redis is beside it, in parts of one core, and in no ratio. The table shows what sharing costs: CPU for each delivery, and time until the acknowledgement. It cannot show more throughput: relays, Redis and clients share the cores of one machine. For the same reason, the time until the acknowledgement includes waiting for a core.`;

export async function bench({ seconds: given, isQuick }: BenchOptions): Promise<Result> {
  const seconds = Math.min(given, 3);
  const measured: { load: Crowd; label: string; figures: Deliveries }[] = [];
  for (const { label, relays: number, isOnRedis } of setups) {
    const measureAll = (redis?: MeasuredRedis): Promise<void> =>
      withRelays(number, redis?.url, async (relays) => {
        for (const load of isQuick ? loads.slice(0, 1) : loads)
          measured.push({ load, label, figures: await measure(relays, redis, load, seconds) });
      });
    await (isOnRedis ? withRedis(measureAll, settings) : measureAll());
  }
  const rows = loads.flatMap((load) => {
    const ofLoad = measured.filter((each) => each.load === load);
    const lone = ofLoad[0]?.figures.perCpuSecond ?? NaN;
    return ofLoad.map(({ label, figures: { perCpuSecond, latency, cores, coresBeside } }) => ({
      rooms: count(load.rooms),
      'people in each': count(load.perRoom),
      relays: label,
      'deliveries per CPU second': count(perCpuSecond),
      'to the lone relay': ratio(perCpuSecond / lone),
      'CPU of the relays': percent(cores),
      'CPU of Redis': label === 'lone relay' ? '' : percent(coresBeside),
      'median acknowledgement': milliseconds(latency),
    }));
  });
  return { rows };
}

async function measure(
  relays: readonly MeasuredServer[],
  redis: MeasuredRedis | undefined,
  load: Crowd,
  seconds: number,
): Promise<Deliveries> {
  const crowd = await startCrowd({ port: relays.map(({ port }) => port), kind: 'relay' }, load);
  try {
    const all = { cpuSeconds: () => relays.reduce((sum, relay) => sum + relay.cpuSeconds(), 0) };
    return await measureDeliveries(all, crowd, { perSecond, seconds, beside: redis });
  } finally {
    await crowd.end();
  }
}
