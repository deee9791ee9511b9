import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined } from './support/answers.ts';
import { isOnline, newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say } from './support/hands.ts';
import { Page } from './support/page.ts';
import { Person } from './support/person.ts';
import { localRelay, ownRelay, scriptedServer } from './support/servers.ts';
import { conversation, greetingIn, isSent, part, parts, statusWords } from './support/view.ts';

const welcome = 'Welcome to the chat';

async function isGreeted(chat: RealtimeChat): Promise<void> {
  await eventually(() => expect(greetingIn(chat)).to.equal(welcome));
}

async function isEmpty(chat: RealtimeChat): Promise<void> {
  await eventually(() => expect(part(chat, 'empty')).to.have.text('No messages yet. Say hello!'));
}

/** What is kept of the visits of a room. */
function visitsOf(room: string): string[] {
  return Object.entries(localStorage)
    .filter(([key]) => key.startsWith('realtime-chat:seen:') && key.endsWith(` ${room}`))
    .map(([, value]) => String(value));
}

async function isRemembered(room: string): Promise<void> {
  await eventually(() => expect(visitsOf(room)[0]).to.match(/ greeted$/));
}

describe('the relay’s greeting', () => {
  it('is a card in the pane, and the room is empty beside it', async () => {
    const chat = await openChat();
    await isGreeted(chat);
    await isEmpty(chat);
    expect(conversation(chat)).to.be.empty;
    expect(chat.messages).to.be.empty;
    expect(part(chat, 'content').contains(part(chat, 'greeting'))).to.be.true;
    const [card, empty] = [part(chat, 'greeting'), part(chat, 'empty')].map((each) =>
      each.getBoundingClientRect(),
    );
    expect(card?.bottom).to.be.at.most(empty?.top ?? 0);
  });

  it('stands above the oldest message, right above the list', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    await ben.says('first', 'second');
    const chat = await openChat({ room });
    await isGreeted(chat);
    say(chat, 'mine');
    await isSent(chat, 'mine');
    const card = part(chat, 'greeting').getBoundingClientRect();
    const [first] = parts(chat, 'divider').map((each) => each.getBoundingClientRect());
    expect((first?.top ?? 0) - card.bottom).to.be.within(0, 24);
  });

  it('is shown once to a visitor: not on the next visit, but in another room', async () => {
    const room = newRoom();
    const place = { 'relay-url': window.relayUrl, room, username: 'Ann' };
    const page = await Page.open(place);
    await isGreeted(page.chat);
    await isRemembered(room);
    await page.reload();
    await isEmpty(page.chat);
    expect(greetingIn(page.chat)).to.be.undefined;
    page.chat.setAttribute('room', newRoom());
    await isGreeted(page.chat);
  });

  it('is remembered also when the last seen message moves on', async () => {
    const room = newRoom();
    const chat = await openChat({ room });
    await isRemembered(room);
    await (await Person.enter(room, 'Ben')).says('news');
    await eventually(() => expect(visitsOf(room)[0]).to.match(/^1 .* greeted$/));
    expect(greetingIn(chat)).to.equal(welcome);
  });

  it('waits for a visitor who has not had it in view', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    await ben.says(...Array.from({ length: 40 }, (_, index) => `line ${index + 1}`));
    const chat = await openChat({ room });
    await isGreeted(chat);
    await eventually(() => expect(visitsOf(room)[0]).to.match(/^40 /));
    expect(visitsOf(room)[0]).not.to.include('greeted');
    part(chat, 'content').scrollTop = 0;
    await isRemembered(room);
  });

  it('stays while the connection is lost and back, and is not announced', async () => {
    const relay = await ownRelay();
    const chat = await openChat({ 'relay-url': relay.url });
    await isGreeted(chat);
    await relay.stop();
    await eventually(() => expect(statusWords(chat)).to.equal('Reconnecting…'));
    await relay.startAgain();
    await isOnline(chat);
    expect(parts(chat, 'greeting')).to.have.lengthOf(1);
    const spoken = [...(chat.shadowRoot?.querySelectorAll('.announcer') ?? [])].map(
      (each) => each.textContent,
    );
    expect(spoken.join('')).not.to.include(welcome);
  });

  it('has its formatting in the operator’s own words, and is left out if there are none', async () => {
    const room = newRoom();
    const greeting = 'Hi, **please** be kind';
    const messages = [entry(1, 'hello')];
    const server = await scriptedServer({ joins: { [room]: joined({ head: 1, messages, greeting }) } });
    const chat = await openChat({ 'relay-url': server.url, room });
    await eventually(() => expect(greetingIn(chat)).to.equal('Hi, please be kind'));
    expect(part(chat, 'greeting').querySelector('strong')).to.have.text('please');
    const quiet = await openChat({ 'relay-url': await localRelay('--greeting', '') });
    await isEmpty(quiet);
    expect(greetingIn(quiet)).to.be.undefined;
  });
});
