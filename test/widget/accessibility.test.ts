import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import type { RealtimeChat } from '@realtime-chat/widget';

import { eventually } from './support/eventually.ts';
import { fits, isWhole } from './support/fits.ts';
import { states } from './support/states.ts';
import { isStill, part } from './support/view.ts';

const conversation = states['a conversation'] as (
  attributes: Record<string, string>,
) => Promise<RealtimeChat>;

/** The window of WebKit cannot be made smaller by its driver: there, the chat alone is as narrow. */
const resize = (width: number, height: number): Promise<void> =>
  setViewport({ width, height }).catch((error: unknown) => {
    if (!String(error).includes('not supported')) throw error;
  });

/** Axe does not know that code is reached by way of its message, which the Tab key need not reach at the moment. */
function knownToAxe(chat: RealtimeChat): RealtimeChat {
  for (const code of chat.shadowRoot?.querySelectorAll<HTMLElement>('[data-key] pre') ?? [])
    code.tabIndex = 0;
  return chat;
}

/** On their way colours are neither the old ones nor the new ones. */
async function isAtRest(chat: RealtimeChat): Promise<RealtimeChat> {
  await isStill(chat);
  return knownToAxe(chat);
}

/** What is pressed is large enough for it. */
function hasRoom(chat: RealtimeChat): void {
  // Links in a sentence are as high as its lines.
  const targets = 'button, input, textarea, summary, [role="option"], [tabindex]:not(pre, a)';
  const found = [...(chat.shadowRoot?.querySelectorAll(targets) ?? [])];
  for (const target of found.filter((each) => each.getClientRects().length > 0)) {
    // A label is pressed as well as its checkbox.
    const { width, height } = (target.closest('label') ?? target).getBoundingClientRect();
    // Of a target between two device pixels, the sides are not exact.
    const smallest = Number(Math.min(width, height).toFixed(3));
    const name = target.getAttribute('part') ?? target.textContent.trim();
    expect(smallest, `${width} × ${height} of ${name}`).to.be.at.least(24);
  }
}

/**
 * Axe judges the same elements by the same rules in every engine, and takes a second for each state. So all states are
 * judged in Chromium, and in the others one of each kind: a conversation, a menu, a dialog, a list, a panel.
 */
const oneOfEachKind = [
  'a conversation',
  'the menu of a message',
  'the emoji',
  'the people',
  'the panel of a launcher',
];
const isChromium = 'userAgentData' in navigator;
const judged = Object.entries(states).filter(([state]) => isChromium || oneOfEachKind.includes(state));

for (const scheme of ['light', 'dark']) {
  describe(`axe finds no violations in ${scheme} colours`, () => {
    for (const [state, open] of judged) {
      it(`in ${state}`, async () => {
        const chat = await open({ 'color-scheme': scheme, receipts: '' });
        await expect(await isAtRest(chat)).to.be.accessible();
      });
    }
  });
}

describe('a launcher whose panel covers the page', () => {
  before(() => resize(400, 700));
  after(() => resize(800, 600));
  for (const state of ['the panel of a launcher', 'the menu in the panel of a launcher']) {
    it(`has no axe violations and large enough touch targets, in ${state}`, async () => {
      const chat = await states[state]?.({ receipts: '' });
      if (!chat) throw new Error(`There is no state ${state}`);
      // In WebKit's window it is beside the page.
      const isSheet = innerWidth === 400;
      await eventually(() => expect(part(chat, 'panel').ariaModal).to.equal(isSheet ? 'true' : null));
      await expect(await isAtRest(chat)).to.be.accessible();
      hasRoom(chat);
    });
  }
});

describe('has no axe violations', () => {
  for (const lang of ['ar', 'de', 'hi', 'ja']) {
    it(`in a conversation in the language ${lang}`, async () => {
      await expect(await isAtRest(await conversation({ lang, receipts: '' }))).to.be.accessible();
    });
  }
});

describe('the check finds a violation', () => {
  for (const [what, style] of Object.entries({
    'the words of messages': '--chat-text: #ccc',
    'one’s own words': '--chat-accent: #9bf; --chat-on-accent: #fff',
    'what is said beside messages': '--chat-muted: #bbb',
    'what went wrong': '--chat-danger: #f99',
  })) {
    it(`where the contrast of ${what} with its background is too low`, async () => {
      const chat = await conversation({ 'color-scheme': 'light' });
      chat.style.cssText = style;
      await expect(chat).not.to.be.accessible();
    });
  }
});

describe('touch targets are large enough', () => {
  for (const [state, open] of Object.entries(states)) {
    it(`in ${state}`, async () => {
      hasRoom(await open({ receipts: '' }));
    });
  }
});

describe('at twice the font size in 320 pixels, nothing is cut off and nothing scrolls horizontally', () => {
  const page = document.documentElement;
  before(async () => {
    page.style.fontSize = '200%';
    await resize(320, 640);
  });
  after(async () => {
    page.style.fontSize = '';
    await resize(800, 600);
  });
  for (const [state, open] of Object.entries(states)) {
    it(`in ${state}`, async () => {
      const chat = await open({ receipts: '', heading: 'A heading with Donaudampfschifffahrtsgesellschaft' });
      chat.style.maxInlineSize = '304px';
      await eventually(() => {
        fits(chat);
        isWhole(chat);
      });
    });
  }
});
