import { setTimeout as delay } from 'node:timers/promises';
import { startRelay } from '../relay.ts';
import { Crowd } from '../crowd.ts';
import { until } from '../patience.ts';
import { Proxy } from '../proxy.ts';
import type { Random } from '../random.ts';
import type { Report } from '../report.ts';

export interface CutsPlan {
  cuts: number;
  halfOpens: number;
  senders: number;
  rooms: number;
}

/** In milliseconds. */
const longest = 5 * 60 * 1000;

/** Cuts links in the middle of a message, leaves others half-open, slows others down. */
export async function cuts(plan: CutsPlan, random: Random): Promise<Report> {
  const relay = await startRelay();
  const proxy = await Proxy.listen(relay.port);
  const crowd = new Crowd({ relayUrl: proxy.url, ...plan, random: random.fork('crowd') });
  const { counts } = proxy;
  let slowed = 0;
  try {
    await crowd.everyoneOnline();
    const deadline = performance.now() + longest;
    while (counts.cuts < plan.cuts || counts.halfOpens < plan.halfOpens) {
      if (performance.now() > deadline) throw new Error(`only ${counts.cuts} links were there to be cut`);
      for (const sender of crowd.senders) if (sender.isDone) sender.write(random.between(1, 20));
      for (const changer of crowd.changers) if (changer.isDone) changer.change();
      for (const moderator of crowd.moderators) if (moderator.isDone) moderator.moderate();
      const healthy = [...proxy.links].filter(({ isHealthy }) => isHealthy);
      if (healthy.length > 0) {
        const link = random.pick(healthy);
        const wanted = plan.halfOpens - counts.halfOpens;
        if (random.chance(0.1)) {
          link.slow(random.between(1, 200));
          slowed += 1;
        } else if (wanted > 0 && random.chance(0.2)) {
          link.halfOpen(
            random.pick(['to server', 'to client', 'both'] as const),
            random.between(1000, 12_000),
          );
        } else if (counts.cuts < plan.cuts) link.cut(random.chance(0.2) ? 0 : random.between(1, 3000));
      }
      await delay(random.between(0, 40));
    }
    // The network is a good one again, but what is half-open stays so until somebody notices.
    await crowd.everythingDone();
    await until(
      () => crowd.online === plan.senders,
      60,
      () => `only ${crowd.online} came back`,
    );
    return {
      violations: await crowd.verdict(relay.url),
      figures: {
        cuts: counts.cuts,
        'cuts in mid-chunk': counts.cutsInMidMessage,
        'half-open links': counts.halfOpens,
        'slow links': slowed,
        messages: crowd.written,
        changes: crowd.changes,
        actions: crowd.actionCount,
        acknowledged: crowd.acknowledged,
        failed: crowd.failed,
        reconnects: crowd.reconnects,
        'duplicates suppressed': counts.duplicates,
      },
    };
  } finally {
    crowd.close();
    proxy.close();
    await relay.stop();
  }
}
