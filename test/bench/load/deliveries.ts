import type { Bars } from '../bench.ts';
import { median } from '../figures.ts';
import type { RunningCrowd } from './crowd.ts';
import type { Kind, MeasuredServer } from './servers.ts';

export interface Deliveries {
  /** Deliveries for each second of the server's processor time. */
  perCpuSecond: number;
  /** Of an acknowledgement, the median in milliseconds. */
  latency: number;
}

/** Lets a crowd talk, after a warm-up of at most two seconds. */
export async function measureDeliveries(
  server: MeasuredServer,
  crowd: RunningCrowd,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<Deliveries> {
  await crowd.talk({ perSecond, seconds: Math.min(seconds, 2) });
  const cpu = server.cpuSeconds();
  const { delivered, latencies } = await crowd.talk({ perSecond, seconds });
  return { perCpuSecond: delivered / (server.cpuSeconds() - cpu), latency: median(latencies) };
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
