import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { RealtimeChat } from '@realtime-chat/widget';
import { newRoom, openChat, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, clickSend, openMenu, pressEnter, say, scrollTo, type, pressOn } from './support/hands.ts';
import { Person } from './support/person.ts';
import {
  distanceFromEnd,
  focusedPart,
  hasPeopleFocus,
  input,
  isMenuOpen,
  isSent,
  menuItem,
  part,
  parts,
  reactionsOf,
} from './support/view.ts';

const lines = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

/** The emoji, as soon as they are there. */
function firstEmoji(chat: RealtimeChat): Promise<HTMLElement> {
  return eventually(() => {
    const found = part(chat, 'picker').querySelector<HTMLElement>('.picker-grid button');
    if (!found) throw new Error('There are no emoji yet');
    return found;
  });
}

async function openPeople(chat: RealtimeChat): Promise<void> {
  part(chat, 'members').click();
  await eventually(() => expect(hasPeopleFocus(chat)).to.be.true);
}

for (const mode of ['open', 'closed'] as const) {
  describe(`a chat inside another element, whose shadow root is ${mode}`, () => {
    async function openInside(): Promise<RealtimeChat> {
      const inside = document.createElement('div');
      stage().attachShadow({ mode }).append(inside);
      const chat = await openChat({}, inside);
      say(chat, 'hello');
      await isSent(chat, 'hello');
      return chat;
    }

    it('has a menu, a picker and a list of people, which a press elsewhere closes', async () => {
      const chat = await openInside();
      await openMenu(chat, 'hello');
      pressOn(menuItem(chat, 'More emoji'));
      pressOn(await firstEmoji(chat));
      await eventually(() => expect(reactionsOf(chat, 'hello')).to.have.length(1));

      await openMenu(chat, 'hello');
      pressOn(part(chat, 'header'));
      expect(isMenuOpen(chat)).to.be.false;

      pressOn(part(chat, 'members'));
      await eventually(() => expect(hasPeopleFocus(chat)).to.be.true);
      pressOn(part(chat, 'people'));
      expect(part(chat, 'people').matches(':popover-open')).to.be.true;
      pressOn(document.body);
      expect(part(chat, 'people').matches(':popover-open')).to.be.false;
      pressOn(part(chat, 'members'));
      await eventually(() => expect(hasPeopleFocus(chat)).to.be.true);
      pressOn(part(chat, 'members'));
      await eventually(() => expect(part(chat, 'people').matches(':popover-open')).to.be.false);
    });

    it('can be used by the keyboard', async () => {
      const chat = await openInside();
      chat.focus();
      await eventually(() => expect(focusedPart(chat)).to.equal('field'));
      await choose(chat, 'hello', 'Reply');
      await eventually(() => part(chat, 'context'));
      type(chat, 'field', 'an answer');
      expect(pressEnter(chat)).to.be.false;
      await isSent(chat, 'an answer');
    });
  });
}

describe('a chat in a modal dialog', () => {
  it('keeps Escape to itself while there is something to close', async () => {
    const dialog = document.createElement('dialog');
    stage().append(dialog);
    dialog.showModal();
    const room = newRoom();
    await Person.enter(room, 'Ben');
    const chat = await openChat({ room }, dialog);
    const closed = oneEvent(dialog, 'close');
    say(chat, 'hello');
    await isSent(chat, 'hello');
    const escapes = async (isClosed: () => void): Promise<void> => {
      await sendKeys({ press: 'Escape' });
      await eventually(isClosed);
      expect(dialog.open).to.be.true;
    };

    await openMenu(chat, 'hello');
    await escapes(() => expect(isMenuOpen(chat)).to.be.false);

    await choose(chat, 'hello', 'More emoji');
    const emoji = await firstEmoji(chat);
    emoji.focus();
    await escapes(() => expect(parts(chat, 'picker')).to.be.empty);

    await openPeople(chat);
    await escapes(() => expect(part(chat, 'people').matches(':popover-open')).to.be.false);

    for (const act of ['Reply', 'Edit']) {
      await choose(chat, 'hello', act);
      await eventually(() => part(chat, 'context'));
      await eventually(() => expect(focusedPart(chat)).to.equal('field'));
      await escapes(() => expect(parts(chat, 'context')).to.be.empty);
    }

    type(chat, 'field', '@B');
    await eventually(() => expect(parts(chat, 'completion')).not.to.be.empty);
    await escapes(() => expect(parts(chat, 'completion')).to.be.empty);

    await sendKeys({ press: 'Escape' });
    await closed;
  });

  it('shows menu, picker and list of people above the dialog', async () => {
    const dialog = document.createElement('dialog');
    stage().append(dialog);
    dialog.showModal();
    const chat = await openChat({}, dialog);
    say(chat, 'hello');
    await isSent(chat, 'hello');
    /** What a pointer would meet in the middle of it. */
    const isOnTop = (element: Element): boolean => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const met = chat.shadowRoot?.elementFromPoint(left + width / 2, top + height / 2);
      return element.contains(met ?? null);
    };
    await openMenu(chat, 'hello');
    expect(isOnTop(menuItem(chat, 'Reply'))).to.be.true;
    menuItem(chat, 'More emoji').click();
    const emoji = await firstEmoji(chat);
    await eventually(() => expect(isOnTop(emoji)).to.be.true);
    expect(part(chat, 'picker').getBoundingClientRect().height).to.be.within(200, innerHeight);
    emoji.click();
    await eventually(() => expect(reactionsOf(chat, 'hello')).to.have.length(1));
    await openPeople(chat);
    expect(isOnTop(part(chat, 'people'))).to.be.true;
  });
});

describe('a chat in a form of the page', () => {
  it('does not submit the form', async () => {
    const form = document.createElement('form');
    form.innerHTML = '<input name="question" value="How?"><div></div><button>Ask</button>';
    const submitted: Event[] = [];
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      submitted.push(event);
    });
    stage().append(form);
    const chat = await openChat({ username: '' }, form.querySelector('div') ?? form);
    input(chat, 'name').focus();
    type(chat, 'name', 'Ann');
    await sendKeys({ press: 'Enter' });
    input(chat, 'field').focus();
    type(chat, 'field', 'by the key');
    await sendKeys({ press: 'Enter' });
    await isSent(chat, 'by the key');
    type(chat, 'field', 'by the button');
    clickSend(chat);
    await isSent(chat, 'by the button');
    await choose(chat, 'by the button', 'Edit');
    await eventually(() => part(chat, 'context'));
    expect(submitted).to.be.empty;
    expect([...new FormData(form)]).to.deep.equal([['question', 'How?']]);
    form.querySelector('button')?.click();
    expect(submitted).to.have.length(1);
  });
});

describe('a chat that is hidden at first', () => {
  for (const [how, hide, show] of [
    ['in a closed <details>', '<details><summary>Chat</summary><div></div></details>', 'open'],
    ['in what is not displayed', '<div style="display: none"><div></div></div>', 'style'],
    ['in what is hidden', '<div hidden><div></div></div>', 'hidden'],
  ] as const) {
    it(`${how}, shows the newest message when it is displayed`, async () => {
      const room = newRoom();
      const ben = await Person.enter(room, 'Ben');
      await ben.says(...lines(30));
      const place = stage();
      place.innerHTML = hide;
      const outer = place.firstElementChild as HTMLElement;
      const chat = await openChat({ room }, outer.querySelector('div') ?? outer);
      await ben.says('news');
      await eventually(() => expect(parts(chat, 'message').length).to.be.above(30));
      outer.toggleAttribute(show);
      await eventually(() => {
        expect(part(chat, 'content').clientHeight).to.be.above(100);
        expect(distanceFromEnd(chat)).to.be.below(1);
      });
      expect(parts(chat, 'latest')).to.be.empty;
    });
  }

  it('or later, keeps the position of a reader further up', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    await ben.says(...lines(30));
    const place = stage();
    const chat = await openChat({ room }, place);
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
    await scrollTo(chat, 400);
    place.hidden = true;
    await ben.says('news');
    await eventually(() => expect(chat.unread).to.equal(1));
    place.hidden = false;
    await eventually(() => expect(part(chat, 'content').scrollTop).to.equal(400));
    await ben.says('more news');
    await eventually(() => expect(chat.unread).to.equal(2));
    expect(part(chat, 'content').scrollTop).to.equal(400);
  });
});
