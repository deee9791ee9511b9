import { expect } from '@open-wc/testing';
import { isOnline, newRoom, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say } from './support/hands.ts';
import { Page } from './support/page.ts';
import { Person } from './support/person.ts';
import { distanceFromEnd, greeting, messageOf, part, parts, shows } from './support/view.ts';
import {
  placeLauncher,
  openLauncher,
  openScrolledUp,
  isShown,
  hasFocus,
  badge,
  statusesOf,
} from './support/launcher.ts';

describe('a launcher that was not opened yet', () => {
  it('connects to nothing, until it is opened', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await placeLauncher({ room });
    const statuses = statusesOf(chat);
    expect(chat.status).to.equal('closed');
    // Meanwhile another one was online.
    await placeLauncher({ eager: '' }).then(isOnline);
    expect(statuses).to.be.empty;
    part(chat, 'launcher').click();
    await isOnline(chat);
    await ben.sees(2);
    expect(statuses).to.deep.equal(['connecting', 'online']);
  });

  it('requests no file but its script and its button', async () => {
    const page = await Page.open({ 'relay-url': window.relayUrl, room: newRoom(), layout: 'launcher' });
    await Page.open({ 'relay-url': window.relayUrl, room: newRoom() }).then(({ chat }) => isOnline(chat));
    await eventually(() => part(page.chat, 'launcher'));
    const files = page.window.performance.getEntriesByType('resource').map(({ name }) => name);
    expect(files.filter((name) => name.startsWith(window.relayUrl))).to.deep.equal([
      `${window.relayUrl}/realtime-chat.js`,
      `${window.relayUrl}/realtime-chat-launcher-button.js`,
    ]);
  });

  it('connects with `eager`, be it given later', async () => {
    const chat = await placeLauncher();
    expect(chat.status).to.equal('closed');
    chat.eager = true;
    await isOnline(chat);
    expect(isShown(chat)).to.be.false;
  });

  it('connects by connect()', async () => {
    const chat = await placeLauncher();
    chat.connect();
    await isOnline(chat);
    expect(isShown(chat)).to.be.false;
  });

  it('sends a message of the page by send()', async () => {
    const chat = await placeLauncher();
    expect(await chat.send('from the page')).to.include({ message: 'from the page', state: 'sent' });
  });

  it('that was left by disconnect() stays out when it is opened', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await placeLauncher({ room });
    const statuses = statusesOf(chat);
    chat.disconnect();
    part(chat, 'launcher').click();
    await eventually(() => expect(isShown(chat)).to.be.true);
    expect(statuses).to.be.empty;
    chat.connect();
    await ben.sees(2);
  });
});

describe('a message that arrives while the panel is closed', () => {
  it('is announced by its number, and not by its text', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await placeLauncher({ room, eager: '', lang: 'en' });
    await isOnline(chat);
    const region = (): HTMLElement => {
      const found = chat.shadowRoot?.querySelector<HTMLElement>('[aria-live="polite"]');
      if (!found) throw new Error('There is no region');
      return found;
    };
    expect(region().checkVisibility()).to.be.true;
    expect(region()).to.have.attribute('lang', 'en');
    await ben.says('one', 'two');
    await eventually(() => expect(region()).to.contain.text('Chat, 2 new messages'));
    await ben.says('three');
    await eventually(() => expect(region()).to.contain.text('Chat, 3 new messages'));
    expect(region()).not.to.contain.text('Ben');
    // Who opens it reads for themselves, and hears what comes from then on.
    part(chat, 'launcher').click();
    await hasFocus(chat, 'field');
    expect(region()).to.have.text('');
    await ben.says('four');
    await eventually(() => expect(region()).to.have.text('Ben: four'));
    expect(region().checkVisibility()).to.be.true;
  });

  it('does not make a page higher than the window', async () => {
    const place = stage('position: absolute; inset-block-start: 0');
    place.innerHTML = '<div style="block-size: 100vh"></div>';
    const { scrollHeight } = document.documentElement;
    expect(scrollHeight).to.equal(innerHeight);
    await isOnline(await placeLauncher({ eager: '' }, place));
    expect(document.documentElement.scrollHeight).to.equal(scrollHeight);
  });

  it('is counted on the button, in its name too, and is seen when it is opened', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await placeLauncher({ room, eager: '' });
    await isOnline(chat);
    expect(badge(chat)).to.equal(undefined);
    await ben.says('one', 'two');
    await eventually(() => expect(badge(chat)).to.equal('2'));
    expect(chat.unread).to.equal(2);
    expect(part(chat, 'launcher')).to.have.attribute('aria-label', 'Chat, 2 new messages');

    part(chat, 'launcher').click();
    await eventually(() => expect(badge(chat)).to.equal(undefined));
    expect(chat.unread).to.equal(0);
    expect(part(chat, 'launcher')).to.have.attribute('aria-label', 'Chat');
    expect(parts(chat, 'unseen').length).to.equal(1);
  });

  it('is shown as 99+ when it is more', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await placeLauncher({ room, eager: '' });
    await isOnline(chat);
    const texts = Array.from({ length: 100 }, (_, index) => `line ${index + 1}`);
    for (let start = 0; start < 100; start += 5) await ben.says(...texts.slice(start, start + 5));
    await eventually(() => expect(badge(chat)).to.equal('99+'));
    expect(part(chat, 'launcher')).to.have.attribute('aria-label', 'Chat, 100 new messages');
  });

  it('still arrives, since closing does not leave the room', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await openLauncher({ room });
    await ben.says('while it is open');
    await shows(chat, [greeting, 'Ben: while it is open']);
    expect(chat.unread).to.equal(0);
    chat.open = false;
    await eventually(() => expect(isShown(chat)).to.be.false);
    await ben.says('while it is closed');
    await eventually(() => expect(badge(chat)).to.equal('1'));
    expect(chat.status).to.equal('online');
  });

  it('is in view when the panel is opened again, also from the middle of older messages', async () => {
    const { chat, ben } = await openScrolledUp();
    await eventually(() => part(chat, 'latest'));
    chat.open = false;
    await eventually(() => expect(isShown(chat)).to.be.false);
    await ben.says('news');
    await eventually(() => expect(badge(chat)).to.equal('1'));
    chat.open = true;
    await eventually(() => expect(badge(chat)).to.equal(undefined));
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
    messageOf(chat, 'news');
  });

  it('is not reported as seen', async () => {
    const room = newRoom();
    const ben = await placeLauncher({ room, username: 'Ben', receipts: '', eager: '' });
    await isOnline(ben);
    localStorage.clear();
    const ann = await openLauncher({ room, receipts: '' });
    say(ann, 'Are you there?');
    await eventually(() => expect(badge(ben)).to.equal('1'));
    say(ann, 'Hello?');
    await eventually(() => expect(badge(ben)).to.equal('2'));
    expect(parts(ann, 'seen').length).to.equal(0);
    ben.open = true;
    await eventually(() => expect(part(ann, 'seen')).to.have.text('Seen by Ben'));
  });
});
