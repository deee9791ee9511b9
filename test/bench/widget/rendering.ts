import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { launchHeadlessChromium } from '../../support/browser.mjs';
import { atMost, type BenchOptions, type Goal, type Picture, type Result, type Row } from '../bench.ts';
import { count, milliseconds } from '../figures.ts';
import { chats, deepChat, type MeasuredChat, ours, RealtimeChat } from './chats/chats.ts';
import { CostMeter, type Costs } from './chats/costs.ts';
import { startSite } from './chats/site.ts';
import { talk } from './chats/talk.ts';

/** By then, a message has risen into view, in milliseconds. */
const settleTime = 300;
/** A chat that works for seconds on each message is measured with fewer, in milliseconds. */
const patience = 8000;
/** The element keeps a thousand messages loaded for a reader at the end, so the last one that is measured is that one. */
const loaded = [60, 1000];
const many = 10_000;
const elementsOnPage = 20;

/** By a trace of the browser and a profile of its scripts. */
const limitOfOne =
  'about half is the update: style and layout at the end of the pane, then the render. The rest are commits, hit tests and the painting of the seven frames in which a message rises';
const limitOfMany = 'half is scripts, which read and render the messages, and a fourth is layout';
const limitOfElements = 'nearly all is rendering: a conversation is laid out five times until it rests';

export const title = 'The element in a page';
export const about =
  'The time that the main thread of Chromium works, by the browser’s own counters: scripts, styles, layout, painting. Each chat is 400 by 600 pixels. Ours gets its messages from a server; the others get them from the page, which spares them the network.';

interface Figures extends Costs {
  /** The number of elements that show messages. */
  elements: number;
}

interface Measured extends Figures {
  what: string;
  chat: string;
}

export async function bench({ seconds, isQuick }: BenchOptions): Promise<Result> {
  const messages = seconds * 4;
  const site = await startSite();
  const browser = await launchHeadlessChromium();
  const open = (chat: MeasuredChat): Promise<Page> => openPage(browser, site.url, chat);
  const measured: Measured[] = [];
  try {
    for (const size of loaded)
      for (const [chat, create] of Object.entries(chats))
        measured.push({ what: oneMoreOn(size), chat, ...(await costOfOne(open, create(), size, messages)) });
    measured.push({
      what: `${oneMoreOn(many)}, reader further up`,
      chat: ours,
      ...(await costFurtherUp(open, messages)),
    });
    for (const [chat, create] of Object.entries(chats))
      measured.push({ what: atOnce, chat, ...(await costOfMany(open, create, isQuick ? 1 : 3)) });
    measured.push({ what: manyElements, chat: ours, ...(await costOfElements(open)) });
    return { rows: measured.map(row), goals: goals(measured), pictures: [picture(measured)] };
  } finally {
    await browser.close();
    site.stop();
  }
}

const oneMoreOn = (size: number): string => `one message more on ${count(size)}`;
const atOnce = '1,000 messages at once';
const manyElements = `each of ${elementsOnPage} elements on a page`;

type Open = (chat: MeasuredChat) => Promise<Page>;

async function openPage(browser: Browser, url: string, chat: MeasuredChat): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url);
  await chat.load(page);
  return page;
}

/** @param size the number of messages that are loaded in the end */
async function costOfOne(open: Open, chat: MeasuredChat, size: number, messages: number): Promise<Figures> {
  const meter = await CostMeter.on(await open(chat));
  try {
    const before = Math.max(20, size - messages);
    await chat.open(talk(before));
    return await costOfMessages(meter, chat, before, messages);
  } finally {
    await chat.end();
  }
}

/** For a reader at the end, the oldest messages are dropped. For a reader further up, all stay loaded. */
async function costFurtherUp(open: Open, messages: number): Promise<Figures> {
  const chat = new RealtimeChat();
  const meter = await CostMeter.on(await open(chat));
  try {
    await chat.open(talk(many));
    await chat.scrollUp(3);
    return await costOfMessages(meter, chat, many, messages);
  } finally {
    await chat.end();
  }
}

async function costOfMessages(
  meter: CostMeter,
  chat: MeasuredChat,
  size: number,
  messages: number,
): Promise<Figures> {
  // What loads after the first messages is not theirs, and the first message of all is slower than the others.
  await wait(2000);
  await chat.add(talk(1, size + 1));
  await wait(settleTime);
  const costs = await meter.costsOf(async () => {
    const began = performance.now();
    let sent = 0;
    while (sent < messages - 1 && performance.now() - began < patience) {
      sent += 1;
      await chat.add(talk(1, size + 1 + sent));
      await wait(settleTime);
    }
    return sent;
  });
  return { ...costs, elements: await chat.elements() };
}

/** From an empty page whose scripts are loaded to a conversation that rests: the median of so many pages. */
async function costOfMany(open: Open, create: () => MeasuredChat, pages: number): Promise<Figures> {
  const results: Figures[] = [];
  for (let page = 0; page < pages; page += 1) {
    const chat = create();
    const meter = await CostMeter.on(await open(chat));
    try {
      const costs = await meter.costsOf(async () => {
        await chat.open(talk(1000));
        await wait(2000);
        return 1;
      });
      results.push({ ...costs, elements: await chat.elements() });
    } finally {
      await chat.end();
    }
  }
  const [middle] = results.toSorted((one, other) => one.task - other.task).slice(Math.floor(pages / 2));
  if (!middle) throw new Error('Nothing was measured');
  return middle;
}

async function costOfElements(open: Open): Promise<Figures> {
  const chat = new RealtimeChat();
  const meter = await CostMeter.on(await open(chat));
  try {
    const costs = await meter.costsOf(async () => {
      await chat.open(talk(20), elementsOnPage);
      await wait(2000);
      return elementsOnPage;
    });
    return { ...costs, elements: await chat.elements() };
  } finally {
    await chat.end();
  }
}

function row({ what, chat, task, script, style, layout, layouts, elements }: Measured): Row {
  return {
    '': what,
    chat,
    'main thread': milliseconds(task),
    script: milliseconds(script),
    styles: milliseconds(style),
    layout: milliseconds(layout),
    layouts: layouts.toFixed(1),
    'message elements': count(elements),
  };
}

function goals(measured: readonly Measured[]): Goal[] {
  const of = (what: string, chat: string): Measured | undefined =>
    measured.find((each) => each.what === what && each.chat === chat);
  const taskOf = (what: string, chat: string): number => of(what, chat)?.task ?? NaN;
  return [
    atMost(
      `${oneMoreOn(1000)}, half of deep-chat or 4 ms`,
      taskOf(oneMoreOn(1000), ours),
      Math.min(4, taskOf(oneMoreOn(1000), deepChat) / 2),
      milliseconds,
      limitOfOne,
    ),
    atMost(
      `${atOnce}, as deep-chat`,
      taskOf(atOnce, ours),
      taskOf(atOnce, deepChat),
      milliseconds,
      limitOfMany,
    ),
    atMost('message elements in the document', of(atOnce, ours)?.elements ?? NaN, 300, count),
    atMost(
      `script of ${manyElements}`,
      of(manyElements, ours)?.script ?? NaN,
      10,
      milliseconds,
      limitOfElements,
    ),
  ];
}

function picture(measured: readonly Measured[]): Picture {
  return {
    kind: 'bars',
    name: 'one-message-more',
    title: 'Main-thread time of one message more on 1,000',
    unit: 'ms',
    bars: measured
      .filter(({ what }) => what === oneMoreOn(1000))
      .map(({ chat, task }) => ({ label: chat, value: task, isOurs: chat === ours })),
  };
}
