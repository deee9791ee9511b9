// Pages beside the test's own, which are reloaded and closed as tabs are. They share its storage and its locks.
import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { eventually } from './eventually.ts';
import { filesHaveLoaded, firstFiles } from './files.ts';

interface PageWindow extends Window {
  /** What reached the page as an error. */
  problems: string[];
  /** From now on, these never answer. */
  stall(what: Stalled): void;
  /** Transactions or uploads that were stalled begin now, in their order. Locks stay stalled. */
  resume(): void;
  /** What becomes of waits of more than a moment. */
  longWaits: Waits | null;
  /** Called when a short wait is over, and before anything follows from that. */
  afterWait: (() => void) | undefined;
  /** How many short waits are over. */
  readonly endedWaits: number;
  /** Stalled transactions or uploads. */
  readonly held: readonly unknown[];
  /** The page's own, of which a test may want to know what is given to it. */
  readonly WebSocket: typeof WebSocket;
  readonly Element: typeof Element;
  readonly DOMException: typeof DOMException;
}

/** `short` are those of the chat for its store. */
type Waits = 'short' | 'endless';

type Stalled = 'transactions' | 'uploads' | 'locks';

interface Setting {
  /** How IndexedDB fails in this page: it throws, tells of an error, never answers, or is another one of the page's. */
  store?: 'refused' | 'failing' | 'silent' | 'replaced';
  /** What never answers from the beginning. */
  stalled?: Stalled;
  waits?: Waits;
}

const open = new Set<Page>();

afterEach(async () => {
  // Nothing that a chat meets may become an error of the page that it is in.
  const problems = [...open].flatMap((page) => page.problems);
  await Promise.all([...open].map((page) => page.close()));
  open.clear();
  expect(problems).to.be.empty;
});

export class Page {
  #frame = document.createElement('iframe');
  #earlier: string[] = [];

  private constructor(attributes: Record<string, string>, setting: Setting) {
    const query = new URLSearchParams({
      attributes: JSON.stringify(Object.entries(attributes)),
      script: `${window.relayUrl}/realtime-chat.js`,
      ...setting,
    });
    this.#frame.src = `/test/widget/support/page.html?${query}`;
    this.#frame.style.cssText = 'inline-size: 400px; block-size: 560px';
    open.add(this);
  }

  /** Resolves when the chat is drawn, whether it is online or not. */
  static async open(attributes: Record<string, string>, setting: Setting = {}): Promise<Page> {
    const page = new Page(attributes, setting);
    await page.#loads(() => document.body.append(page.#frame));
    return page;
  }

  get window(): PageWindow {
    return this.#frame.contentWindow as unknown as PageWindow;
  }

  get chat(): RealtimeChat {
    const chat = this.#frame.contentDocument?.querySelector('realtime-chat');
    if (!chat) throw new Error('There is no chat');
    return chat;
  }

  get problems(): string[] {
    return [...this.#earlier, ...(this.#frame.isConnected ? this.window.problems : [])];
  }

  /** Waits until the chat has the files that it loads at its start. */
  hasLoaded(): Promise<void> {
    return filesHaveLoaded(this.window, firstFiles);
  }

  async reload(): Promise<void> {
    await filesHaveLoaded(this.window);
    this.#earlier = this.problems;
    await this.#loads(() => this.window.location.reload());
  }

  async close(): Promise<void> {
    if (!this.#frame.isConnected) return;
    await filesHaveLoaded(this.window);
    this.#earlier = this.problems;
    this.#frame.remove();
  }

  async #loads(start: () => void): Promise<void> {
    const loaded = new Promise((resolve) => this.#frame.addEventListener('load', resolve, { once: true }));
    start();
    await loaded;
    await eventually(() => expect(this.chat.shadowRoot?.querySelector('[part="status"]')).to.exist);
  }
}
