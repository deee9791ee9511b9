import { launchHeadlessChromium } from '../../support/browser.mjs';
import { startRelay } from '../relay.ts';
import { Crowd } from '../crowd.ts';
import { servePage } from '../page-server.ts';
import { until } from '../patience.ts';
import { Person } from '../person.ts';
import { Proxy } from '../proxy.ts';
import type { Random } from '../random.ts';
import type { Report } from '../report.ts';

export interface PagesPlan {
  /** How often a page is reloaded or closed. */
  times: number;
  people: number;
}

const room = 'room 0';

/** Reloads and closes pages in the middle of sending, with a good network, with none, and with one that hangs. */
export async function pages(plan: PagesPlan, random: Random): Promise<Report> {
  const relay = await startRelay();
  const proxy = await Proxy.listen(relay.port);
  const site = await servePage(proxy.url, room);
  const browser = await launchHeadlessChromium();
  const crowd = new Crowd({ relayUrl: relay.url, senders: 2, rooms: 1, random: random.fork('crowd') });
  const counts = { reloads: 0, closes: 0, waiting: 0 };
  const people: Person[] = [];
  try {
    for (let index = 0; index < plan.people; index++) {
      const context = await browser.newContext();
      people.push(await Person.open(`p${index}`, context, site.url, random.fork(`p${index}`)));
    }
    for (let time = 0; time < plan.times; time++) {
      const person = random.pick(people);
      makeNetwork(proxy, random);
      crowd.write(2);
      const tab = random.pick(person.tabs);
      await person.write(tab, random.between(1, 4));
      counts.waiting += await person.waiting(tab);
      if (random.chance(0.5)) {
        counts.reloads += 1;
        await person.reload(tab);
      } else {
        counts.closes += 1;
        await person.replace(tab);
      }
      proxy.refuses = false;
    }
    await crowd.everythingDone();
    await everythingSent(people);
    const head = Math.max(...crowd.senders.map((sender) => sender.head));
    await caughtUp(people, head);
    const others = await Promise.all(
      people.map(async (person) => ({ room, views: await person.views(), written: person.written })),
    );
    const written = people.reduce((total, person) => total + person.written.length, 0);
    return {
      violations: await crowd.verdict(relay.url, others),
      figures: {
        'pages ended': plan.times,
        reloads: counts.reloads,
        'tabs closed': counts.closes,
        'messages waiting in them': counts.waiting,
        messages: written + crowd.written,
        'duplicates suppressed': proxy.counts.duplicates,
      },
    };
  } finally {
    crowd.close();
    await browser.close();
    site.close();
    proxy.close();
    await relay.stop();
  }
}

function makeNetwork(proxy: Proxy, random: Random): void {
  const network = random.pick(['good', 'none', 'hanging'] as const);
  proxy.refuses = network === 'none';
  if (network === 'none') for (const link of proxy.links) link.cut(0);
  if (network === 'hanging') {
    for (const link of proxy.links) link.halfOpen('both', random.between(500, 5000));
  }
}

/** A tab looks for what dead ones left when it opens, and whenever it hears the relay's beacon. */
function everythingSent(people: readonly Person[]): Promise<void> {
  return until(
    async () => {
      const waiting = await Promise.all(people.map((person) => person.waitingInAll()));
      return waiting.every((count) => count === 0);
    },
    60,
    () => 'messages still wait in pages',
  );
}

async function caughtUp(people: readonly Person[], head: number): Promise<void> {
  const isSo = async (): Promise<boolean> => {
    const heads = await Promise.all(people.map((person) => person.lowestHead()));
    return heads.every((low) => low >= head);
  };
  // Who is behind for ever is found by the checker.
  await until(isSo, 40, () => '').catch(() => {});
}
