import { expect } from '@open-wc/testing';
import { isOnline, newRoom } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say } from './support/hands.ts';
import { isStored, keptFor } from './support/outbox.ts';
import { Page } from './support/page.ts';
import { ownRelay } from './support/servers.ts';
import {
  conversation,
  greeting,
  input,
  isIn,
  isSent,
  messageOf,
  says,
  shows,
  words,
} from './support/view.ts';

const place = (): Record<string, string> => ({
  'relay-url': window.relayUrl,
  room: newRoom(),
  username: 'Ann',
});

for (const stalled of ['transactions', 'locks'] as const) {
  describe(`in a browser whose ${stalled} never answer`, () => {
    it('a message is shown at once, and stays a draft meanwhile', async () => {
      const page = await Page.open(place(), { stalled, waits: 'endless' });
      say(page.chat, 'hello');
      await isIn(page.chat, 'hello', 'queued');
      expect(input(page.chat, 'field').value).to.equal('');
      await page.reload();
      await eventually(() => expect(input(page.chat, 'field').value).to.equal('hello'));
    });

    it('messages are sent without the store, in order and once', async () => {
      const page = await Page.open(place(), { stalled, waits: 'short' });
      say(page.chat, 'one');
      say(page.chat, 'two');
      await isSent(page.chat, 'two');
      await eventually(() =>
        expect(conversation(page.chat).filter((line) => line !== greeting)).to.deep.equal([
          'Ann: one',
          'Ann: two',
        ]),
      );
      await page.reload();
      await isOnline(page.chat);
      await shows(page.chat, ['Ann: one', 'Ann: two', greeting]);
    });
  });
}

describe('a store that stalls after a message was stored in it', () => {
  it('is given up: the next message asks to keep the page open, and is sent', async () => {
    const relay = await ownRelay();
    const page = await Page.open({ ...place(), 'relay-url': relay.url });
    await isOnline(page.chat);
    await relay.kill();
    say(page.chat, 'stored');
    await isStored(page.chat.room, 'stored');
    page.window.stall('transactions');
    page.window.longWaits = 'short';
    say(page.chat, 'not stored');
    await eventually(() =>
      expect(messageOf(page.chat, 'not stored')).to.contain.text('Please keep this page open.'),
    );
    // A slow machine needs longer for the link.
    page.window.longWaits = null;
    await relay.startAgain();
    for (const text of ['stored', 'not stored']) await isSent(page.chat, text);
  });

  it('keeps no message that was sent meanwhile', async () => {
    const relay = await ownRelay();
    const page = await Page.open({ ...place(), 'relay-url': relay.url });
    const { room } = page.chat;
    await isOnline(page.chat);
    await relay.kill();
    say(page.chat, 'stored');
    await isStored(room, 'stored');
    page.window.stall('transactions');
    page.window.longWaits = 'short';
    say(page.chat, 'stored later');
    await eventually(() =>
      expect(messageOf(page.chat, 'stored later')).to.contain.text('Please keep this page open.'),
    );
    // A slow machine needs longer for the link.
    page.window.longWaits = null;
    await relay.startAgain();
    for (const text of ['stored', 'stored later']) await isSent(page.chat, text);
    page.window.resume();
    await eventually(async () => expect(await keptFor(room)).to.be.empty);
  });
});

describe('a store that answers late', () => {
  it('is said not to keep a message before it has answered', async () => {
    const relay = await ownRelay();
    await relay.kill();
    const setting = { stalled: 'transactions', waits: 'endless' } as const;
    const page = await Page.open({ ...place(), 'relay-url': relay.url }, setting);
    say(page.chat, 'hello');
    await eventually(() => expect(page.window.held).not.to.be.empty);
    page.chat.requestUpdate();
    await page.chat.updateComplete;
    expect(messageOf(page.chat, 'hello')).to.contain.text('Please keep this page open.');
  });

  it('still gives the messages of a page that was closed', async () => {
    const relay = await ownRelay();
    const attributes = { ...place(), 'relay-url': relay.url };
    const page = await Page.open(attributes);
    const closed = await Page.open(attributes);
    for (const { chat } of [page, closed]) await isOnline(chat);
    await relay.kill();
    say(closed.chat, 'one');
    await isStored(closed.chat.room, 'one');
    await closed.close();
    page.window.stall('transactions');
    page.window.longWaits = 'short';
    await relay.startAgain();
    await eventually(() => expect(page.window.endedWaits).to.be.at.least(2));
    page.window.longWaits = null;
    page.window.resume();
    await isSent(page.chat, 'one');
  });
});

describe('a page that stood still, and whose waits end before it gets the answer of its store', () => {
  it('keeps its messages', async () => {
    const relay = await ownRelay();
    const page = await Page.open({ ...place(), 'relay-url': relay.url });
    await isOnline(page.chat);
    await relay.kill();
    page.window.stall('transactions');
    page.window.longWaits = 'short';
    page.window.afterWait = () => {
      page.window.afterWait = undefined;
      // The store of a busy machine may take longer than the chat waits.
      page.window.longWaits = 'endless';
      page.window.resume();
    };
    say(page.chat, 'hello');
    say(page.chat, 'again');
    await isStored(page.chat.room, 'again');
    page.window.longWaits = null;
    await says(page.chat, 'Waiting to be sent');
    expect(words(page.chat)).not.to.include('Please keep this page open.');
  });
});

describe('a page with a store of its own that throws other errors', () => {
  it('sends messages without it', async () => {
    const page = await Page.open(place(), { store: 'replaced' });
    say(page.chat, 'hello');
    await isSent(page.chat, 'hello');
  });
});
