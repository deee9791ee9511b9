import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRelay } from '../relay.ts';
import type { Violation } from '../checker.ts';
import { Crowd } from '../crowd.ts';
import { until } from '../patience.ts';
import type { Random } from '../random.ts';
import type { Report } from '../report.ts';

export interface LossesPlan {
  /** How often each of the losses happens. */
  times: number;
  senders: number;
  rooms: number;
}

/**
 * - `deleted`: the file of the store is gone
 * - `rolled back`: it is an older copy of itself, put there after a crash
 * - `restored`: the same, put there at once after the relay was stopped properly, as a script does it
 */
const losses = ['deleted', 'rolled back', 'restored'] as const;

/** Deletes the store or rolls it back, while clients know of later messages and have some that wait. */
export async function losingTheStore(plan: LossesPlan, random: Random): Promise<Report> {
  let relay = await startRelay();
  const { port, data } = relay;
  const store = join(data, 'data.mdb');
  const scratch = await mkdtemp(join(tmpdir(), 'realtime-chat-copy-'));
  const copy = join(scratch, 'data.mdb');
  const crowd = new Crowd({ relayUrl: relay.url, ...plan, random: random.fork('crowd') });
  const untold: Violation[] = [];
  let count = 0;
  try {
    await crowd.everyoneOnline();
    for (let time = 0; time < plan.times; time++) {
      for (const loss of losses) {
        crowd.write(random.between(1, 5));
        await crowd.everythingDone();
        await relay.stop();
        await copyFile(store, copy);
        relay = await startRelay({ port, data });
        await crowd.everyoneOnline();
        crowd.write(1);
        await crowd.everythingDone();
        const told = crowd.taps.map(({ resets }) => resets);
        await (loss === 'restored' ? relay.stop() : relay.kill());
        // An answer that is on its way is an answer of the old store.
        const offline = until(
          () => crowd.online === 0,
          10,
          () => `${crowd.online} are still online`,
        );
        if (loss === 'deleted') await rm(store);
        else await copyFile(copy, store);
        await offline;
        crowd.era += 1;
        // Enough for the new log to outgrow the old one before the last of them is back.
        crowd.write(random.between(10, 20));
        relay = await startRelay({ port, data });
        await crowd.everyoneOnline();
        await crowd.everythingDone();
        await crowd.tapsIn();
        count += 1;
        for (const [index, tap] of crowd.taps.entries()) {
          if (tap.resets > (told[index] ?? 0)) continue;
          untold.push({ promise: 'order', about: `a listener was not told that the store was ${loss}` });
        }
      }
    }
    return {
      violations: [...untold, ...(await crowd.verdict(relay.url))],
      figures: {
        losses: count,
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
    await rm(scratch, { recursive: true });
  }
}
