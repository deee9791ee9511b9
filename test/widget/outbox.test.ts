import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { joined, sent } from './support/answers.ts';
import { isOnline, newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say } from './support/hands.ts';
import { isStored } from './support/outbox.ts';
import { Page } from './support/page.ts';
import { type OwnRelay, ownRelay, scriptedServer } from './support/servers.ts';
import {
  conversation,
  greeting,
  isIn,
  isSent,
  messageOf,
  says,
  shows,
  statusWords,
  words,
} from './support/view.ts';

type Place = { 'relay-url': string; room: string; username: string };

function placeOn(relay: { url: string }, room = newRoom()): Place {
  return { 'relay-url': relay.url, room, username: 'Ann' };
}

/** A place whose relay is down for now. */
async function placeWithoutRelay(): Promise<{ relay: OwnRelay; place: Place }> {
  const relay = await ownRelay();
  await relay.kill();
  return { relay, place: placeOn(relay) };
}

/** Says something that the page keeps; by then it has also taken up whatever it will take up. */
async function write(chat: RealtimeChat, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    say(chat, text);
    await isIn(chat, text, 'queued');
    await isStored(chat.room, text);
  }
}

/** What people said; the greeting stands wherever it came in between. */
function spoken(chat: RealtimeChat): string[] {
  return conversation(chat).filter((line) => line !== greeting);
}

/** The locks that are held by other pages than the test's own, in which a chat of an earlier test may have been. */
function locksOfOtherPages(): Promise<LockInfo[]> {
  return navigator.locks.request('the test', async (asked) => {
    const { held = [] } = await navigator.locks.query();
    const own = held.find((lock) => lock.name === asked?.name)?.clientId;
    return held.filter(({ clientId }) => clientId !== own);
  });
}

/** What a newcomer reads, from the first message to the last. */
async function stored(place: Place): Promise<string[]> {
  return spoken(await openChat({ ...place, username: 'Cem' }));
}

describe('a message that was written while the relay is down', () => {
  it('is still there after a reload, is sent once and in order, and is then removed from the outbox', async () => {
    const relay = await ownRelay();
    const place = placeOn(relay);
    const page = await Page.open(place);
    await isOnline(page.chat);
    await relay.kill();
    await eventually(() => expect(statusWords(page.chat)).to.equal('Reconnecting…'));
    await write(page.chat, 'one', 'two', 'three');

    await page.reload();
    const written = ['Ann: one', 'Ann: two', 'Ann: three'];
    await shows(page.chat, written);
    for (const text of ['one', 'two', 'three']) {
      expect(messageOf(page.chat, text)).to.have.attribute('data-state', 'queued');
      expect(messageOf(page.chat, text)).to.have.attribute('data-own');
      expect(messageOf(page.chat, text)).to.contain.text('Waiting to be sent');
    }
    expect(words(page.chat)).not.to.include('keep this page open');

    await relay.startAgain();
    for (const text of ['one', 'two', 'three']) await isSent(page.chat, text);
    expect(spoken(page.chat)).to.deep.equal(written);
    expect(await stored(place)).to.deep.equal(written);

    await page.reload();
    await isOnline(page.chat);
    await shows(page.chat, [...written, greeting]);
    expect(await stored(place)).to.deep.equal(written);
    await relay.kill();
    await page.reload();
    await write(page.chat, 'four');
    expect(conversation(page.chat)).to.deep.equal(['Ann: four']);
  });

  it('is sent after the messages before it', async () => {
    const { relay, place } = await placeWithoutRelay();
    const page = await Page.open(place);
    await write(page.chat, 'one', 'two');
    await page.reload();
    await write(page.chat, 'three');
    await page.reload();
    await write(page.chat, 'four');
    await relay.startAgain();
    await isSent(page.chat, 'four');
    expect(await stored(place)).to.deep.equal(['Ann: one', 'Ann: two', 'Ann: three', 'Ann: four']);
  });

  it('is adopted by the next page when its own was closed, by exactly one if there are two', async () => {
    const { relay, place } = await placeWithoutRelay();
    const closed = await Page.open(place);
    await write(closed.chat, 'one', 'two');
    await closed.close();
    // WebKit releases the locks of a page that is gone a moment later.
    await eventually(async () => expect(await locksOfOtherPages()).to.be.empty);
    const next = await Promise.all([Page.open(place), Page.open(place)]);
    await Promise.all(next.map(({ chat }, index) => write(chat, `from page ${index}`)));
    // What a page writes is shown before the page has looked for the messages of others.
    await eventually(() => {
      const held = next.map(({ chat }) => conversation(chat).filter((line) => !line.includes('from page')));
      expect(held.toSorted((a, b) => a.length - b.length)).to.deep.equal([[], ['Ann: one', 'Ann: two']]);
    });

    await relay.startAgain();
    await Promise.all(next.map(({ chat }) => isOnline(chat)));
    for (const { chat } of next) {
      for (const text of ['one', 'two', 'from page 0', 'from page 1']) await isSent(chat, text);
      expect(spoken(chat)).to.have.lengthOf(4);
    }
    const all = await stored(place);
    expect(all).to.have.members(['Ann: one', 'Ann: two', 'Ann: from page 0', 'Ann: from page 1']);
    expect(all.indexOf('Ann: one')).to.be.below(all.indexOf('Ann: two'));
  });

  it('is not adopted by other pages while its own is open', async () => {
    const { relay, place } = await placeWithoutRelay();
    const page = await Page.open(place);
    await write(page.chat, 'one');
    const other = await Page.open(place);
    await write(other.chat, 'two');
    expect(conversation(page.chat)).to.deep.equal(['Ann: one']);
    expect(conversation(other.chat)).to.deep.equal(['Ann: two']);
    await relay.startAgain();
    await isSent(page.chat, 'one');
    await isSent(other.chat, 'two');
    expect(await stored(place)).to.have.members(['Ann: one', 'Ann: two']);
  });

  it('is not adopted by pages in other rooms, only by one in its own room', async () => {
    const { relay, place } = await placeWithoutRelay();
    const page = await Page.open(place);
    await write(page.chat, 'one');
    await page.close();
    const elsewhere = await Page.open(placeOn(relay));
    await write(elsewhere.chat, 'two');
    expect(conversation(elsewhere.chat)).to.deep.equal(['Ann: two']);
    const back = await Page.open(place);
    await shows(back.chat, ['Ann: one']);
  });

  it('waits in memory if the browser stores nothing, and asks to keep the page open', async () => {
    const { relay, place } = await placeWithoutRelay();
    const pages = await Promise.all([
      Page.open(place, { store: 'refused' }),
      Page.open(place, { store: 'failing' }),
      Page.open(place, { store: 'silent', waits: 'short' }),
    ]);
    const texts = ['one', 'two', 'three'];
    for (const [index, { chat }] of pages.entries()) {
      say(chat, texts[index] ?? '');
      await says(chat, 'Waiting to be sent. Please keep this page open.');
    }
    // The store was given up by now; a slow machine needs longer for the link than that.
    for (const page of pages) page.window.longWaits = null;
    await relay.startAgain();
    for (const [index, { chat }] of pages.entries()) await isSent(chat, texts[index] ?? '');
    expect(await stored(place)).to.have.members(['Ann: one', 'Ann: two', 'Ann: three']);
  });
});

describe('a message that was being sent', () => {
  it('when the page was reloaded arrives once', async () => {
    const relay = await ownRelay();
    const place = placeOn(relay);
    const page = await Page.open(place);
    await isOnline(page.chat);
    await relay.pause();
    say(page.chat, 'one');
    await isIn(page.chat, 'one', 'sending');
    await write(page.chat, 'two');
    await page.reload();
    await shows(page.chat, ['Ann: one', 'Ann: two']);
    expect(messageOf(page.chat, 'one')).to.contain.text('Waiting to be sent');

    await relay.resume();
    await isSent(page.chat, 'two');
    expect(spoken(page.chat)).to.deep.equal(['Ann: one', 'Ann: two']);
    expect(await stored(place)).to.deep.equal(['Ann: one', 'Ann: two']);
  });

  it('when the page was closed is adopted by another that is already online', async () => {
    const room = newRoom();
    const server = await scriptedServer({ joins: { [room]: joined() }, sends: ['silence', sent(1)] });
    const place = placeOn(server, room);
    const other = await Page.open(place);
    await isOnline(other.chat);
    const page = await Page.open(place);
    await isOnline(page.chat);
    say(page.chat, 'one');
    await isIn(page.chat, 'one', 'sending');
    await server.say('head', { room, epoch: 'first', head: 0 });
    await eventually(async () => expect(await server.heard()).to.deep.equal(['one']));
    expect(conversation(other.chat)).to.deep.equal([]);

    await page.close();
    await server.say('head', { room, epoch: 'first', head: 0 });
    await isSent(other.chat, 'one');
    expect(await server.heard()).to.deep.equal(['one', 'one']);
  });
});

describe('a message', () => {
  it('shows its state: waiting, sending, sent', async () => {
    const relay = await ownRelay();
    const page = await Page.open(placeOn(relay));
    await isOnline(page.chat);
    await relay.pause();
    say(page.chat, 'one');
    await write(page.chat, 'two');
    await isIn(page.chat, 'one', 'sending');
    expect(messageOf(page.chat, 'one')).to.contain.text('Sending…');
    expect(messageOf(page.chat, 'two')).to.contain.text('Waiting to be sent');
    await relay.resume();
    await isSent(page.chat, 'two');
    for (const text of ['one', 'two']) {
      const mark = messageOf(page.chat, text).querySelector('[role="img"]');
      expect(mark).to.have.attribute('aria-label', 'Sent');
      expect(messageOf(page.chat, text)).not.to.contain.text('Sending');
      expect(messageOf(page.chat, text)).not.to.contain.text('Waiting');
    }
  });
});
