import { expect } from '@open-wc/testing';
import { openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say } from './support/hands.ts';
import { tutorialServer } from './support/servers.ts';
import { bannerWords, messageOf, shows } from './support/view.ts';
import { io } from 'socket.io-client';

/** What this server says is a message as any other. */
const greeting = 'Server: welcome to the chat';

describe('on a server that knows only the classic tutorial', () => {
  it('a person sees the greeting, and that no history is kept', async () => {
    const chat = await openChat({ 'relay-url': await tutorialServer() });
    await shows(chat, [greeting]);
    await eventually(() => expect(bannerWords(chat)).to.equal('This server keeps no history.'));
  });

  it('a person’s message reaches everyone and is shown to them once', async () => {
    const url = await tutorialServer();
    const ann = await openChat({ 'relay-url': url });
    const ben = await openChat({ 'relay-url': url, username: 'Ben' });
    say(ann, 'one');
    say(ann, 'two');
    await shows(ben, [greeting, 'Ann: one', 'Ann: two']);
    say(ben, 'three');
    await shows(ann, [greeting, 'Ann: one', 'Ann: two', 'Ben: three']);
    await shows(ben, [greeting, 'Ann: one', 'Ann: two', 'Ben: three']);
    await eventually(() => expect(messageOf(ann, 'one')).to.have.attribute('data-state', 'sent'));
    expect(messageOf(ann, 'one')).to.have.attribute('data-own');
    expect(messageOf(ann, 'three')).not.to.have.attribute('data-own');
  });

  it('a message has the browser’s own menu', async () => {
    const chat = await openChat({ 'relay-url': await tutorialServer() });
    await shows(chat, [greeting]);
    const item = messageOf(chat, 'welcome to the chat');
    item.focus();
    // What loads then names the message.
    await eventually(() => expect(item.ariaLabelledByElements).not.to.equal(null));
    const event = new MouseEvent('contextmenu', { bubbles: true, composed: true, cancelable: true });
    expect(item.dispatchEvent(event)).to.be.true;
  });

  it('messages of other programs are shown, with the server as the author if there is no name', async () => {
    const url = await tutorialServer();
    const chat = await openChat({ 'relay-url': url });
    const program = io(url, { forceNew: true });
    try {
      program.emit('send', { message: 'from a program', username: 'Bot' });
      program.emit('send', { message: 'from no one' });
      await shows(chat, [greeting, 'Bot: from a program', 'Server: from no one']);
    } finally {
      program.disconnect();
    }
  });
});
