import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { RealtimeChat } from '@realtime-chat/widget';
import { inBackground } from './support/background.ts';
import { isOnline, newRoom, openChat, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { chatOf, openPage, scriptFiles } from './support/frame.ts';
import { openMenu, say, pressOn, type } from './support/hands.ts';
import { Person } from './support/person.ts';
import { greeting, isMenuOpen, isSent, menuItem, messageOf, part, shows } from './support/view.ts';

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
    const styles = getComputedStyle(part(chat, 'send'));
    type(chat, 'field', 'words');
    expect(styles.backgroundColor).to.equal('rgb(1, 2, 3)');
    type(chat, 'field', '');
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
    type(chat, 'field', 'words');
    await eventually(() =>
      expect(getComputedStyle(part(chat, 'send')).backgroundColor).to.equal('rgb(1, 2, 3)'),
    );
    type(chat, 'field', '');
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
