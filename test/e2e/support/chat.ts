// What a person sees of the one chat on a page, and does to it.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** In a list for `shows`: the chat has entered its room, where the relay greets. The greeting itself is no message. */
export const greeting = 'Server: Welcome to the chat';

/** The demo page has a scripted conversation beside its lobby. */
export const chatSelector = 'realtime-chat:not(#talk)';

export const partOf = (name: string): string => `${chatSelector} [part~="${name}"]`;

/** Each message as `author: text`, from top to bottom. */
export async function conversation(page: Page): Promise<string[]> {
  return page
    .locator(partOf('message'))
    .evaluateAll((messages) =>
      messages.map((message) =>
        ['author', 'text'].map((name) => message.querySelector(`[part~="${name}"]`)?.textContent).join(': '),
      ),
    );
}

/** Waits until the conversation is exactly this. */
export function shows(page: Page, lines: string[]): Promise<void> {
  return eventually(async () => {
    if (lines.includes(greeting)) {
      const status = await page.locator(partOf('status')).getAttribute('data-status');
      assert.notEqual(status, 'connecting');
      assert.notEqual(status, 'closed');
    }
    assert.deepEqual(
      await conversation(page),
      lines.filter((line) => line !== greeting),
    );
  });
}

/** Waits until the page's own message with these words is stored. */
export async function isSent(page: Page, text: string): Promise<void> {
  await page.locator(`${partOf('message')}[data-own][data-state="sent"]`, { hasText: text }).waitFor();
}

export function hasStatus(page: Page, words: string): Promise<void> {
  return eventually(async () => assert.equal(await page.locator(partOf('status')).textContent(), words));
}

export async function goBy(page: Page, name: string): Promise<void> {
  await page.locator(partOf('name')).fill(name);
}

export async function say(page: Page, text: string): Promise<void> {
  await page.locator(partOf('field')).fill(text);
  await page.locator(partOf('field')).press('Enter');
}

/** A message that knows that it has the focus, and so does what is in it; the keys are loaded. */
export const focusedMessage = '[part~="message"][tabindex="0"][aria-labelledby]';

/** Opens the menu of the message with this text by the keyboard. What knows the key loads with the focus. */
export async function openMenuByKey(page: Page, text: string): Promise<void> {
  await page.locator(partOf('message'), { hasText: text }).focus();
  await page.locator(`${chatSelector} ${focusedMessage}:focus`, { hasText: text }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator(`${partOf('menu')}:popover-open`).waitFor();
}

/** Goes on with Tab until the part has the focus, as people do who use no mouse. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab');
    if (await page.locator(`${partOf(name)}:focus`).count()) return;
  }
  throw new Error(`Tab does not reach the ${name}`);
}
