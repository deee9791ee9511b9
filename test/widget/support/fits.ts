import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { part } from './view.ts';

/** What scrolls in itself, and what shows the beginning of something that is to be had as a whole elsewhere. */
const mayBeWider =
  'h2, pre, pre *, [part="quote"], [part="quote"] *, .file-about bdi, #context, #context *, .text, textarea:placeholder-shown, .announcer, .announcer *';

/** Nothing reaches beyond the sides of the chat, or of the window where it is above it; nothing is scrolled sideways. */
export function fits(chat: RealtimeChat): void {
  const panel = part(chat, 'panel');
  // Of a launcher, the element itself has no place.
  const isLauncher = chat.layout === 'launcher';
  const { left, right } = (isLauncher ? panel : chat).getBoundingClientRect();
  for (const element of chat.shadowRoot?.querySelectorAll('*') ?? []) {
    const place = element.getBoundingClientRect();
    if (place.width === 0 || element.matches(mayBeWider)) continue;
    const name = element.getAttribute('part') || element.className || element.localName;
    const above = element.closest('[popover], [part="launcher"], [part="lightbox"]');
    const isAbove = element === panel || (above !== null && above !== panel);
    expect(place.left, `left of ${name}`).to.be.at.least(isAbove ? 0 : left);
    expect(place.right, `right of ${name}`).to.be.at.most(isAbove ? innerWidth : right);
  }
  const pane = part(chat, 'content');
  expect(pane.scrollWidth).to.equal(pane.clientWidth);
}

/** No word is cut off by what it is in. */
export function isWhole(chat: RealtimeChat): void {
  for (const element of chat.shadowRoot?.querySelectorAll<HTMLElement>('*') ?? []) {
    const { overflowX, overflowY, clipPath } = getComputedStyle(element);
    // What is clipped is for those who do not see. The bar of an upload has no words.
    const isSkipped = clipPath !== 'none' || element.localName === 'progress';
    if (element.clientWidth === 0 || isSkipped || element.matches(mayBeWider)) continue;
    const name = element.getAttribute('part') || element.className || element.localName;
    const { clientWidth, clientHeight, scrollWidth, scrollHeight } = element;
    if (overflowX !== 'visible') expect(scrollWidth, `width of ${name}`).to.be.at.most(clientWidth + 1);
    // The button shows the rest.
    const isFolded = element.matches(':has(+ [part="more"]:not([hidden]))');
    const isCut = !isFolded && (overflowY === 'hidden' || overflowY === 'clip');
    if (isCut) expect(scrollHeight, `height of ${name}`).to.be.at.most(clientHeight + 1);
  }
}
