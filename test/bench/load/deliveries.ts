import type { Bars } from '../bench.ts';
import { median } from '../figures.ts';
import type { RunningCrowd } from './crowd.ts';
import type { Kind, MeasuredServer } from './servers.ts';

export interface Deliveries {
  /** Deliveries for each second of the server's processor time. */
  perCpuSecond: number;
  /** Of an acknowledgement, the median in milliseconds. */
  latency: number;
  /** CPU seconds of the server in a second. */
  cores: number;
  /** The same of what runs beside it. */
  coresBeside: number;
}

type Measurable = Pick<MeasuredServer, 'cpuSeconds'>;

/**
 * Lets a crowd talk, after a warm-up of at most two seconds.
 *
 * @param beside another process that works for the same messages, such as Redis
 */
export async function measureDeliveries(
  server: Measurable,
  crowd: RunningCrowd,
  { perSecond, seconds, beside }: { perSecond: number; seconds: number; beside?: Measurable | undefined },
): Promise<Deliveries> {
  await crowd.talk({ perSecond, seconds: Math.min(seconds, 2) });
  const read = (): { cpu: number; beside: number; time: number } => ({
    cpu: server.cpuSeconds(),
    beside: beside?.cpuSeconds() ?? 0,
    time: performance.now() / 1000,
  });
  const before = read();
  const { delivered, latencies } = await crowd.talk({ perSecond, seconds });
  const after = read();
  const cpu = after.cpu - before.cpu;
  const time = after.time - before.time;
  return {
    perCpuSecond: delivered / cpu,
    latency: median(latencies),
    cores: cpu / time,
    coresBeside: (after.beside - before.beside) / time,
  };
}

/** @param place of the crowd, such as `200 people in a room` */
export function deliveriesPicture(
  name: string,
  place: string,
  results: readonly (Deliveries & { kind: Kind })[],
): Bars {
  return {
    kind: 'bars',
    name,
    title: `Deliveries per CPU second, ${place}`,
    unit: '',
    bars: results.map(({ kind, perCpuSecond }) => ({
      label: kind,
      value: perCpuSecond,
      isOurs: kind.startsWith('relay'),
    })),
  };
}
