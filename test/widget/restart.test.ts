import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { isOnline, newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { clickSend, say, type } from './support/hands.ts';
import { Person } from './support/person.ts';
import { type OwnRelay, ownRelay } from './support/servers.ts';
import { bannerWords, greeting, isSent, messageOf, says, shows, statusWords } from './support/view.ts';

async function crash(relay: OwnRelay, chat: RealtimeChat): Promise<void> {
  await relay.kill();
  await eventually(() => expect(statusWords(chat)).to.equal('Reconnecting…'));
}

/** Online again after the relay's return, and by itself. */
async function comesBack(relay: OwnRelay, chat: RealtimeChat): Promise<void> {
  await relay.startAgain();
  await isOnline(chat);
}

describe('when the relay crashes and starts again', () => {
  it('the page works again within five seconds, without a reload, and shows the messages from in between', async () => {
    const relay = await ownRelay();
    const room = newRoom();
    const chat = await openChat({ 'relay-url': relay.url, room });
    say(chat, 'before');
    await isSent(chat, 'before');
    await shows(chat, [greeting, 'Ann: before']);

    await crash(relay, chat);
    await eventually(() => expect(bannerWords(chat)).to.equal('Offline. What you send waits here.'));
    await relay.startAgain();
    const returned = performance.now();
    const ben = await Person.enter(room, 'Ben', relay.url);
    await ben.says('in between');
    const entered = performance.now();
    await isOnline(chat);
    // Beside that, what it takes this machine that somebody comes in and speaks: twice, for a try that fails.
    const waited = performance.now() - entered;
    expect(waited).to.be.below(5000 + 2 * (entered - returned));
    expect(bannerWords(chat)).to.equal('');
    await shows(chat, [greeting, 'Ann: before', 'Ben: in between']);

    say(chat, 'after');
    await shows(chat, [greeting, 'Ann: before', 'Ben: in between', 'Ann: after']);
    await eventually(() => expect(ben.heard).to.deep.equal(['Ben: in between', 'Ann: after']));
    // Everything that a newcomer reads was stored, once.
    const newcomer = await openChat({ 'relay-url': relay.url, room });
    await shows(newcomer, ['Ann: before', 'Ben: in between', 'Ann: after', greeting]);
  });

  it('messages written meanwhile wait and are sent in order', async () => {
    const relay = await ownRelay();
    const room = newRoom();
    const chat = await openChat({ 'relay-url': relay.url, room });
    await crash(relay, chat);
    say(chat, 'one');
    say(chat, 'two');
    await shows(chat, [greeting, 'Ann: one', 'Ann: two']);
    expect(messageOf(chat, 'one')).to.have.attribute('data-state', 'queued');
    expect(messageOf(chat, 'one')).to.contain.text('Waiting to be sent');
    expect(messageOf(chat, 'one')).not.to.have.attribute('data-seq');

    await comesBack(relay, chat);
    await eventually(() => expect(messageOf(chat, 'two')).to.have.attribute('data-state', 'sent'));
    expect(messageOf(chat, 'one')).to.have.attribute('data-seq', '1');
    expect(messageOf(chat, 'two')).to.have.attribute('data-seq', '2');
    expect(messageOf(chat, 'two')).not.to.contain.text('Waiting');
    await shows(chat, [greeting, 'Ann: one', 'Ann: two']);
  });

  it('the person is still the same sender', async () => {
    const relay = await ownRelay();
    const chat = await openChat({ 'relay-url': relay.url });
    say(chat, 'before');
    await isSent(chat, 'before');
    await crash(relay, chat);
    await comesBack(relay, chat);
    say(chat, 'after');
    await eventually(() => expect(messageOf(chat, 'after')).to.have.attribute('data-state', 'sent'));
    const [before, after] = chat.messages.filter(({ own }) => own);
    expect(after?.sender).to.equal(before?.sender);
  });

  it('the page accepts a relay that has lost its data, and does not mix old and new messages', async () => {
    const relay = await ownRelay({ args: ['--data', ':memory:'] });
    const room = newRoom();
    const chat = await openChat({ 'relay-url': relay.url, room });
    say(chat, 'forgotten');
    await eventually(() => expect(messageOf(chat, 'forgotten')).to.have.attribute('data-state', 'sent'));
    await crash(relay, chat);
    await comesBack(relay, chat);
    say(chat, 'new');
    await shows(chat, ['Ann: new']);
  });

  for (const [situation, name] of [
    ['who was asked for a name', ''],
    ['whose name was taken', 'Server'],
  ] as const) {
    it(`a person ${situation} can connect again`, async () => {
      const relay = await ownRelay();
      const chat = await openChat({ 'relay-url': relay.url, username: name });
      say(chat, 'my first words');
      await says(chat, name ? 'This name is taken.' : 'Please type your name');
      await crash(relay, chat);
      await comesBack(relay, chat);
      type(chat, 'name', 'Ann');
      clickSend(chat);
      await shows(chat, [greeting, 'Ann: my first words']);
    });
  }
});

describe('when the relay is stopped properly', () => {
  it('the page finds its successor', async () => {
    const relay = await ownRelay();
    const chat = await openChat({ 'relay-url': relay.url });
    await relay.stop();
    await eventually(() => expect(statusWords(chat)).not.to.equal('Online'));
    await comesBack(relay, chat);
    await isOnline(chat);
    say(chat, 'still here');
    await shows(chat, [greeting, 'Ann: still here']);
  });
});
