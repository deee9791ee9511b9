import type { RealtimeChat } from '@realtime-chat/widget';
import type { Browser } from 'playwright-core';
import { launchHeadlessChromium } from '../../support/browser.mjs';
import { atMost, type BenchOptions, type Goal, type Picture, type Result, type Row } from '../bench.ts';
import { kilobytes, median, milliseconds, ratio } from '../figures.ts';
import { startServer } from '../load/servers.ts';
import { deepChat, ours, vueAdvancedChat } from './chats/chats.ts';
import { startSite } from './chats/site.ts';

/** In milliseconds, and in bytes a second. */
const link = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 200_000 };

const limit =
  'no script runs before 525 ms: two requests of 150 ms each, for the page and the file, and 45 kB at 1.6 Mbit/s';
const limitOfOnline = `${limit}; two round trips on the socket follow`;

interface Snippet {
  chat: string;
  tag: string;
  /** Selects the text field. */
  field: string;
  html: string;
}

interface Start {
  /** Milliseconds from the navigation until there is a text field. */
  field: number;
  /** The same until the chat is online, for one that has a server. */
  online: number;
  /** What the network had delivered when the text field was there, in bytes. */
  received: number;
}

export const title = 'Cold start on a slow link';
export const about =
  'From the navigation of a browser that has nothing cached until the chat has a text field, and until it is online in its room. Chromium emulates a link of 1.6 Mbit/s where each request takes at least 150 ms; it does not delay what is sent on an open WebSocket, on which a room needs two more round trips. Realtime-chat is the two lines of the README and comes from a relay. Each peer is its published bundle in a page as short, compressed as the relay’s files are, and has no server to be online at. The medians of several starts.';

export async function bench({ isQuick }: BenchOptions): Promise<Result> {
  const relay = await startServer('relay in memory');
  const snippets = snippetsWith(`http://127.0.0.1:${relay.port}`);
  const site = await startSite(Object.fromEntries(snippets.map(({ chat, html }) => [pathOf(chat), html])));
  const browser = await launchHeadlessChromium();
  try {
    const measured: (Start & { chat: string })[] = [];
    for (const snippet of snippets) {
      const url = new URL(pathOf(snippet.chat), site.url).href;
      // Before the first answer, the site compresses.
      await startOf(browser, url, snippet);
      const starts: Start[] = [];
      for (let start = 0; start < (isQuick ? 3 : 9); start += 1)
        starts.push(await startOf(browser, url, snippet));
      measured.push({ chat: snippet.chat, ...middleOf(starts) });
    }
    return { rows: measured.map(row), goals: goals(measured), pictures: [picture(measured)] };
  } finally {
    await browser.close();
    site.stop();
    await relay.end();
  }
}

function snippetsWith(relayUrl: string): Snippet[] {
  const page = (body: string): string =>
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>A chat</title>\n${body}\n</html>`;
  return [
    {
      chat: ours,
      tag: 'realtime-chat',
      field: '[part="field"]',
      html: page(`<script type="module" src="${relayUrl}/realtime-chat.js"></script>
<realtime-chat room="lobby"></realtime-chat>`),
    },
    {
      chat: deepChat,
      tag: 'deep-chat',
      field: '#text-input',
      html: page(`<script type="module" src="/peers/deep-chat/dist/deepChat.bundle.js"></script>
<deep-chat demo="true"></deep-chat>`),
    },
    {
      chat: vueAdvancedChat,
      tag: 'vue-advanced-chat',
      field: 'textarea',
      html: page(`<script type="module">
import { register } from '/peers/vue-advanced-chat/dist/vue-advanced-chat.es.js';
register();
Object.assign(document.querySelector('vue-advanced-chat'), {
  currentUserId: 'Me', singleRoom: true, roomId: 'room', roomsLoaded: true, messagesLoaded: true, messages: [],
  rooms: [{ roomId: 'room', roomName: 'Room', users: [{ _id: 'Me', username: 'Me' }] }],
});
</script>
<vue-advanced-chat></vue-advanced-chat>`),
    },
  ];
}

const pathOf = (chat: string): string => `/${chat.split(' ')[0]}.html`;

async function startOf(browser: Browser, url: string, { chat, tag, field }: Snippet): Promise<Start> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', link);
    let received = 0;
    session.on('Network.dataReceived', ({ encodedDataLength }) => (received += encodedDataLength));
    await page.goto(url, { waitUntil: 'commit' });
    const place = { tag, field };
    const shown = await page.waitForFunction(
      (wanted) =>
        document.querySelector(wanted.tag)?.shadowRoot?.querySelector(wanted.field)?.checkVisibility() &&
        performance.now(),
      place,
    );
    const atField = received;
    const online =
      chat === ours &&
      (await page.waitForFunction(
        () => document.querySelector<RealtimeChat>('realtime-chat')?.status === 'online' && performance.now(),
      ));
    // Otherwise it was a picture of a field.
    await page.locator(`${tag} ${field}`).pressSequentially('a');
    return {
      field: Number(await shown.jsonValue()),
      online: online ? Number(await online.jsonValue()) : NaN,
      received: atField,
    };
  } finally {
    await context.close();
  }
}

function middleOf(starts: readonly Start[]): Start {
  const middle = (key: keyof Start): number => median(starts.map((start) => start[key]));
  return { field: middle('field'), online: middle('online'), received: middle('received') };
}

function row({ chat, field, online, received }: Start & { chat: string }): Row {
  return {
    chat,
    'text field': milliseconds(field),
    'online in the room': Number.isNaN(online) ? '' : milliseconds(online),
    'received before the text field': kilobytes(received),
  };
}

function goals(measured: readonly (Start & { chat: string })[]): Goal[] {
  const of = (chat: string): Start | undefined => measured.find((each) => each.chat === chat);
  const { field = NaN, online = NaN } = of(ours) ?? {};
  const peer = of(deepChat)?.field ?? NaN;
  return [
    atMost('text field on a slow link, beside deep-chat', field / peer, 0.6, ratio, limit),
    atMost('online on a slow link, beside deep-chat’s text field', online / peer, 0.9, ratio, limitOfOnline),
  ];
}

function picture(measured: readonly (Start & { chat: string })[]): Picture {
  return {
    kind: 'bars',
    name: 'cold-start',
    title: 'Text field on a slow link, from the navigation',
    unit: 'ms',
    bars: measured.map(({ chat, field }) => ({ label: chat, value: field, isOurs: chat === ours })),
  };
}
