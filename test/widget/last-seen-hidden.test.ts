import { expect } from '@open-wc/testing';
import { inBackground } from './support/background.ts';
import { isOnline, newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { scrollTo } from './support/hands.ts';
import { badge, placeLauncher } from './support/launcher.ts';
import { Person } from './support/person.ts';
import { messageOf, part, parts } from './support/view.ts';
import { firstUnseen, isAtDivider, lines, missed, seenKeys, visit } from './support/visits.ts';

describe('a launcher', () => {
  it('has the number of missed messages on its button on the next visit, and opens at the divider', async () => {
    const { room } = await missed(...lines(30));
    const { chat } = await visit(room, { layout: 'launcher', eager: '' });
    await eventually(() => expect(badge(chat)).to.equal('30'));
    expect(part(chat, 'launcher')).to.have.attribute('aria-label', 'Chat, 30 new messages');
    part(chat, 'launcher').click();
    await isAtDivider(chat);
    expect(firstUnseen(chat)).to.equal('line 1');
    await eventually(() => expect(chat.unread).to.be.within(5, 29));
  });

  it('that joins only when it is opened opens at the divider, too', async () => {
    const { room } = await missed(...lines(30));
    const page = await visit(room, { layout: 'launcher' });
    const { chat } = page;
    expect(badge(chat)).to.be.undefined;
    part(chat, 'launcher').click();
    await isOnline(chat);
    await page.hasLoaded();
    await isAtDivider(chat);
    expect(firstUnseen(chat)).to.equal('line 1');
  });

  it('opens at the divider after messages have come while it was closed', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const chat = await placeLauncher({ room, eager: '' });
    await isOnline(chat);
    await ben.says(...lines(30));
    await eventually(() => expect(badge(chat)).to.equal('30'));
    part(chat, 'launcher').click();
    await isAtDivider(chat);
    expect(firstUnseen(chat)).to.equal('line 1');
  });
});

describe('a tab', () => {
  it('that comes back to the front is at the first message that came meanwhile', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const page = await visit(room);
    inBackground(true, page.window);
    await ben.says(...lines(30));
    await eventually(() => expect(page.chat.unread).to.equal(30));
    inBackground(false, page.window);
    await isAtDivider(page.chat);
    expect(firstUnseen(page.chat)).to.equal('line 1');
    await eventually(() => expect(page.chat.unread).to.be.within(5, 29));
  });

  it('counts nothing as unread that another tab has shown', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const behind = await visit(room);
    inBackground(true, behind.window);
    await ben.says('one', 'two');
    await eventually(() => expect(behind.chat.unread).to.equal(2));
    const counts: number[] = [];
    behind.chat.addEventListener('chat-unread', ({ detail }) => counts.push(detail.unread));
    const front = await visit(room);
    await eventually(() => expect(front.chat.unread).to.equal(0));
    await eventually(() => expect(behind.chat.unread).to.equal(0));
    expect(counts).to.deep.equal([0]);
    await eventually(() => expect(parts(behind.chat, 'unseen')).to.be.empty);
    await ben.says('three');
    await eventually(() => messageOf(behind.chat, 'three'));
    await eventually(() => expect(behind.chat.unread).to.equal(0));
    await eventually(() => expect(parts(behind.chat, 'unseen')).to.be.empty);
  });

  it('keeps the divider under its reader while another tab shows more', async () => {
    const { room } = await missed(...lines(40));
    const one = await visit(room);
    await isAtDivider(one.chat);
    const other = await visit(room);
    await isAtDivider(other.chat);
    await scrollTo(other.chat, part(other.chat, 'content').scrollHeight);
    await eventually(() => expect(one.chat.unread).to.equal(0));
    await one.chat.updateComplete;
    expect(firstUnseen(one.chat)).to.equal('line 1');
  });

  it('has no divider above what another tab has shown, although nothing told it so', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const page = await visit(room);
    inBackground(true, page.window);
    await ben.says('one', 'two');
    await eventually(() => expect(parts(page.chat, 'unseen')).to.have.lengthOf(1));
    const [key = ''] = seenKeys(room);
    const [, time, epoch] = localStorage.getItem(key)?.split(' ') ?? [];
    // The page itself gets no event of this.
    page.window.localStorage.setItem(key, `2 ${time} ${epoch}`);
    inBackground(false, page.window);
    await eventually(() => expect(parts(page.chat, 'unseen')).to.be.empty);
  });

  it('counts nothing as unread that was shown elsewhere while its chat was out of the page', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const page = await visit(room);
    const { chat } = page;
    const place = chat.parentElement;
    chat.remove();
    await ben.sees(1);
    await ben.says('one', 'two');
    const front = await visit(room);
    await eventually(() => expect(firstUnseen(front.chat)).to.equal('one'));
    await eventually(() => expect(front.chat.unread).to.equal(0));
    inBackground(true, page.window);
    const counts: number[] = [];
    chat.addEventListener('chat-unread', ({ detail }) => counts.push(detail.unread));
    place?.append(chat);
    await eventually(() => messageOf(chat, 'two'));
    await chat.updateComplete;
    expect(counts).to.be.empty;
  });
});

describe('two chats of one room in a page', () => {
  it('count the same messages as unread', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const closed = await placeLauncher({ room, eager: '' });
    await isOnline(closed);
    await openChat({ room });
    await ben.says('one', 'two');
    await eventually(() => expect(closed.messages.at(-1)?.message).to.equal('two'));
    await eventually(() => expect(badge(closed)).to.be.undefined);
    await ben.says('three');
    await eventually(() => expect(closed.messages.at(-1)?.message).to.equal('three'));
    await eventually(() => expect(closed.unread).to.equal(0));
  });
});
