import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined } from './support/answers.ts';
import { isOnline, newRoom, openChat, placeChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say, scrollTo } from './support/hands.ts';
import { Page } from './support/page.ts';
import { Person } from './support/person.ts';
import { ownRelay, scriptedServer } from './support/servers.ts';
import {
  distanceFromEnd,
  dividers,
  isIn,
  isSent,
  latestName,
  messageOf,
  part,
  parts,
  says,
  words,
} from './support/view.ts';

const beginning = 'This is the beginning of the conversation';
const truncated = 'Earlier messages are no longer kept';

/** All lines of the conversation, messages by their text. */
function lines(chat: RealtimeChat): string[] {
  return [...part(chat, 'content').querySelectorAll('li')].map((line) =>
    (line.querySelector('[part~="text"]') ?? line).textContent.trim(),
  );
}

/** A chat whose reader is somewhere above the end, and Ben, who is about to say more. */
async function openAbove(): Promise<{ chat: RealtimeChat; ben: Person }> {
  const room = newRoom();
  const ben = await Person.enter(room, 'Ben');
  await ben.says(...Array.from({ length: 40 }, (_, index) => `message ${index + 1}`));
  const chat = await openChat({ room });
  await scrollTo(chat, 300);
  await eventually(() => expect(latestName(chat)).to.equal('Newest messages'));
  return { chat, ben };
}

describe('a divider between days', () => {
  it('names the day again at midnight, on a page where nothing else happens', async () => {
    const room = newRoom();
    const midnight = new Date().setHours(24, 0, 0, 0);
    const messages = [entry(1, 'late', { time: midnight - 60_000 })];
    // It is nearly midnight at the relay.
    const server = await scriptedServer({
      joins: { [room]: joined({ head: 1, messages, time: midnight - 2000 }) },
    });
    const chat = placeChat({ 'relay-url': server.url, room });
    await chat.updateComplete;
    // On a busy machine it may be midnight before the test has looked.
    const names: (string | undefined)[] = [];
    new MutationObserver(() => {
      const name = dividers(chat).at(-1);
      if (name !== names.at(-1)) names.push(name);
    }).observe(part(chat, 'content'), { childList: true, characterData: true, subtree: true });
    await eventually(() => expect(names.slice(-2)).to.deep.equal(['Today', 'Yesterday']));
  });

  const noonOf = (year: number, month: number, day: number): number =>
    new Date(year, month - 1, day, 12).getTime();
  const entries = [
    entry(1, 'on Monday', { time: noonOf(2024, 1, 1) }),
    entry(2, 'later on Monday', { time: noonOf(2024, 1, 1) + 3_600_000 }),
    entry(3, 'on Tuesday', { time: noonOf(2024, 1, 2) }),
    entry(4, 'a year later', { time: noonOf(2025, 1, 2) }),
  ];

  it('names the day, in the element’s language, once before its first message', async () => {
    const relay = await ownRelay();
    const room = newRoom();
    await relay.import(room, entries);
    const place = { 'relay-url': relay.url, room };
    const chat = await openChat(place);
    expect(lines(chat).slice(0, 8)).to.deep.equal([
      beginning,
      'Monday, January 1, 2024',
      'on Monday',
      'later on Monday',
      'Tuesday, January 2, 2024',
      'on Tuesday',
      'Thursday, January 2, 2025',
      'a year later',
    ]);
    const german = await openChat({ ...place, lang: 'de' });
    await eventually(() =>
      expect(dividers(german).slice(1, 4)).to.deep.equal([
        'Montag, 1. Januar 2024',
        'Dienstag, 2. Januar 2024',
        'Donnerstag, 2. Januar 2025',
      ]),
    );
  });
});

describe('the divider at the beginning', () => {
  it('is above the first message of a room, and only after the room was entered', async () => {
    const relay = await ownRelay();
    await relay.kill();
    const page = await Page.open({ 'relay-url': relay.url, room: newRoom(), username: 'Ann' });
    say(page.chat, 'first of all');
    await isIn(page.chat, 'first of all', 'queued');
    await says(page.chat, 'The chat cannot be reached.');
    expect(words(page.chat)).not.to.include(beginning);
    await relay.startAgain();
    await isSent(page.chat, 'first of all');
    expect(lines(page.chat)[0]).to.equal(beginning);
  });

  it('is missing while there are older messages', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    await ben.says(...Array.from({ length: 60 }, (_, index) => `message ${index + 1}`));
    const chat = await openChat({ room });
    expect(dividers(chat)).not.to.include(beginning);
    await chat.loadOlder();
    await eventually(() => expect(lines(chat)[0]).to.equal(beginning));
    expect(messageOf(chat, 'message 1')).to.exist;
  });

  it('says that earlier messages are no longer kept if the relay has forgotten some', async () => {
    const relay = await ownRelay({ args: ['--keep-messages', '20'] });
    const room = newRoom();
    await relay.import(
      room,
      Array.from({ length: 30 }, (_, index) => entry(index + 1, `message ${index + 1}`)),
    );
    await relay.stop();
    await relay.startAgain();
    // A relay that has just started forgets beside its other work, so the first join may still be given all of them.
    const chat = await eventually(async () => {
      const opened = await openChat({ 'relay-url': relay.url, room });
      await eventually(() => expect(parts(opened, 'message').length).to.be.above(19));
      if (parts(opened, 'message').length !== 20) opened.remove();
      expect(parts(opened, 'message').length).to.equal(20);
      return opened;
    });
    await eventually(() => expect(lines(chat)[0]).to.equal(truncated));
    expect(parts(chat, 'message').length).to.equal(20);
    expect(messageOf(chat, 'message 11')).to.exist;
    expect(dividers(chat)).not.to.include(beginning);
  });
});

describe('a reader further up while new messages arrive', () => {
  it('sees their number, and gets to them by the button', async () => {
    const { chat, ben } = await openAbove();
    await ben.says('news');
    await eventually(() => expect(latestName(chat)).to.equal('1 new message'));
    await ben.says('more', 'and more');
    await eventually(() => expect(latestName(chat)).to.equal('3 new messages'));
    expect(chat.unread).to.equal(3);

    part(chat, 'latest').click();
    await eventually(() => expect(parts(chat, 'latest').length).to.equal(0));
    expect(distanceFromEnd(chat)).to.be.below(1);
    expect(chat.unread).to.equal(0);
    // The line that shows where the new begins stays for who has just come there.
    const shown = lines(chat);
    expect(shown.slice(shown.indexOf('New messages'))).to.deep.equal([
      'New messages',
      'news',
      'more',
      'and more',
    ]);
    expect(parts(chat, 'unseen').length).to.equal(1);
  });

  it('finds a divider before the first new one, which moves when more arrive later', async () => {
    const { chat, ben } = await openAbove();
    await ben.says('news');
    await eventually(() => messageOf(chat, 'news'));
    await scrollTo(chat, part(chat, 'content').scrollHeight);
    await eventually(() => expect(parts(chat, 'latest').length).to.equal(0));
    expect(chat.unread).to.equal(0);
    expect(lines(chat).slice(-2)).to.deep.equal(['New messages', 'news']);

    await scrollTo(chat, 300);
    await ben.says('later news');
    await eventually(() => expect(chat.unread).to.equal(1));
    await eventually(() => expect(lines(chat).slice(-2)).to.deep.equal(['New messages', 'later news']));
    expect(parts(chat, 'unseen').length).to.equal(1);
  });

  it('gets to the end by sending a message, and the divider is gone', async () => {
    const { chat, ben } = await openAbove();
    await ben.says('news');
    await eventually(() => expect(parts(chat, 'unseen').length).to.equal(1));
    say(chat, 'my answer');
    await isSent(chat, 'my answer');
    expect(distanceFromEnd(chat)).to.be.below(1);
    expect(chat.unread).to.equal(0);
    expect(parts(chat, 'unseen').length).to.equal(0);
    expect(parts(chat, 'latest').length).to.equal(0);
    await isOnline(chat);
  });
});
