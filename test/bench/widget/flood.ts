import { setTimeout as wait } from 'node:timers/promises';
import { launchHeadlessChromium } from '../../support/browser.mjs';
import { atMost, type BenchOptions, type Goal, type Result, type Row } from '../bench.ts';
import { count, median, milliseconds } from '../figures.ts';
import { chats, type MeasuredChat } from './chats/chats.ts';
import { recordFrames } from './chats/frames.ts';
import { startSite } from './chats/site.ts';
import { talk } from './chats/talk.ts';

const perSecond = 500;
/** The relay sends all messages of this time together, in milliseconds. */
const interval = 10;
/** A frame of this length is felt, in milliseconds. */
const longFrame = 50;

/** By a trace of the browser. */
const limit =
  'each frame shows about thirteen new messages: a quarter of its work is scripts, a quarter is painting, a fifth is layout, and a tenth is styles';

export const title = '500 messages a second';
export const about =
  'The frames of Chromium while messages arrive at a constant rate and the pane is at its end. A page that is busy takes no messages: a chat that is too slow for the rate gets fewer.';

export async function bench({ isQuick }: BenchOptions): Promise<Result> {
  const seconds = isQuick ? 2 : 10;
  const site = await startSite();
  const browser = await launchHeadlessChromium();
  const rows: Row[] = [];
  const goals: Goal[] = [];
  try {
    for (const [name, create] of Object.entries(chats)) {
      const chat = create();
      const page = await browser.newPage();
      try {
        await page.goto(site.url);
        await chat.load(page);
        await chat.open(talk(60));
        await wait(1000);
        const end = await recordFrames(page);
        const sent = await flood(chat, seconds);
        const frames = await end();
        const long = frames.filter((each) => each > longFrame).length;
        rows.push({
          chat: name,
          messages: count(sent),
          'median frame': milliseconds(median(frames)),
          'longest frame': milliseconds(Math.max(...frames)),
          'frames over 50 ms': `${count(long)} of ${count(frames.length)}`,
          'message elements': count(await chat.elements()),
        });
        if (goals.length === 0)
          goals.push(
            atMost('frames over 50 ms at 500 messages a second', long, 0, count, limit),
            atMost('median frame at 500 messages a second', median(frames), 17, milliseconds, limit),
          );
      } finally {
        await chat.end();
      }
    }
    return { rows, goals };
  } finally {
    await browser.close();
    site.stop();
  }
}

/** @returns the number of messages that the page has taken */
async function flood(chat: MeasuredChat, seconds: number): Promise<number> {
  const started = performance.now();
  let sent = 0;
  for (let elapsed = 0; elapsed < seconds * 1000; elapsed = performance.now() - started) {
    const due = Math.floor((elapsed / 1000) * perSecond) - sent;
    if (due > 0) await chat.add(talk(due, 61 + sent));
    sent += Math.max(0, due);
    await wait(interval);
  }
  return sent;
}
