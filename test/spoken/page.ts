// A page with the chat, and the wire by which this run asks it: a browser that is driven by a test tool may behave in another way.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is asked of the page. Selectors are those of the chat's shadow root. */
type Question =
  | { kind: 'has'; selector: string }
  | { kind: 'focus'; selector: string }
  | { kind: 'focused' }
  | { kind: 'blur' }
  | { kind: 'choose'; name: string; picture: string }
  | { kind: 'go'; url: string };

export interface ChatPage {
  /** Opens a page with the chat that has these attributes, and waits until it is online. */
  open(attributes: Record<string, string>): Promise<void>;
  /** Waits until an element is there. */
  has(selector: string): Promise<void>;
  focus(selector: string): Promise<void>;
  blur(): Promise<unknown>;
  /** Chooses a picture for the next message, as the dialog of the browser does. */
  choose(name: string): Promise<void>;
  /** A picture of two pixels. */
  picture: Buffer;
  /** The name or the text of what has the focus. */
  focused(): Promise<string>;
  /** The address of the first page. */
  url: string;
  end(): void;
}

/** In milliseconds: a busy machine starts Firefox in a minute. */
const patience = 120_000;

const pixels = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg==',
  'base64',
);

/** It answers one question at a time, and asks for the next. */
const script = `
const chat = () => document.querySelector('realtime-chat')?.shadowRoot;
const answers = {
  has: ({ selector }) => Boolean(chat()?.querySelector(selector)),
  focus({ selector }) {
    const element = chat()?.querySelector(selector);
    element?.focus();
    // One that is still hidden takes none.
    return Boolean(element) && chat().activeElement === element;
  },
  focused() {
    const element = chat()?.activeElement;
    return element ? element.ariaLabel || element.textContent.trim() : '';
  },
  blur: () => chat()?.activeElement?.blur(),
  choose({ name, picture }) {
    const input = chat()?.querySelector('input[type="file"]');
    if (!input) return false;
    const transfer = new DataTransfer();
    const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type: 'image/png' }));
    input.files = transfer.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    return true;
  },
  go({ url }) {
    location.assign(url);
  },
};
async function serve() {
  for (let answer; ;) {
    const body = JSON.stringify({ page: location.search, answer });
    const question = await fetch('/next', { method: 'POST', body }).then((response) => response.json(), () => undefined);
    // A connection that was lost is none of what this run is about.
    if (!question) continue;
    answer = answers[question.kind](question) ?? false;
    if (question.kind === 'go') return;
  }
}
// The page would never have finished loading if its script waited for this.
void serve();
`;

export async function startSite(relayUrl: string): Promise<ChatPage> {
  /** The page that waits for a question. */
  let waiting: ServerResponse | undefined;
  let settle: ((answer: unknown) => void) | undefined;
  let shown = '';
  let pages = 0;
  let attributes: Record<string, string> = {};

  const server = createServer((request, response) => {
    if (request.method !== 'POST') {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
      return response.end(html(relayUrl, attributes));
    }
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.once('end', () => {
      const { page, answer } = JSON.parse(body) as { page: string; answer: unknown };
      shown = page;
      waiting = response;
      settle?.(answer);
      settle = undefined;
    });
    return undefined;
  });
  // A page that is slow to ask again finds its connection open.
  server.keepAliveTimeout = 0;
  await once(server.listen(0, 'localhost'), 'listening');
  const url = `http://localhost:${(server.address() as AddressInfo).port}/`;

  const until = async (what: string, isSo: () => unknown): Promise<void> => {
    const deadline = Date.now() + patience;
    while (!(await isSo())) {
      if (Date.now() > deadline) throw new Error(`The page did not come to this: ${what}`);
      await sleep(50);
    }
  };
  const ask = async (question: Question): Promise<unknown> => {
    await until(`it asks for ${question.kind}`, () => waiting);
    const response = waiting;
    waiting = undefined;
    const answer = new Promise<unknown>((resolve) => (settle = resolve));
    response?.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(question));
    return question.kind === 'go' ? undefined : answer;
  };

  const page: ChatPage = {
    url,
    async open(wanted) {
      attributes = wanted;
      pages += 1;
      const search = `?${pages}`;
      await ask({ kind: 'go', url: search });
      await until(`the page ${search}`, () => waiting && shown === search);
      await page.has('[part="status"][data-status="online"]');
    },
    has: (selector) => until(selector, () => ask({ kind: 'has', selector })),
    focus: (selector) => until(`the focus of ${selector}`, () => ask({ kind: 'focus', selector })),
    blur: () => ask({ kind: 'blur' }),
    choose: (name) =>
      until(`${name} is chosen`, () => ask({ kind: 'choose', name, picture: pixels.toString('base64') })),
    picture: pixels,
    focused: async () => String(await ask({ kind: 'focused' })),
    end() {
      server.close();
      server.closeAllConnections();
    },
  };
  return page;
}

function html(relayUrl: string, attributes: Record<string, string>): string {
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`);
  return `<!doctype html><html lang="en"><title>A page</title>
<style>realtime-chat { block-size: 40rem }</style>
<h1>A page</h1>
<p><a href="#">Before the chat</a></p>
${attributes.room ? `<script type="module" src="${relayUrl}/realtime-chat.js"></script>\n<realtime-chat ${written.join(' ')}></realtime-chat>` : ''}
<p><a href="#">After the chat</a></p>
<script type="module">${script}</script></html>`;
}
