import { expect, oneEvent } from '@open-wc/testing';
import { ChatError, type RealtimeChat } from '@realtime-chat/widget';
import { isOnline, newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { chatOf, openPage as openFrame, scriptFiles } from './support/frame.ts';
import { choose, openMenu } from './support/hands.ts';
import { isShown } from './support/launcher.ts';
import { Page } from './support/page.ts';
import { Person } from './support/person.ts';
import { bannerWords, distanceFromEnd, menuNames, messageOf, part } from './support/view.ts';

/** A room in which Ben has said so many lines; the seq of each is its number. */
async function filled(room: string, count = 130): Promise<Person> {
  const ben = await Person.enter(room, 'Ben');
  await ben.says(...Array.from({ length: count }, (_, index) => `line ${index + 1}`));
  return ben;
}

async function openPage(room: string, attributes: Record<string, string> = {}): Promise<Page> {
  return Page.open({ 'relay-url': window.relayUrl, room, username: 'Ann', ...attributes });
}

/** Waits until the message is in view and has the focus. */
async function isAt(chat: RealtimeChat, text: string): Promise<void> {
  await eventually(() => {
    expect(chat.shadowRoot?.activeElement).to.equal(messageOf(chat, text));
    const { top, bottom } = messageOf(chat, text).getBoundingClientRect();
    const pane = part(chat, 'content').getBoundingClientRect();
    expect(top).to.be.at.least(pane.top);
    expect(bottom).to.be.at.most(pane.bottom);
  });
}

describe('a page whose address names a message', () => {
  it('opens at that message, however old', async () => {
    const room = newRoom();
    await filled(room);
    const page = await openPage(room);
    page.window.location.hash = `chat-${room}-2`;
    await page.reload();
    await isAt(page.chat, 'line 2');
    expect(messageOf(page.chat, 'line 2')).to.have.attribute('data-marked');
  });

  it('shows another message when the fragment changes', async () => {
    const room = newRoom();
    await filled(room);
    const page = await openPage(room);
    await isOnline(page.chat);
    for (const seq of [100, 5, 130]) {
      page.window.location.hash = `#chat-${room}-${seq}`;
      await isAt(page.chat, `line ${seq}`);
    }
  });

  it('opens the launcher', async () => {
    const room = newRoom();
    await filled(room, 40);
    const page = await openPage(room, { layout: 'launcher' });
    page.window.location.hash = `chat-${room}-3`;
    await eventually(() => expect(isShown(page.chat)).to.be.true);
    await isAt(page.chat, 'line 3');
    await page.reload();
    await eventually(() => expect(isShown(page.chat)).to.be.true);
    await isAt(page.chat, 'line 3');
  });

  it('is followed when the page sets the room later, and once only', async () => {
    const room = newRoom();
    await filled(room, 40);
    const page = await openPage(newRoom());
    page.window.location.hash = `chat-${room}-3`;
    await page.reload();
    await isOnline(page.chat);
    page.chat.room = room;
    await isAt(page.chat, 'line 3');
    page.chat.room = newRoom();
    await page.chat.updateComplete;
    page.chat.room = room;
    await eventually(() => messageOf(page.chat, 'line 40'));
    await eventually(() => expect(distanceFromEnd(page.chat)).to.be.below(1));
  });

  for (const name of ['with-dashes-5', 'räume / #1 ? & 100%', 'a b+c', '日本語', '"quotes" <and> `more`']) {
    it(`names the room ${name}`, async () => {
      const room = `${newRoom()} ${name}`;
      await filled(room, 40);
      const page = await openPage(room);
      await isOnline(page.chat);
      const link = page.chat.linkTo(await eventually(() => stored(page.chat, 'line 4')));
      expect(link.startsWith(`${page.window.location.href.split('#')[0]}#chat-`)).to.be.true;
      expect(link.endsWith('-4')).to.be.true;
      page.window.location.href = link;
      await isAt(page.chat, 'line 4');
      await page.reload();
      await isAt(page.chat, 'line 4');
    });
  }

  it('says so if the message is not there', async () => {
    const room = newRoom();
    await filled(room, 3);
    const page = await openPage(room);
    await isOnline(page.chat);
    page.window.location.hash = `chat-${room}-4711`;
    await eventually(() => expect(bannerWords(page.chat)).to.equal('The message is no longer kept'));
  });
});

function stored(chat: RealtimeChat, text: string): string {
  const found = chat.messages.find(({ message }) => message === text);
  if (!found?.seq) throw new Error(`${text} is not stored`);
  return found.id;
}

describe('another fragment', () => {
  it('is left to the page: of another room, of its own element, or of another form', async () => {
    const room = newRoom();
    await filled(room, 60);
    const page = await openPage(room, { layout: 'launcher' });
    page.window.location.hash = 'chat-elsewhere-2';
    await page.reload();
    const own = page.window.document.createElement('p');
    own.id = `chat-${room}-4`;
    page.window.document.body.append(own);
    const others = ['top', 'chat-', `chat-${room}`, `chat-${room}-`, `chat-${room}-x`, `chat-${room}-0`];
    for (const hash of [...others, `chat-${room}-1-`, 'chat-elsewhere-2', 'chat-%-2', own.id]) {
      const told = oneEvent(page.window, 'hashchange');
      page.window.location.hash = hash;
      await told;
      await page.chat.updateComplete;
      expect(page.chat.open, hash).to.be.false;
    }
  });
});

describe('linkTo()', () => {
  it('throws for a message that is not stored', async () => {
    const chat = await openChat();
    expect(() => chat.linkTo('no id')).to.throw(ChatError, 'not_found');
  });
});

describe('Copy link in the menu of a message', () => {
  async function openWithClipboard(clipboard: object | undefined): Promise<Page> {
    const room = newRoom();
    await filled(room, 40);
    const page = await openPage(room);
    await isOnline(page.chat);
    Object.defineProperty(page.window.navigator, 'clipboard', { configurable: true, value: clipboard });
    await eventually(() => messageOf(page.chat, 'line 38'));
    return page;
  }

  it('copies the address that shows this message', async () => {
    const copied: string[] = [];
    const page = await openWithClipboard({ writeText: async (text: string) => void copied.push(text) });
    await choose(page.chat, 'line 38', 'Copy link');
    expect(copied).to.deep.equal([page.chat.linkTo(stored(page.chat, 'line 38'))]);
    await choose(page.chat, 'line 40', 'Copy link');
    expect(copied).to.have.length(2);
    page.window.location.href = copied[0] ?? '';
    await isAt(page.chat, 'line 38');
  });

  it('shows the address where the browser does not let the chat copy', async () => {
    const page = await openWithClipboard(undefined);
    page.window.document.execCommand = () => false;
    await choose(page.chat, 'line 38', 'Copy link');
    const link = page.chat.linkTo(stored(page.chat, 'line 38'));
    await eventually(() =>
      expect(bannerWords(page.chat)).to.equal(`This browser does not let the chat copy. The link: ${link}`),
    );
    const { scrollWidth, clientWidth } = part(page.chat, 'banner');
    expect(scrollWidth).to.be.at.most(clientWidth);
  });

  it('is missing in a page without an address of its own', async () => {
    const room = newRoom();
    await filled(room, 1);
    const page = await openFrame(
      `${scriptFiles['realtime-chat.js'](window.relayUrl)}<realtime-chat room="${room}" username="Ann"></realtime-chat>`,
    );
    await openMenu(chatOf(page), 'line 1');
    expect(menuNames(chatOf(page)))
      .to.include('Copy')
      .and.not.to.include('Copy link');
  });
});
