import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { launchHeadlessChromium } from '../../support/browser.mjs';
import { atMost, type BenchOptions, type Goal, type Result, type Row } from '../bench.ts';
import { count, megabytes, milliseconds, seconds } from '../figures.ts';
import { chats, deepChat, type MeasuredChat, ours } from './chats/chats.ts';
import { CostMeter } from './chats/costs.ts';
import { HeapMeter } from './chats/heap.ts';
import { startSite } from './chats/site.ts';
import { talk } from './chats/talk.ts';

const many = 10_000;
/** A chat that does not show them within this time, in milliseconds, is left alone. */
const patience = 60_000;

interface Figures {
  /** Until the newest message is in the document, in milliseconds. */
  shown: number;
  /** What the main thread worked, in milliseconds. */
  task: number;
  /** What the page has grown by, in bytes. */
  heap: number;
  elements: number;
}

export const title = '10,000 messages at once';
export const about =
  'An empty chat gets a conversation of 10,000 messages in one piece. The time is until the newest is in the document; the main thread’s work is counted until two seconds later. The heap is what scripts and document have grown by, after a garbage collection. Ours gets the messages from a server, the others get them from the page.';

export async function bench({ isQuick }: BenchOptions): Promise<Result> {
  const site = await startSite();
  const measured = new Map<string, Figures | undefined>();
  try {
    // The peers take a minute each.
    for (const [chat, create] of Object.entries(chats).slice(0, isQuick ? 1 : undefined)) {
      // A page that is busy for minutes would hinder the next one.
      const browser = await launchHeadlessChromium();
      try {
        measured.set(
          chat,
          await Promise.race([
            figuresOf(browser, site.url, create()),
            wait(patience, undefined, { ref: false }),
          ]),
        );
      } finally {
        await browser.close();
      }
    }
    return { rows: [...measured].map(row), goals: goals(measured) };
  } finally {
    site.stop();
  }
}

async function figuresOf(browser: Browser, url: string, chat: MeasuredChat): Promise<Figures> {
  const page = await browser.newPage();
  page.setDefaultTimeout(patience);
  await page.goto(url);
  await chat.load(page);
  const [costs, heap] = [await CostMeter.on(page), await HeapMeter.on(page)];
  const before = await heap.read();
  let shown = NaN;
  const { task } = await costs.costsOf(async () => {
    const began = performance.now();
    await chat.open(talk(many));
    shown = performance.now() - began;
    await wait(2000);
    return 1;
  });
  const figures = { shown, task, heap: (await heap.read()) - before, elements: await chat.elements() };
  await chat.end();
  return figures;
}

function row([chat, figures]: [string, Figures | undefined]): Row {
  const { shown, task, heap, elements } = figures ?? {};
  return {
    chat,
    'shown after': shown === undefined ? `not within ${seconds(patience / 1000)}` : milliseconds(shown),
    'main thread': task === undefined ? '' : milliseconds(task),
    heap: heap === undefined ? '' : megabytes(heap),
    'message elements': elements === undefined ? '' : count(elements),
  };
}

function goals(measured: ReadonlyMap<string, Figures | undefined>): Goal[] {
  const own = measured.get(ours);
  const peer = measured.get(deepChat);
  return [
    atMost('message elements of 10,000 messages', own?.elements ?? NaN, 300, count),
    atMost('10,000 messages shown, as deep-chat', own?.shown ?? NaN, peer?.shown ?? patience, milliseconds),
  ];
}
