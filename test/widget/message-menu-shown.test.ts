import { expect } from '@open-wc/testing';
import { newRoom } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { chatOf, openPage } from './support/frame.ts';
import { choose, openMenu, press, say } from './support/hands.ts';
import { isClosed, isOpen } from './support/message-menu.ts';
import { Person } from './support/person.ts';
import { openWith } from './support/talk.ts';
import { isMenuOpen, isSent, menuItem, messageOf, part, textOf } from './support/view.ts';

/** Clicks on the middle with the right button. */
function rightClick(target: Element): void {
  const { left, top, width, height } = target.getBoundingClientRect();
  const where = { clientX: left + width / 2, clientY: top + height / 2 };
  target.dispatchEvent(
    new MouseEvent('contextmenu', { bubbles: true, composed: true, cancelable: true, ...where }),
  );
}

describe('the menu of a message', () => {
  it('does not cover the message, wherever it is opened', async () => {
    const { ann } = await openWith('one', 'two', 'three', 'four');
    for (const text of ['one', 'four']) {
      const item = messageOf(ann, text);
      const bubble = textOf(item).getBoundingClientRect();
      const ways = {
        button: () => item.querySelector<HTMLElement>('[part="actions"]')?.click(),
        Enter: () => press(item, 'Enter'),
        pointer: () => rightClick(textOf(item)),
      };
      await openMenu(ann, text);
      press(menuItem(ann, '👍'), 'Escape');
      for (const [name, way] of Object.entries(ways)) {
        way();
        await isOpen(ann);
        const menu = part(ann, 'menu').getBoundingClientRect();
        const isBeside = menu.left >= bubble.right || menu.right <= bubble.left;
        expect(isBeside || menu.top >= bubble.bottom || menu.bottom <= bubble.top, `${text}: ${name}`).to.be
          .true;
        press(menuItem(ann, '👍'), 'Escape');
        await isClosed(ann);
      }
    }
  });

  it('does not cover the message in a low window either: what has no room there is scrolled', async () => {
    const room = newRoom();
    await (await Person.enter(room, 'Ben')).says('one', 'two', 'three');
    const page = await openPage(`<style>body { margin: 0 }</style>
      <script type="module" src="${window.relayUrl}/realtime-chat.js"></script>
      <realtime-chat room="${room}" username="Ann" style="inline-size: 320px; block-size: 256px"></realtime-chat>`);
    (page.window.frameElement as HTMLElement).style.cssText =
      'inline-size: 320px; block-size: 256px; border: 0';
    const chat = chatOf(page);
    for (const text of ['one', 'three']) {
      const item = await eventually(() => messageOf(chat, text));
      item.focus();
      // The keys load with the focus.
      await eventually(() => {
        press(item, 'Enter');
        expect(isMenuOpen(chat)).to.be.true;
      });
      const menu = part(chat, 'menu');
      await eventually(() => {
        const { top, bottom, height } = menu.getBoundingClientRect();
        const bubble = textOf(item).getBoundingClientRect();
        expect(top >= bubble.bottom || bottom <= bubble.top, `${text}: ${top} to ${bottom}`).to.be.true;
        expect(Math.min(top, 256 - bottom), text).to.be.at.least(8);
        expect(height, text).to.be.at.least(88);
      });
      menu.scrollTop = menu.scrollHeight;
      const last = [...menu.querySelectorAll('[role="menuitem"]')].at(-1)?.getBoundingClientRect();
      expect(last?.bottom, text).to.be.at.most(menu.getBoundingClientRect().bottom);
      press(menu, 'Escape');
      await eventually(() => expect(isMenuOpen(chat)).to.be.false);
    }
  });

  it('shows what cannot be undone in the colour of danger, below a line', async () => {
    const { ann } = await openWith('hello');
    say(ann, 'mine');
    await isSent(ann, 'mine');
    await openMenu(ann, 'mine');
    const item = menuItem(ann, 'Delete');
    expect(item.previousElementSibling).to.match('hr');
    expect(getComputedStyle(item).color).to.not.equal(getComputedStyle(menuItem(ann, 'Edit')).color);
    for (const name of ['Reply', 'Copy', 'Copy link', 'Edit', 'Delete'])
      expect(menuItem(ann, name).querySelector('svg'), name).to.exist;
  });

  it('says the question before a deletion, and its outcome, to screen readers', async () => {
    const { ann } = await openWith('hello');
    say(ann, 'mine');
    await isSent(ann, 'mine');
    const said = (): string | null | undefined =>
      ann.shadowRoot?.querySelector('.announcer[role="status"]')?.textContent;
    await choose(ann, 'mine', 'Delete');
    await eventually(() => expect(said()).to.include('Delete for everyone?'));
    menuItem(ann, 'Delete for everyone?').click();
    await eventually(() => expect(said()).to.include('Message deleted'));
  });
});
