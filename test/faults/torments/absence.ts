import { startRelay } from '../relay.ts';
import { Crowd, sum } from '../crowd.ts';
import { until } from '../patience.ts';
import { Proxy } from '../proxy.ts';
import type { Random } from '../random.ts';
import type { Report } from '../report.ts';
import { Sender } from '../sender.ts';

export interface AbsencePlan {
  absent: number;
  /** More than a catch-up brings, so that those who come back begin anew from the newest. */
  missed: number;
}

/** Some are cut off with an acknowledgement under way, and come back when the talk is far ahead. */
export async function absence(plan: AbsencePlan, random: Random): Promise<Report> {
  const relay = await startRelay();
  const proxy = await Proxy.listen(relay.port);
  const crowd = new Crowd({ relayUrl: relay.url, senders: 10, rooms: 1, random: random.fork('crowd') });
  const absent = Array.from({ length: plan.absent }, (_, index) => {
    const name = `a${index}`;
    return new Sender(name, proxy.url, 'room 0', random.fork(name), () => 0);
  });
  try {
    await crowd.everyoneOnline();
    for (const sender of absent) sender.write(1);
    await until(
      () => absent.every(({ isDone }) => isDone),
      20,
      () => 'the first messages are not acknowledged',
    );
    for (const link of proxy.links) link.halfOpen('to client', 30_000);
    for (const sender of absent) sender.write(2);
    crowd.write(Math.ceil(plan.missed / crowd.senders.length));
    await crowd.everythingDone();
    await until(
      () => absent.every(({ isDone }) => isDone),
      40,
      () => 'some did not come back',
    );
    crowd.write(1);
    await crowd.everythingDone();
    const head = Math.max(...crowd.senders.map((sender) => sender.head));
    await until(
      () => absent.every((sender) => sender.head >= head),
      40,
      () => '',
    ).catch(() => {});
    const others = absent.map(({ view, written }) => ({ room: 'room 0', views: [view], written }));
    return {
      violations: await crowd.verdict(relay.url, others),
      figures: {
        'cut off': plan.absent,
        messages: crowd.written + sum(absent.map(({ written }) => written.length)),
        'duplicates suppressed': proxy.counts.duplicates,
      },
    };
  } finally {
    for (const { room } of absent) room.close();
    crowd.close();
    proxy.close();
    await relay.stop();
  }
}
