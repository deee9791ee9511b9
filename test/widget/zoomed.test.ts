import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { isOnline, newRoom } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { chatOf, type FramedPage, openPage } from './support/frame.ts';
import { press, say, scrollTo } from './support/hands.ts';
import { Person } from './support/person.ts';
import { isMenuOpen, isSent, messageOf, part, placeOf } from './support/view.ts';

/** A page that enlarges itself, in a window of this size. */
async function openZoomed(
  zoom: number,
  attributes: string,
): Promise<{ page: FramedPage; chat: RealtimeChat }> {
  const page = await openPage(`<style>body { zoom: ${zoom}; margin: 0 }</style>
    <script type="module" src="${window.relayUrl}/realtime-chat.js"></script>
    <realtime-chat username="Ann" ${attributes}></realtime-chat>`);
  const frame = page.window.frameElement as HTMLElement;
  frame.style.cssText = 'inline-size: 1366px; block-size: 768px; border: 0';
  const chat = chatOf(page);
  await eventually(() => expect(chat.shadowRoot).to.exist);
  return { page, chat };
}

/** What a person sees at the middle of an element is in it. Browsers do not agree on the coordinates of zoomed elements. */
function isInView(
  { window: { IntersectionObserver }, document }: FramedPage,
  element: Element,
): Promise<boolean> {
  return new Promise((resolve) => {
    const observer = new IntersectionObserver(
      ([entry]) => {
        observer.disconnect();
        resolve((entry?.intersectionRatio ?? 0) > 0.99);
      },
      { root: document },
    );
    observer.observe(element);
  });
}

for (const zoom of [1.25, 0.8]) {
  describe(`on a page with zoom: ${zoom}`, () => {
    it('the whole panel of a launcher is in the window', async () => {
      const { page, chat } = await openZoomed(zoom, `room="${newRoom()}" layout="launcher" open`);
      await isOnline(chat);
      for (const name of ['panel', 'header', 'composer', 'launcher'])
        await eventually(async () => expect(await isInView(page, part(chat, name)), name).to.be.true);
    });

    it('the menu of a message is in the window, below the message or above it', async () => {
      const { page, chat } = await openZoomed(zoom, `room="${newRoom()}" style="block-size: 600px"`);
      await isOnline(chat);
      for (const text of ['first', 'second', 'third']) {
        say(chat, text);
        await isSent(chat, text);
      }
      const item = messageOf(chat, 'third');
      item.focus();
      // The keys load with the focus.
      await eventually(() => {
        press(item, 'Enter');
        expect(isMenuOpen(chat)).to.be.true;
      });
      const menu = part(chat, 'menu');
      await eventually(async () => expect(await isInView(page, menu)).to.be.true);
      const anchor = item.getBoundingClientRect();
      const { left, right, top, bottom } = menu.getBoundingClientRect();
      // Towards the end of the window it is moved, but not away from the message.
      expect(left).to.be.below(anchor.left + 2);
      expect(right).to.be.above(anchor.left);
      expect(Math.min(Math.abs(top - anchor.bottom), Math.abs(bottom - anchor.top))).to.be.below(16);
    });

    it('a reader of older messages stays where they are while more of them load', async () => {
      const room = newRoom();
      const ben = await Person.enter(room, 'Ben');
      await ben.says(...Array.from({ length: 130 }, (_, index) => `message ${index + 1}`));
      const { chat } = await openZoomed(zoom, `room="${room}" style="block-size: 400px"`);
      await isOnline(chat);
      await eventually(() => messageOf(chat, 'message 130'));
      // The last of the joined messages may still bring the reader back to the end.
      await eventually(async () => {
        await scrollTo(chat, 600);
        expect(part(chat, 'content').scrollTop).to.be.closeTo(600, 2);
      });
      const text = 'message 100';
      await eventually(() => messageOf(chat, text));
      const before = placeOf(chat, text);
      const count = chat.messages.length;
      await chat.loadOlder();
      expect(chat.messages.length).to.be.above(count);
      expect(Math.abs(placeOf(chat, text) - before)).to.be.below(3);
    });
  });
}
