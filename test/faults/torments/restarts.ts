import { startRelay } from '../relay.ts';
import { Crowd } from '../crowd.ts';
import type { Random } from '../random.ts';
import type { Report } from '../report.ts';

export interface RestartsPlan {
  restarts: number;
  senders: number;
  rooms: number;
}

/** Stops the relay as an update does, while everybody sends, and starts it again. */
export async function restarts(plan: RestartsPlan, random: Random): Promise<Report> {
  let relay = await startRelay();
  const { port, data } = relay;
  const crowd = new Crowd({ relayUrl: relay.url, ...plan, random: random.fork('crowd') });
  try {
    await crowd.everyoneOnline();
    for (let restart = 0; restart < plan.restarts; restart++) {
      crowd.write(10);
      await crowd.acknowledgedAtLeast(crowd.written - random.between(1, 10 * plan.senders));
      await relay.stop();
      relay = await startRelay({ port, data });
      await crowd.everyoneOnline();
    }
    await crowd.everythingDone();
    return {
      violations: await crowd.verdict(relay.url),
      figures: {
        restarts: plan.restarts,
        messages: crowd.written,
        changes: crowd.changes,
        actions: crowd.actionCount,
        acknowledged: crowd.acknowledged,
        failed: crowd.failed,
        reconnects: crowd.reconnects,
      },
    };
  } finally {
    crowd.close();
    await relay.stop();
  }
}
