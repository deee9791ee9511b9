import { startRelayWithClock } from '../altered-relay.ts';
import { Crowd } from '../crowd.ts';
import { until } from '../patience.ts';
import type { Random } from '../random.ts';
import type { Report } from '../report.ts';

export interface ClockPlan {
  jumps: number;
  senders: number;
  rooms: number;
}

const hour = 60 * 60 * 1000;

/** Moves the relay's clock by an hour, forth and back, while everybody sends. */
export async function clock(plan: ClockPlan, random: Random): Promise<Report> {
  const offsets = Array.from({ length: plan.jumps }, (_, index) => (index % 2 === 0 ? hour : -hour));
  const relay = await startRelayWithClock(offsets);
  const crowd = new Crowd({ relayUrl: relay.url, ...plan, random });
  try {
    await crowd.everyoneOnline();
    for (let jump = 1; jump <= plan.jumps; jump++) {
      crowd.write(20);
      await crowd.acknowledgedAtLeast(crowd.written - random.between(1, 10 * plan.senders));
      process.kill(relay.pid, 'SIGUSR2');
      const jumped = (): number => relay.output.split('The clock is off by').length - 1;
      await until(
        () => jumped() === jump,
        10,
        () => `the clock jumped ${jumped()} times`,
      );
    }
    await crowd.everythingDone();
    return {
      violations: await crowd.verdict(relay.url),
      figures: {
        jumps: plan.jumps,
        messages: crowd.written,
        changes: crowd.changes,
        actions: crowd.actionCount,
        acknowledged: crowd.acknowledged,
      },
    };
  } finally {
    crowd.close();
    await relay.stop();
  }
}
