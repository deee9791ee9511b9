import { expect } from '@open-wc/testing';
import { entry, joined } from './support/answers.ts';
import { newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say, scrollTo } from './support/hands.ts';
import { badge } from './support/launcher.ts';
import { Person } from './support/person.ts';
import { localRelay, scriptedServer } from './support/servers.ts';
import { authSecret, token } from './support/tokens.ts';
import { distanceFromEnd, isSent, latestName, messageOf, part, parts } from './support/view.ts';
import {
  firstUnseen,
  inView,
  isAtDivider,
  isRemembered,
  lines,
  missed,
  seenKeys,
  visit,
} from './support/visits.ts';

describe('a reader who comes back to the page', () => {
  it('is at the divider, at a fifth of the pane, and what is below the pane is unread', async () => {
    const { room } = await missed(...lines(40));
    const { chat } = await visit(room);
    await isAtDivider(chat);
    expect(firstUnseen(chat)).to.equal('line 1');
    await eventually(() => {
      const last = inView(chat).at(-1) ?? '';
      expect(chat.unread).to.be.above(5);
      expect(last).to.equal(`line ${40 - chat.unread}`);
    });
    await eventually(() => expect(latestName(chat)).to.equal(`${chat.unread} new messages`));
  });

  it('finds the divider below the messages that were in view, the next time', async () => {
    const { room } = await missed(...lines(40));
    const first = await visit(room);
    await isAtDivider(first.chat);
    await scrollTo(first.chat, part(first.chat, 'content').scrollTop + 200);
    const last = await eventually(() => {
      const seen = 40 - first.chat.unread;
      expect(inView(first.chat).at(-1)).to.equal(`line ${seen}`);
      return seen;
    });
    await first.close();
    const { chat } = await visit(room);
    await eventually(() => expect(firstUnseen(chat)).to.equal(`line ${last + 1}`));
  });

  it('has read everything that fits into the pane, and sees where it begins', async () => {
    const { room } = await missed('one', 'two');
    const { chat } = await visit(room);
    await eventually(() => expect(firstUnseen(chat)).to.equal('one'));
    await eventually(() => expect(chat.unread).to.equal(0));
    await eventually(() => expect(parts(chat, 'latest')).to.be.empty);
    expect(distanceFromEnd(chat)).to.be.below(1);
  });

  it('has the same after a reload', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const page = await visit(room);
    await ben.says('before');
    await eventually(() => messageOf(page.chat, 'before'));
    await isRemembered(room);
    page.chat.disconnect();
    await ben.sees(1);
    await ben.says(...lines(40));
    await page.reload();
    await isAtDivider(page.chat);
    expect(firstUnseen(page.chat)).to.equal('line 1');
  });

  it('is at the end, without a divider, if there is nothing new, or only messages of their own', async () => {
    const { room } = await missed();
    const first = await visit(room);
    say(first.chat, 'mine');
    await isSent(first.chat, 'mine');
    await first.close();
    const { chat } = await visit(room);
    await eventually(() => messageOf(chat, 'mine'));
    expect(parts(chat, 'unseen')).to.be.empty;
    expect(chat.unread).to.equal(0);
  });

  it('has no divider in a room that is new to them', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    await ben.says(...lines(40));
    const { chat } = await visit(room);
    await eventually(() => messageOf(chat, 'line 40'));
    await isRemembered(room);
    await chat.updateComplete;
    expect(parts(chat, 'unseen')).to.be.empty;
    expect(chat.unread).to.equal(0);
    expect(distanceFromEnd(chat)).to.be.below(1);
  });

  it('is not told what another person at this browser has missed', async () => {
    const url = await localRelay('--auth-secret', authSecret, '--greeting', '');
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben', url);
    await ben.says('before');
    const place = { 'relay-url': url };
    const mona = await visit(room, { ...place, token: await token() });
    await eventually(() => messageOf(mona.chat, 'before'));
    await isRemembered(room);
    await mona.close();
    await ben.says(...lines(40));
    const lisa = await visit(room, { ...place, token: await token({ sub: '8', name: 'Lisa', roles: [] }) });
    await eventually(() => messageOf(lisa.chat, 'line 40'));
    await isRemembered(room, 2);
    await lisa.chat.updateComplete;
    expect(parts(lisa.chat, 'unseen')).to.be.empty;
    expect(lisa.chat.unread).to.equal(0);
    await lisa.close();
    const again = await visit(room, { ...place, token: await token() });
    await isAtDivider(again.chat);
  });

  it('loads the missed messages before the newest page, and then their number is exact', async () => {
    const { room, ben } = await missed(...lines(10));
    // A closed panel shows nothing.
    const page = await visit(room, { layout: 'launcher', eager: '' });
    const tenth = await eventually(() => {
      const found = page.chat.messages.find(({ message }) => message === 'line 10');
      if (!found) throw new Error('There is no tenth line');
      return found;
    });
    await eventually(() => expect(badge(page.chat)).to.equal('10'));
    await page.close();
    await ben.gives(tenth, '👍', '🎉', '🚀');
    await ben.says(...lines(60, 11));
    const { chat } = await visit(room, { layout: 'launcher', eager: '' });
    // Three reactions are among the entries that are not loaded.
    await eventually(() => expect(chat.unread).to.equal(73));
    await eventually(() => expect(badge(chat)).to.equal('73'));
    chat.open = true;
    await isAtDivider(chat);
    expect(firstUnseen(chat)).to.equal('line 1');
    const last = inView(chat).at(-1) ?? '';
    await eventually(() => expect(last).to.equal(`line ${70 - chat.unread}`));
  });

  it('counts everything as seen if the relay has another log than before', async () => {
    const room = newRoom();
    const messages = lines(30).map((text, index) => entry(index + 1, text));
    const server = await scriptedServer({ joins: { [room]: joined({ head: 30, messages }) } });
    const page = await visit(room, { 'relay-url': server.url });
    await eventually(() => messageOf(page.chat, 'line 30'));
    await isRemembered(room);
    await page.close();
    const [key = ''] = seenKeys(room);
    for (const [stored, unread] of [
      [`3 1 first`, 27],
      [`3 1 second`, 0],
    ] as const) {
      localStorage.setItem(key, stored);
      const { chat } = await visit(room, { 'relay-url': server.url, layout: 'launcher', eager: '' });
      await eventually(() => expect(chat.messages).to.have.lengthOf(30));
      await eventually(() => expect(chat.unread).to.equal(unread));
      await eventually(() => expect(badge(chat)).to.equal(unread ? String(unread) : undefined));
    }
  });

  it('is not led to older messages after they have written', async () => {
    const { room, ben } = await missed(...lines(480));
    const { chat } = await visit(room, { layout: 'launcher', eager: '' });
    await eventually(() => expect(chat.unread).to.equal(480));
    chat.open = true;
    await chat.updateComplete;
    await chat.send('mine');
    for (const text of lines(10, 481)) {
      await ben.says(text);
      await eventually(() => messageOf(chat, text));
    }
    expect(chat.messages.length).to.be.below(300);
    expect(distanceFromEnd(chat)).to.be.below(1);
  });
});

describe('the button to the newest messages', () => {
  it('leads to the divider first, and to the end when it is pressed again', async () => {
    const { room, ben } = await missed();
    await ben.says(...lines(40));
    const { chat } = await visit(room);
    await isAtDivider(chat);
    await scrollTo(chat, part(chat, 'content').scrollHeight);
    await eventually(() => expect(chat.unread).to.equal(0));
    await scrollTo(chat, 0);
    await ben.says(...lines(30, 41));
    await eventually(() => expect(latestName(chat)).to.equal('30 new messages'));

    part(chat, 'latest').click();
    await isAtDivider(chat);
    expect(firstUnseen(chat)).to.equal('line 41');
    await eventually(() => expect(chat.unread).to.be.within(5, 29));

    part(chat, 'latest').click();
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
    await eventually(() => expect(chat.unread).to.equal(0));
    expect(parts(chat, 'latest')).to.be.empty;
  });
});

describe('the remembered rooms', () => {
  it('are two hundred at most: the one that was read least recently is forgotten', async () => {
    for (let index = 0; index < 250; index += 1)
      localStorage.setItem(`realtime-chat:seen:elsewhere room-${index} ann`, `1 ${index + 1} epoch`);
    localStorage.setItem('of-the-page', 'stays');
    const room = newRoom();
    await openChat({ room });
    const keys = (): string[] =>
      Object.keys(localStorage).filter((key) => key.startsWith('realtime-chat:seen:'));
    await eventually(() => expect(keys().some((key) => key.includes(room))).to.be.true);
    expect(keys()).to.have.lengthOf(200);
    expect(keys()).to.include('realtime-chat:seen:elsewhere room-249 ann');
    expect(keys()).not.to.include('realtime-chat:seen:elsewhere room-50 ann');
    expect(localStorage.getItem('of-the-page')).to.equal('stays');
  });
});
