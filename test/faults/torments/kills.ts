import { startRelay } from '../relay.ts';
import { Crowd } from '../crowd.ts';
import { Proxy } from '../proxy.ts';
import type { Random } from '../random.ts';
import type { Report } from '../report.ts';

export interface KillsPlan {
  kills: number;
  senders: number;
  rooms: number;
  /** How many messages all senders write together. */
  messages: number;
}

/** Kills the relay while everybody sends, and starts it again at once: same port, same data. */
export async function kills(plan: KillsPlan, random: Random): Promise<Report> {
  let relay = await startRelay();
  const { port, data } = relay;
  const proxy = await Proxy.listen(port);
  const crowd = new Crowd({ relayUrl: proxy.url, ...plan, random: random.fork('crowd') });
  let unfinished = 0;
  try {
    await crowd.everyoneOnline();
    const perRound = Math.ceil(plan.messages / plan.kills / plan.senders);
    for (let kill = 0; kill < plan.kills; kill++) {
      const before = crowd.acknowledged;
      const beforeWritten = crowd.written;
      crowd.write(perRound);
      const round = crowd.written - beforeWritten;
      // Anywhere from before the first to near the last of what is under way.
      await crowd.acknowledgedAtLeast(before + random.between(0, Math.floor(round * 0.9)));
      await relay.kill();
      if (crowd.acknowledged < crowd.written) unfinished += 1;
      relay = await startRelay({ port, data });
      // The next round begins while some are still coming back.
      await crowd.acknowledgedAtLeast(crowd.written - random.between(0, Math.floor(round / 2)));
    }
    await crowd.everythingDone();
    return {
      violations: await crowd.verdict(relay.url),
      figures: {
        kills: plan.kills,
        'kills in mid-send': unfinished,
        messages: crowd.written,
        changes: crowd.changes,
        actions: crowd.actionCount,
        acknowledged: crowd.acknowledged,
        failed: crowd.failed,
        reconnects: crowd.reconnects,
        'duplicates suppressed': proxy.counts.duplicates,
      },
    };
  } finally {
    crowd.close();
    proxy.close();
    await relay.stop();
  }
}
