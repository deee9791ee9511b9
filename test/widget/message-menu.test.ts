import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { sendKeys } from '@web/test-runner-commands';
import { isOnline, openChat, openTwo, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, openMenu, press, remove, say } from './support/hands.ts';
import { Person } from './support/person.ts';
import { ownRelay } from './support/servers.ts';
import {
  bannerWords,
  focusedPart,
  input,
  isIn,
  isMenuOpen,
  isSent,
  menuItem,
  menuNames,
  messageOf,
  part,
  parts,
  statusWords,
} from './support/view.ts';
import { focused, isOpen, isClosed } from './support/message-menu.ts';
import { openWith } from './support/talk.ts';

const everything = [
  '👍',
  '❤️',
  '😂',
  '😮',
  '😢',
  '🎉',
  'More emoji',
  'Reply',
  'Copy',
  'Copy link',
  'Edit',
  'Delete',
];

/** Lets a finger, or another pointer, come down on the message. */
function touch(chat: RealtimeChat, text: string, type: string, by: PointerEventInit = {}): void {
  const target = messageOf(chat, text);
  const { left, top } = target.getBoundingClientRect();
  const where = { clientX: left + 20, clientY: top + 20, pointerType: 'touch' };
  target.dispatchEvent(new PointerEvent(type, { bubbles: true, composed: true, ...where, ...by }));
}

/** @returns whether the browser is left to show its own menu. */
function rightClick(target: Element): boolean {
  return target.dispatchEvent(
    new MouseEvent('contextmenu', { bubbles: true, composed: true, cancelable: true }),
  );
}

describe('the menu of a message', () => {
  it('opens by its button, by Enter, by the context menu key and by a long press', async () => {
    const { ann } = await openWith('hello');
    say(ann, 'mine');
    await isSent(ann, 'mine');
    const item = messageOf(ann, 'mine');
    const ways: Record<string, () => void> = {
      'the button': () => item.querySelector<HTMLElement>('[part="actions"]')?.click(),
      Enter: () => expect(press(item, 'Enter')).to.be.false,
      'the key': () =>
        expect(
          item.dispatchEvent(
            new MouseEvent('contextmenu', { bubbles: true, composed: true, cancelable: true }),
          ),
        ).to.be.false,
      'a long press': () => touch(ann, 'mine', 'pointerdown'),
    };
    item.focus();
    for (const [way, act] of Object.entries(ways)) {
      act();
      await isOpen(ann);
      expect(menuNames(ann), way).to.deep.equal(everything);
      expect(focused(ann), way).to.equal(menuItem(ann, '👍'));
      const menu = part(ann, 'menu').getBoundingClientRect();
      expect(menu.top, way).to.be.at.least(0);
      expect(menu.bottom, way).to.be.at.most(innerHeight);
      touch(ann, 'mine', 'pointerup');
      press(menuItem(ann, '👍'), 'Escape');
      await isClosed(ann);
      expect(focused(ann), way).to.equal(item);
    }
    await openMenu(ann, 'hello');
    expect(menuNames(ann)).to.deep.equal([...everything.slice(0, 10), 'Report']);
  });

  it('does not open for a scrolling or short touch, nor for a mouse press', async () => {
    const { ann, ben } = await openTwo();
    await ben.send('hello');
    for (const chat of [ann, ben]) {
      await eventually(() => messageOf(chat, 'hello'));
      await openMenu(chat, 'hello');
      press(menuItem(chat, '👍'), 'Escape');
    }
    const others: (() => void)[] = [
      () => touch(ann, 'hello', 'pointermove', { clientX: 500, clientY: 500 }),
      () => touch(ann, 'hello', 'pointerup'),
      () => touch(ann, 'hello', 'pointercancel'),
      () => touch(ann, 'hello', 'pointerdown', { pointerType: 'mouse' }),
    ];
    for (const other of others) {
      touch(ann, 'hello', 'pointerdown');
      other();
      // A press that began later has been long enough.
      touch(ben, 'hello', 'pointerdown');
      await isOpen(ben);
      expect(isMenuOpen(ann), String(other)).to.be.false;
      press(menuItem(ben, '👍'), 'Escape');
    }
  });

  it('is navigated by the arrow keys, Home and End, cyclically', async () => {
    const { ann } = await openWith('hello');
    await openMenu(ann, 'hello');
    for (const [key, name] of [
      ['ArrowRight', '❤️'],
      ['ArrowLeft', '👍'],
      ['ArrowLeft', 'More emoji'],
      // Down and up leave the row of emoji.
      ['ArrowDown', 'Reply'],
      ['ArrowRight', 'Reply'],
      ['ArrowUp', '👍'],
      ['ArrowUp', 'Report'],
      ['ArrowDown', '👍'],
      ['End', 'Report'],
      ['Home', '👍'],
      // Letters lead to what begins with them.
      ['c', 'Copy'],
      ['c', 'Copy link'],
      ['c', 'Copy'],
    ] as const) {
      await sendKeys({ press: key });
      expect(focused(ann), key).to.equal(menuItem(ann, name));
    }
    await sendKeys({ press: 'Escape' });
    await isClosed(ann);
    expect(focused(ann)).to.equal(messageOf(ann, 'hello'));
  });

  it('closes by a press beside it and when the chat is taken away, and stays closed', async () => {
    const { ann } = await openWith('hello');
    await openMenu(ann, 'hello');
    document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
    await isClosed(ann);
    await openMenu(ann, 'hello');
    stage().append(ann);
    await isOnline(ann);
    say(ann, 'here again');
    await isSent(ann, 'here again');
    expect(isMenuOpen(ann)).to.be.false;
  });

  it('closes with its picker when the focus leaves it, and does not move the focus', async () => {
    const { ann } = await openWith('hello');
    const leave = async (): Promise<void> => {
      input(ann, 'field').focus();
      await isClosed(ann);
      expect(focusedPart(ann)).to.equal('field');
    };
    await openMenu(ann, 'hello');
    await leave();
    await choose(ann, 'hello', 'More emoji');
    await eventually(() => expect(part(ann, 'picker').contains(focused(ann) ?? null)).to.be.true);
    await leave();
    await eventually(() => expect(parts(ann, 'picker')).to.be.empty);
  });

  it('asks for confirmation on the delete button, which keeps the focus', async () => {
    const { ann } = await openWith('hello');
    say(ann, 'mine');
    await isSent(ann, 'mine');
    await openMenu(ann, 'mine');
    const item = menuItem(ann, 'Delete');
    item.focus();
    const moves: unknown[] = [];
    ann.shadowRoot?.addEventListener('focusin', ({ target }) => moves.push(target));
    item.click();
    await eventually(() => expect(menuItem(ann, 'Delete for everyone?')).to.equal(item));
    expect(moves).to.be.empty;
    expect(focused(ann)).to.equal(item);
  });

  it('does not delete by the second click of a double click', async () => {
    const { ann } = await openWith('hello');
    say(ann, 'mine');
    await isSent(ann, 'mine');
    await openMenu(ann, 'mine');
    menuItem(ann, 'Delete').click();
    await eventually(() => menuItem(ann, 'Delete for everyone?'));
    const second = new MouseEvent('click', { bubbles: true, composed: true, detail: 2 });
    menuItem(ann, 'Delete for everyone?').dispatchEvent(second);
    expect(isMenuOpen(ann)).to.be.true;
    menuItem(ann, 'Delete for everyone?').click();
    await eventually(() => messageOf(ann, 'Message deleted'));
  });

  it('accepts a click right after it was opened, however fast', async () => {
    const { ann } = await openWith('one', 'two');
    for (const text of ['one', 'two', 'one', 'two']) {
      await openMenu(ann, text);
      const click = new MouseEvent('click', { bubbles: true, composed: true, detail: 1 });
      menuItem(ann, 'Reply').dispatchEvent(click);
      await eventually(() => expect(part(ann, 'context')).to.contain.text(text));
    }
  });

  it('copies the text as it was typed', async () => {
    const { room, ann } = await openWith('hello');
    const cleo = await Person.enter(room, 'Cleo');
    await cleo.says('some **bold** words');
    await eventually(() => messageOf(ann, 'some bold words'));
    const copied: string[] = [];
    const clipboard = { writeText: async (text: string) => void copied.push(text) };
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
    try {
      await choose(ann, 'some bold words', 'Copy');
    } finally {
      Reflect.deleteProperty(navigator, 'clipboard');
    }
    expect(copied).to.deep.equal(['some **bold** words']);
    expect(focused(ann)).to.equal(messageOf(ann, 'some bold words'));
  });

  it('reports a message and confirms it in a sentence, and closes if the message is deleted', async () => {
    const { ann, ben } = await openTwo();
    await ben.send('something rude');
    await eventually(() => messageOf(ann, 'something rude'));
    await choose(ann, 'something rude', 'Report');
    await eventually(() => expect(bannerWords(ann)).to.equal('Thank you. The message was reported.'));

    await openMenu(ann, 'something rude');
    await remove(ben, 'something rude');
    await eventually(() => messageOf(ann, 'Message deleted'));
    // Nothing is left to be done with it.
    await eventually(() => expect(part(ann, 'menu').getClientRects()).to.have.lengthOf(0));
  });

  it('is missing for deleted and unsent messages', async () => {
    const relay = await ownRelay();
    const ann = await openChat({ 'relay-url': relay.url });
    say(ann, 'gone');
    await isSent(ann, 'gone');
    await remove(ann, 'gone');
    await eventually(() => expect(messageOf(ann, 'Message deleted')).not.to.have.attribute('data-changing'));
    await relay.kill();
    await eventually(() => expect(statusWords(ann)).to.equal('Reconnecting…'));
    say(ann, 'waiting');
    await isIn(ann, 'waiting', 'queued');
    for (const text of ['Message deleted', 'waiting']) {
      const item = messageOf(ann, text);
      expect(item.querySelector('[part="actions"]'), text).to.be.null;
      expect(press(item, 'Enter'), `${text}, Enter`).to.be.true;
      expect(rightClick(item), `${text}, the browser’s menu`).to.be.true;
      await ann.updateComplete;
      expect(isMenuOpen(ann), text).to.be.false;
    }
  });
});
