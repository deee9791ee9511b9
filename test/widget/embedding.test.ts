import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { RealtimeChat } from '@realtime-chat/widget';
import { inBackground } from './support/background.ts';
import { isOnline, newRoom, openChat, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { chatOf, openPage, scriptFiles } from './support/frame.ts';
import { choose, clickSend, openMenu, pressEnter, say, scrollTo, type } from './support/hands.ts';
import { Person } from './support/person.ts';
import {
  distanceFromEnd,
  focusedPart,
  greeting,
  input,
  isMenuOpen,
  isSent,
  menuItem,
  messageOf,
  part,
  parts,
  reactionsOf,
  shows,
} from './support/view.ts';

const lines = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

/** Presses what a person would press, where it is: the page hears of it before the element does. */
function pressOn(element: Element): void {
  const { left, top, width, height } = element.getBoundingClientRect();
  const clientX = left + width / 2;
  const clientY = top + height / 2;
  const init = { bubbles: true, composed: true, cancelable: true, clientX, clientY };
  element.dispatchEvent(new PointerEvent('pointerdown', init));
  element.dispatchEvent(new PointerEvent('pointerup', init));
  element.dispatchEvent(new MouseEvent('click', init));
}

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
  await eventually(() => expect(focusedPart(chat)).to.equal('people'));
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
      await eventually(() => expect(focusedPart(chat)).to.equal('people'));
      pressOn(part(chat, 'people'));
      expect(part(chat, 'people').matches(':popover-open')).to.be.true;
      pressOn(document.body);
      expect(part(chat, 'people').matches(':popover-open')).to.be.false;
      pressOn(part(chat, 'members'));
      await eventually(() => expect(focusedPart(chat)).to.equal('people'));
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

describe('a chat is inserted into the page', () => {
  async function works(chat: RealtimeChat | null): Promise<void> {
    if (!chat) throw new Error('There is no chat');
    await isOnline(chat);
    say(chat, 'hello');
    await isSent(chat, 'hello');
  }
  const markup = (): string =>
    `<realtime-chat relay-url="${window.relayUrl}" room="${newRoom()}" username="Ann"></realtime-chat>`;

  it('by innerHTML', async () => {
    const place = stage();
    place.innerHTML = markup();
    await works(place.querySelector('realtime-chat'));
  });

  it('in a fragment, and from a template', async () => {
    const place = stage();
    const template = document.createElement('template');
    template.innerHTML = markup();
    place.append(template.content.cloneNode(true));
    await works(place.querySelector('realtime-chat'));
    place.replaceChildren();
    const fragment = document.createDocumentFragment();
    const chat = document.createElement('realtime-chat');
    Object.assign(chat, { relayUrl: window.relayUrl, room: newRoom(), username: 'Ann' });
    fragment.append(chat);
    place.append(fragment);
    await works(chat);
  });

  it('as a copy of another', async () => {
    const first = await openChat({ heading: 'The first' });
    say(first, 'hello');
    await isSent(first, 'hello');
    const copy = first.cloneNode(true) as RealtimeChat;
    stage().append(copy);
    await isOnline(copy);
    await eventually(() => messageOf(copy, 'hello'));
    expect(part(copy, 'header').textContent).to.include('The first');
    say(copy, 'from the copy');
    await eventually(() => messageOf(first, 'from the copy'));
  });

  it('from a page without the element’s definition', async () => {
    const frame = document.createElement('iframe');
    stage().append(frame);
    const made = frame.contentDocument?.createElement('realtime-chat');
    if (!made) throw new Error('There is no other page');
    for (const [name, value] of Object.entries({
      'relay-url': window.relayUrl,
      room: newRoom(),
      username: 'Ann',
    }))
      made.setAttribute(name, value);
    stage().append(document.adoptNode(made));
    await works(made);
  });

  it('into another page before it was in any, as for picture-in-picture', async () => {
    const page = await openPage('<body></body>');
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = document.createElement('realtime-chat');
    Object.assign(chat, { relayUrl: window.relayUrl, room, username: 'Ann', sound: true });
    chat.style.setProperty('--chat-accent', 'rgb(1, 2, 3)');
    page.document.body.append(chat);
    await works(chat);
    expect(getComputedStyle(part(chat, 'send')).backgroundColor).to.equal('rgb(1, 2, 3)');
    await openMenu(chat, 'hello');
    expect(getComputedStyle(part(chat, 'menu')).position).to.equal('fixed');
    // Whether the reader is there is that page's to know, and not that of the one where the script is.
    await eventually(() => part(chat, 'sound'));
    inBackground(true);
    await ben.says('seen');
    await eventually(() => messageOf(chat, 'seen'));
    expect(chat.unread).to.equal(0);
    inBackground(false);
    inBackground(true, page.window);
    await ben.says('not seen');
    await eventually(() => expect(chat.unread).to.equal(1));
    inBackground(false, page.window);
    await eventually(() => expect(chat.unread).to.equal(0));
    expect(page.problems).to.be.empty;
  });

  it('from another page, with its whole state', async () => {
    const page = await openPage(
      `${scriptFiles['realtime-chat.js'](window.relayUrl)}
      <realtime-chat room="${newRoom()}" username="Ann" style="--chat-accent: rgb(1, 2, 3)"></realtime-chat>`,
    );
    const chat = chatOf(page);
    await eventually(() => expect(chat.shadowRoot).to.exist);
    await isOnline(chat);
    say(chat, 'before');
    await isSent(chat, 'before');
    stage('margin-inline-start: 450px').append(document.adoptNode(chat));
    await isOnline(chat);
    say(chat, 'after');
    await shows(chat, [greeting, 'Ann: before', 'Ann: after']);
    await eventually(() =>
      expect(getComputedStyle(part(chat, 'send')).backgroundColor).to.equal('rgb(1, 2, 3)'),
    );
    await openMenu(chat, 'after');
    expect(getComputedStyle(part(chat, 'menu')).position).to.equal('fixed');
    pressOn(document.body);
    await eventually(() => expect(isMenuOpen(chat)).to.be.false);

    messageOf(chat, 'after').focus();
    await sendKeys({ press: 'ArrowUp' });
    await eventually(() => expect(chat.shadowRoot?.activeElement).to.equal(messageOf(chat, 'before')));
    await sendKeys({ press: 'Enter' });
    await eventually(() => expect(isMenuOpen(chat)).to.be.true);
    // The other window is not as wide as this.
    expect(part(chat, 'menu').getBoundingClientRect().left).to.be.above(400);
    expect(page.problems).to.be.empty;
  });

  for (const [file, tag] of Object.entries(scriptFiles)) {
    it(`with another base URL, with ${file}`, async () => {
      const page = await openPage(`<base href="https://elsewhere.example/path/">${tag(window.relayUrl)}
        <realtime-chat room="${newRoom()}" username="Ann" lang="de"></realtime-chat>`);
      const chat = chatOf(page);
      await eventually(() => expect(part(chat, 'status').textContent).to.include('Online'));
      say(chat, 'hallo');
      await isSent(chat, 'hallo');
      await openMenu(chat, 'hallo');
      await eventually(() => menuItem(chat, 'Antworten'));
      expect(page.problems).to.be.empty;
    });
  }
});
