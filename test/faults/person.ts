import type { BrowserContext, Page } from 'playwright-core';
import type { RealtimeChat } from '@realtime-chat/widget';
import type { View, Written } from './history.ts';
import type { Random } from './random.ts';
import { write } from './words.ts';

/** Somebody with two tabs of one browser, who writes numbered messages into either. */
export class Person {
  readonly name: string;
  readonly written: Written[] = [];
  tabs: Page[] = [];
  /** What was found in the text field of a page that was opened anew: shown to the person, so not lost. */
  #drafts: string[] = [];
  #context: BrowserContext;
  #url: string;
  #random: Random;

  private constructor(name: string, context: BrowserContext, url: string, random: Random) {
    this.name = name;
    this.#context = context;
    this.#url = url;
    this.#random = random;
  }

  static async open(name: string, context: BrowserContext, url: string, random: Random): Promise<Person> {
    const person = new Person(name, context, url, random);
    for (let tab = 0; tab < 2; tab++) person.tabs.push(await person.#openTab());
    return person;
  }

  /** Writes as fast as the page stores what was written; the last may be under way to the outbox still. */
  async write(tab: Page, count: number): Promise<void> {
    const field = tab.locator('[part=field]');
    for (let each = 1; each <= count; each++) {
      const text = write({ writer: this.name, number: this.written.length }, this.#random);
      this.written.push({ writer: this.name, text });
      await field.fill(text);
      await field.press('Enter');
      if (each < count) await tab.waitForFunction(isKept, text);
    }
  }

  async reload(tab: Page): Promise<void> {
    await tab.reload();
    await this.#settleIn(tab);
  }

  /** Closes the tab as a person does, and opens another. */
  async replace(tab: Page): Promise<void> {
    await tab.close();
    this.tabs = this.tabs.filter((other) => other !== tab);
    this.tabs.push(await this.#openTab());
  }

  /** How many messages of one's own a tab shows as not stored. */
  waiting(tab: Page): Promise<number> {
    return tab.evaluate(() => {
      const chat = document.querySelector<RealtimeChat>('realtime-chat');
      return chat?.messages.filter(({ state }) => state === 'queued' || state === 'sending').length ?? 0;
    });
  }

  async waitingInAll(): Promise<number> {
    const counts = await Promise.all(this.tabs.map((tab) => this.waiting(tab)));
    return counts.reduce((total, count) => total + count, 0);
  }

  /** The newest seq that the tab shows which is furthest behind. */
  async lowestHead(): Promise<number> {
    const views = await this.views();
    return Math.min(...views.map(({ stored }) => stored.at(-1)?.seq ?? 0));
  }

  views(): Promise<View[]> {
    return Promise.all(this.tabs.map((tab, index) => this.#view(tab, `${this.name} in tab ${index}`)));
  }

  async #view(tab: Page, who: string): Promise<View> {
    const shown = await tab.evaluate(() => {
      const chat = document.querySelector<RealtimeChat>('realtime-chat');
      const messages = chat?.messages ?? [];
      return messages.map(({ seq, username, message, state }) => ({ seq, username, text: message, state }));
    });
    const stored = shown.flatMap(({ seq, username, text }) =>
      seq === undefined ? [] : [{ seq, username, text }],
    );
    const unsent = shown.filter(({ state }) => state !== 'sent').map(({ text }) => text);
    return { who, stored, unsent, drafts: this.#drafts };
  }

  async #openTab(): Promise<Page> {
    const tab = await this.#context.newPage();
    await tab.goto(this.#url);
    await this.#settleIn(tab);
    return tab;
  }

  async #settleIn(tab: Page): Promise<void> {
    const field = tab.locator('[part=field]');
    const draft = await field.inputValue();
    if (draft !== '') this.#drafts.push(draft);
    await field.fill('');
    // The field is hidden where the name is known from an earlier tab.
    await tab.locator('[part=name]').fill(this.name, { force: true });
  }
}

/** Runs in the page. A message is part of the draft until the outbox has stored it. */
function isKept(text: string): boolean {
  const chat = document.querySelector<RealtimeChat>('realtime-chat');
  const isShown = chat?.messages.some(({ message }) => message === text) ?? false;
  const drafts = Object.keys(localStorage).filter((key) => key.includes('draft:'));
  return isShown && !drafts.some((key) => localStorage.getItem(key)?.includes(text));
}
