// Copy and paste by the keys, as a person does it: a page may neither read nor write the clipboard by itself.
import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { sendKeys } from '@web/test-runner-commands';
import { eventually } from './eventually.ts';
import { stage } from './chat.ts';

/** WebDriver's code of the key Control. */
const webDriverControl = '\uE009';
const isWebKit = /AppleWebKit(?!.*Chrome)/.test(navigator.userAgent);

async function pressControlWith(key: string): Promise<void> {
  // WebDriver holds each key down until the last one is pressed, and knows no other way.
  if (isWebKit) return sendKeys({ type: webDriverControl + key });
  await sendKeys({ down: 'Control' });
  await sendKeys({ press: key });
  await sendKeys({ up: 'Control' });
}

/** Copies the selection. */
export function pressCopy(): Promise<void> {
  return pressControlWith('c');
}

/** Pastes into the field that has the focus. */
export function pressPaste(): Promise<void> {
  return pressControlWith('v');
}

/** Puts a text on the clipboard. */
export async function copyText(text: string): Promise<void> {
  const source = document.createElement('textarea');
  source.value = text;
  stage().append(source);
  source.focus();
  source.select();
  await pressCopy();
  source.remove();
}

/** The text on the clipboard. */
export async function clipboardText(): Promise<string> {
  const target = document.createElement('textarea');
  stage().append(target);
  target.focus();
  await pressPaste();
  await eventually(() => expect(target.value).not.to.equal(''));
  target.remove();
  return target.value;
}

/** Selects from the beginning of one message's text to the end of another's, as by a drag, and copies. */
export async function copyFromTo(first: Element, last: Element): Promise<string> {
  const [start, end] = [firstText(first), lastText(last)];
  getSelection()?.setBaseAndExtent(start, 0, end, end.textContent?.length ?? 0);
  await pressCopy();
  getSelection()?.removeAllRanges();
  return (await clipboardText()).replace(/\s+/g, ' ').trim();
}

function firstText(element: Element): Node {
  return document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode() ?? element;
}

function lastText(element: Element): Node {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let last: Node = element;
  while (walker.nextNode()) last = walker.currentNode;
  return last;
}

/** Headless Chromium counts as a touch screen, on which a long press opens the menu and no text can be selected. */
export function allowSelection(chat: RealtimeChat): void {
  const style = document.createElement('style');
  style.textContent = "[part~='message'] { user-select: text !important }";
  chat.shadowRoot?.append(style);
}
