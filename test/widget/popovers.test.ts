import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { openMenu, press, say } from './support/hands.ts';
import { focused } from './support/message-menu.ts';
import { openModeration, openModerated } from './support/moderation.ts';
import { isSent, part, parts } from './support/view.ts';

/** Browsers without it drop what closes from above the page at once. */
const fades = CSS.supports('overlay', 'auto');

async function openOn(text: string): Promise<RealtimeChat> {
  const chat = await openChat();
  say(chat, text);
  await isSent(chat, text);
  return chat;
}

/** The popover around a part, or the part itself. */
function popoverOf(chat: RealtimeChat, name: string): HTMLElement {
  const found = parts(chat, name)[0]?.closest<HTMLElement>('[popover]:not(section)');
  if (!found) throw new Error(`There is no popover with ${name}`);
  return found;
}

const openings: Record<string, { open: () => Promise<RealtimeChat>; inside: string }> = {
  menu: {
    open: async () => {
      const chat = await openOn('hello');
      await openMenu(chat, 'hello');
      return chat;
    },
    inside: '[role="menuitem"]',
  },
  people: {
    open: async () => {
      const chat = await openChat();
      part(chat, 'members').click();
      return chat;
    },
    inside: '.person',
  },
  picker: {
    open: async () => {
      const chat = await openChat();
      part(chat, 'emoji').click();
      return chat;
    },
    inside: 'input',
  },
  moderation: {
    open: async () => {
      const { mona } = await openModerated();
      await openModeration(mona, 'Room');
      return mona;
    },
    inside: 'fieldset',
  },
};

describe('a popover that closes', () => {
  for (const [name, { open, inside }] of Object.entries(openings)) {
    it(`fades out with its content, and cannot be used or heard meanwhile: ${name}`, async () => {
      const chat = await open();
      await eventually(() => expect(popoverOf(chat, name).contains(focused(chat) ?? null)).to.be.true);
      const popover = popoverOf(chat, name);
      await eventually(() => expect(popover.getAnimations()).to.be.empty);
      const { width, height } = popover.getBoundingClientRect();
      press(focused(chat) ?? popover, 'Escape');
      await chat.updateComplete;
      expect(popover.matches(':popover-open')).to.be.false;
      expect(popover.contains(focused(chat) ?? null)).to.be.false;
      if (fades) {
        expect(popover.inert).to.be.true;
        expect(popover.querySelector(inside)).to.exist;
        const { width: now, height: high } = popover.getBoundingClientRect();
        expect([now, high]).to.deep.equal([width, height]);
        const times = popover.getAnimations().map(({ effect }) => effect?.getComputedTiming().duration);
        expect(times).to.deep.equal(times.map(() => 90));
      }
      await eventually(() => expect(popover.getClientRects()).to.have.length(0));
      await eventually(() => expect(popover.querySelector(inside)).not.to.exist);
      expect(popover.inert).to.be.false;
    });
  }

  it('is whole again if it is opened meanwhile', async () => {
    const chat = await openOn('hello');
    await openMenu(chat, 'hello');
    const menu = part(chat, 'menu');
    await eventually(() => expect(menu.contains(focused(chat) ?? null)).to.be.true);
    press(focused(chat) ?? menu, 'Escape');
    await openMenu(chat, 'hello');
    expect(menu.inert).to.be.false;
    await eventually(() => expect(menu.getAnimations()).to.be.empty);
    expect(menu.matches(':popover-open')).to.be.true;
    expect(menu.inert).to.be.false;
    expect(menu.querySelectorAll('[role="menuitem"]')).not.to.be.empty;
    expect(menu.contains(focused(chat) ?? null)).to.be.true;
  });
});
