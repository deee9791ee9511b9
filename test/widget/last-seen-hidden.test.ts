import { expect } from '@open-wc/testing';
import { inBackground } from './support/background.ts';
import { isOnline, newRoom } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { badge, placeLauncher } from './support/launcher.ts';
import { Person } from './support/person.ts';
import { messageOf, part, parts } from './support/view.ts';
import { firstUnseen, hasLoaded, isAtDivider, lines, missed, visit } from './support/visits.ts';

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
    await hasLoaded(page);
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
});
