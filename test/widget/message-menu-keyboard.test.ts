import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { isOnline, newRoom, openTwo } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { openMenu, press, say } from './support/hands.ts';
import { Person } from './support/person.ts';
import { focusedPart, input, isMenuOpen, isSent, menuItem, messageOf, part, parts } from './support/view.ts';
import { focused, isOpen, isClosed } from './support/message-menu.ts';
import { openWith } from './support/talk.ts';

describe('with the keys of a screen reader', () => {
  it('each message is an article in an item of the list, and the item is not focusable itself', async () => {
    const { ann } = await openWith('one', 'two');
    say(ann, 'mine');
    await isSent(ann, 'mine');
    for (const message of ['one', 'two', 'mine'].map((text) => messageOf(ann, text))) {
      const item = message.closest<HTMLElement>('ol > li');
      expect(message.role).to.equal('article');
      expect(item?.tabIndex).to.equal(-1);
      expect(item?.hasAttribute('tabindex')).to.be.false;
    }
  });

  it('every message has a button for its menu, also while no pointer and no focus is on it', async () => {
    const { ann } = await openWith('one', 'two');
    for (const message of ['one', 'two'].map((text) => messageOf(ann, text))) {
      const button = message.querySelector<HTMLElement>('[part="actions"]');
      expect(button?.ariaLabel).to.equal('Actions for the message by Ben');
      expect(button?.checkVisibility({ visibilityProperty: true })).to.be.true;
    }
  });
});

describe('with the keyboard alone', () => {
  it('a person moves between messages, and returns to the last focused one', async () => {
    const { ann } = await openWith('one', 'two', 'three');
    messageOf(ann, 'three').focus();
    const stops = (): string[] =>
      parts(ann, 'message')
        .filter((item) => item.tabIndex === 0)
        .map((item) => item.querySelector('[part~="text"]')?.textContent ?? '');
    await openMenu(ann, 'three');
    await sendKeys({ press: 'Escape' });
    await isClosed(ann);
    for (const [key, text] of [
      ['ArrowUp', 'two'],
      ['ArrowUp', 'one'],
      ['ArrowDown', 'two'],
      ['Home', 'one'],
      ['End', 'three'],
      ['ArrowUp', 'two'],
    ] as const) {
      await sendKeys({ press: key });
      expect(focused(ann), key).to.equal(messageOf(ann, text));
    }
    await eventually(() => expect(stops()).to.deep.equal(['two']));
    input(ann, 'field').focus();
    await ann.updateComplete;
    expect(stops()).to.deep.equal(['two']);
  });

  it('a person reacts, replies, edits and deletes', async () => {
    const { ann } = await openWith('hello');
    say(ann, 'mine');
    await isSent(ann, 'mine');
    messageOf(ann, 'hello').focus();
    await eventually(() => {
      // Once it is open, the focus is in it, and nobody presses the key at the message.
      if (!isMenuOpen(ann)) press(messageOf(ann, 'hello'), 'Enter');
      expect(isMenuOpen(ann)).to.be.true;
    });
    await sendKeys({ press: 'Enter' });
    await eventually(() => expect(messageOf(ann, 'hello').querySelector('[aria-pressed="true"]')).to.exist);
    expect(focused(ann)).to.equal(messageOf(ann, 'hello'));

    await sendKeys({ press: 'Enter' });
    await isOpen(ann);
    await sendKeys({ press: 'ArrowDown' });
    expect(focused(ann)).to.equal(menuItem(ann, 'Reply'));
    await sendKeys({ press: 'Enter' });
    await eventually(() => expect(focusedPart(ann)).to.equal('field'));
    await sendKeys({ type: 'yes' });
    await sendKeys({ press: 'Enter' });
    await isSent(ann, 'yes');
    await sendKeys({ press: 'ArrowUp' });
    await eventually(() => expect(input(ann, 'field').value).to.equal('yes'));
    await sendKeys({ type: '!' });
    await sendKeys({ press: 'Enter' });
    await isSent(ann, 'yes!');

    messageOf(ann, 'yes!').focus();
    await sendKeys({ press: 'Enter' });
    await isOpen(ann);
    await sendKeys({ press: 'End' });
    expect(focused(ann)).to.equal(menuItem(ann, 'Delete'));
    await sendKeys({ press: 'Enter' });
    await eventually(() => expect(focused(ann)).to.equal(menuItem(ann, 'Delete for everyone?')));
    await sendKeys({ press: 'Enter' });
    await eventually(() => messageOf(ann, 'Message deleted'));
    expect(focused(ann)).to.equal(messageOf(ann, 'Message deleted'));
  });

  it('a person replies by R, edits by E and deletes by Delete, on a focused message', async () => {
    const { ann } = await openWith('hello');
    say(ann, 'mine');
    await isSent(ann, 'mine');
    await openMenu(ann, 'mine');
    await sendKeys({ press: 'Escape' });
    await isClosed(ann);
    // With another key it is the browser's, and what does not apply does nothing.
    for (const init of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }])
      expect(press(messageOf(ann, 'mine'), 'r', init)).to.be.true;
    for (const key of ['e', 'Delete']) expect(press(messageOf(ann, 'hello'), key), key).to.be.true;
    expect(parts(ann, 'context')).to.be.empty;

    messageOf(ann, 'hello').focus();
    await sendKeys({ press: 'r' });
    await eventually(() => expect(part(ann, 'context')).to.contain.text('hello'));
    expect(focusedPart(ann)).to.equal('field');
    expect(input(ann, 'field').value).to.equal('');
    await sendKeys({ press: 'Escape' });

    // Where the letters are others, the place of the key counts.
    expect(press(messageOf(ann, 'mine'), 'у', { code: 'KeyE' })).to.be.false;
    await eventually(() => expect(input(ann, 'field').value).to.equal('mine'));
    await sendKeys({ press: 'Escape' });

    messageOf(ann, 'mine').focus();
    await sendKeys({ press: 'Delete' });
    await isOpen(ann);
    await eventually(() => expect(focused(ann)).to.equal(menuItem(ann, 'Delete for everyone?')));
    await sendKeys({ press: 'Enter' });
    await eventually(() => messageOf(ann, 'Message deleted'));
  });

  it('belongs to the message it was opened on, also if another sender used the same id', async () => {
    const { room, ann } = await openTwo();
    say(ann, 'mine');
    await isSent(ann, 'mine');
    const mallory = await Person.enter(room, 'Mallory');
    await mallory.saysAs(messageOf(ann, 'mine').dataset.id ?? '', 'not yours');
    await eventually(() => messageOf(ann, 'not yours'));
    await openMenu(ann, 'not yours');
    expect(part(ann, 'menu').querySelector('[role="menu"]')).to.have.attribute(
      'aria-label',
      'Actions for the message by Mallory',
    );
    press(menuItem(ann, '👍'), 'Escape');
    messageOf(ann, 'not yours').focus();
    press(messageOf(ann, 'not yours'), 'Enter');
    await isOpen(ann);
    expect(part(ann, 'menu').querySelector('[role="menu"]')).to.have.attribute(
      'aria-label',
      'Actions for the message by Mallory',
    );
  });

  it('can be reached by the Tab key also in another room', async () => {
    const { ann } = await openTwo();
    say(ann, 'here');
    await isSent(ann, 'here');
    messageOf(ann, 'here').focus();
    ann.room = newRoom();
    // Until then it is the other room that is online.
    await ann.updateComplete;
    await isOnline(ann);
    say(ann, 'there');
    await isSent(ann, 'there');
    expect(messageOf(ann, 'there').tabIndex).to.equal(0);
  });
});
