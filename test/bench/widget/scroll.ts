import type { RealtimeChat } from '@realtime-chat/widget';
import type { Page } from 'playwright-core';
import { launchHeadlessChromium } from '../../support/browser.mjs';
import { importRoom } from '../../support/import-room.mjs';
import { atMost, type BenchOptions, type Result } from '../bench.ts';
import { count, median, megabytes, milliseconds, seconds } from '../figures.ts';
import { newFolder, removeFolder, startServer } from '../load/servers.ts';
import { HeapMeter } from './chats/heap.ts';
import { startSite } from './chats/site.ts';
import { talk } from './chats/talk.ts';

const room = 'long';
/** By a trace of the browser. */
const limitOfFrame =
  'a frame that renders the next hundred messages lays them out for 30 ms, paints for 30 ms, and may have a garbage collection of 25 ms';
/** By snapshots of the heap before and after. */
const limitOfHeap =
  'all messages stay loaded for a reader who may go forward again: about 230 bytes each, half of them its strings';

export const title = 'Scrolling back through a long room';
export const about =
  'A reader goes from the end of a room to its beginning: each frame of Chromium scrolls to the top of what is rendered, while the chat loads page after page from a relay. The movement is the largest by which a render moved the message at the top of the pane. The heap is what scripts and document have grown by, after a garbage collection. The peers have no server from which they could load pages.';

interface Journey {
  /** The intervals between frames, in milliseconds. */
  frames: number[];
  /** In CSS pixels. */
  movement: number;
  /** The largest number of message elements in the document. */
  elements: number;
}

export async function bench({ isQuick }: BenchOptions): Promise<Result> {
  const size = isQuick ? 5000 : 100_000;
  const data = newFolder();
  await fill(data, size);
  const relay = await startServer('relay', data);
  const site = await startSite();
  const browser = await launchHeadlessChromium();
  try {
    const page = await browser.newPage();
    await page.goto(site.url);
    await enter(page, `http://127.0.0.1:${relay.port}`);
    const heap = await HeapMeter.on(page);
    const before = await heap.read();
    const began = performance.now();
    const { frames, movement, elements } = await scrollToBeginning(page);
    const time = (performance.now() - began) / 1000;
    const growth = (await heap.read()) - before;
    const longest = Math.max(...frames);
    const pixels = (value: number): string => `${value.toFixed(1)} px`;
    return {
      rows: [
        {
          messages: count(size),
          time: seconds(time),
          'median frame': milliseconds(median(frames)),
          'longest frame': milliseconds(longest),
          'largest movement': pixels(movement),
          'heap growth': megabytes(growth),
          'message elements': count(elements),
        },
      ],
      goals: [
        atMost('movement of the reader’s place', movement, 1, pixels),
        atMost('longest frame while scrolling back', longest, 100, milliseconds, limitOfFrame),
        atMost(`heap growth by ${count(size)} messages`, growth, 30 * 1024 * 1024, megabytes, limitOfHeap),
        atMost('message elements while scrolling back', elements, 300, count),
      ],
    };
  } finally {
    await browser.close();
    site.stop();
    await relay.end();
    removeFolder(data);
  }
}

async function fill(data: string, size: number): Promise<void> {
  const entries = talk(size).map(({ text, name, time }, index) => ({
    type: 'message',
    seq: index + 1,
    id: `message-${index + 1}`,
    sender: name.toLowerCase(),
    username: name,
    message: text,
    time,
  }));
  await importRoom({ data, room, entries });
}

async function enter(page: Page, relayUrl: string): Promise<void> {
  await page.addScriptTag({ url: '/chat/realtime-chat.js', type: 'module' });
  await page.evaluate(
    ({ url, name }) => {
      const chat = document.createElement('realtime-chat');
      chat.setAttribute('relay-url', url);
      chat.setAttribute('room', name);
      document.querySelector('main')?.append(chat);
    },
    { url: relayUrl, name: room },
  );
  await page.waitForFunction(() => document.querySelector<RealtimeChat>('realtime-chat')?.messages.length);
  // What loads after the join is no part of the journey.
  await page.waitForLoadState('networkidle');
}

/** Runs in the page, without functions that have a name: the compiler would give them one, and the page does not know how. */
function scrollToBeginning(page: Page): Promise<Journey> {
  return page.evaluate(async () => {
    const chat = document.querySelector<RealtimeChat>('realtime-chat');
    const pane = chat?.shadowRoot?.querySelector('[part="content"]');
    if (!chat || !pane) throw new Error('There is no chat');
    const journey = { frames: [] as number[], movement: 0, elements: 0 };
    let last = performance.now();
    let place: { key: string; top: number } | undefined;
    for (;;) {
      const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
      journey.frames.push(now - last);
      last = now;
      // The names above texts come and go, so the place is that of the text.
      const texts = [...pane.querySelectorAll<HTMLElement>('[data-key] [part~="text"]')];
      const text =
        place && texts.find((each) => each.closest<HTMLElement>('[data-key]')?.dataset.key === place?.key);
      // One that is not there any more has moved by the whole pane.
      const movement = place ? Math.abs((text?.getBoundingClientRect().top ?? Infinity) - place.top) : 0;
      journey.movement = Math.max(journey.movement, Math.min(pane.clientHeight, movement));
      journey.elements = Math.max(journey.elements, texts.length);
      if (chat.messages[0]?.seq === 1 && pane.scrollTop === 0) return journey;
      pane.scrollTop = 0;
      const edge = pane.getBoundingClientRect().top;
      const first = texts.find((each) => each.getBoundingClientRect().bottom > edge);
      const key = first?.closest<HTMLElement>('[data-key]')?.dataset.key ?? '';
      place = first && { key, top: first.getBoundingClientRect().top };
    }
  });
}
