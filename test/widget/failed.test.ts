import { expect } from '@open-wc/testing';
import { joined, refused, sent } from './support/answers.ts';
import { isOnline, newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say, type } from './support/hands.ts';
import { Page } from './support/page.ts';
import { ownRelay, type ScriptedServer, scriptedServer } from './support/servers.ts';
import {
  buttonOf,
  conversation,
  greeting,
  input,
  isIn,
  isSent,
  messageOf,
  parts,
  says,
  shows,
} from './support/view.ts';

/** A page whose first message the server refuses, and which has been told so. */
async function openRefused(text = 'my words'): Promise<{ page: Page; server: ScriptedServer }> {
  const room = newRoom();
  const server = await scriptedServer({ joins: { [room]: joined() }, sends: [refused('conflict'), sent(1)] });
  const page = await Page.open({ 'relay-url': server.url, room, username: 'Ann' });
  await isOnline(page.chat);
  say(page.chat, text);
  await isIn(page.chat, text, 'failed');
  return { page, server };
}

/** Stands in for the clipboard, which a test may not read. */
function standInForClipboard(page: Page, writeText: (text: string) => Promise<void>): void {
  Object.defineProperty(page.window.navigator, 'clipboard', { configurable: true, value: { writeText } });
}

describe('a message that was refused', () => {
  it('says why, and offers to try again, to copy it and to discard it', async () => {
    const { page } = await openRefused();
    const message = messageOf(page.chat, 'my words');
    expect(message).to.contain.text('Not sent. Please try again.');
    const names = [...message.querySelectorAll('button')].map((button) => button.textContent.trim());
    expect(names).to.deep.equal(['Try again', 'Copy', 'Discard']);
  });

  it('is sent once, and shown once, by Try again', async () => {
    const { page, server } = await openRefused();
    buttonOf(page.chat, 'my words', 'Try again').click();
    await isSent(page.chat, 'my words');
    await shows(page.chat, ['Ann: my words']);
    expect(await server.heard()).to.deep.equal(['my words', 'my words']);
    await page.reload();
    await isOnline(page.chat);
    say(page.chat, 'more');
    await isIn(page.chat, 'more', 'sending');
    expect(conversation(page.chat)).to.deep.equal(['Ann: more']);
  });

  it('is still there after a reload, with its reason, until it is sent by Try again', async () => {
    const { page, server } = await openRefused();
    await page.reload();
    await isIn(page.chat, 'my words', 'failed');
    expect(messageOf(page.chat, 'my words')).to.contain.text('Not sent. Please try again.');
    await isOnline(page.chat);
    expect(await server.heard()).to.deep.equal(['my words']);
    buttonOf(page.chat, 'my words', 'Try again').click();
    await isSent(page.chat, 'my words');
    await shows(page.chat, ['Ann: my words']);
  });

  it('is gone for good by Discard', async () => {
    const { page, server } = await openRefused();
    say(page.chat, 'other words');
    await isSent(page.chat, 'other words');
    buttonOf(page.chat, 'my words', 'Discard').click();
    await shows(page.chat, ['Ann: other words']);
    await page.reload();
    await isOnline(page.chat);
    say(page.chat, 'last words');
    await isIn(page.chat, 'last words', 'sending');
    expect(conversation(page.chat)).to.deep.equal(['Ann: last words']);
    await eventually(async () =>
      expect(await server.heard()).to.deep.equal(['my words', 'other words', 'last words']),
    );
  });

  it('is in the clipboard, to the letter, by Copy', async () => {
    const { page } = await openRefused('two\n <b>lines</b>');
    const copied: string[] = [];
    standInForClipboard(page, async (text) => void copied.push(text));
    buttonOf(page.chat, 'two\n <b>lines</b>', 'Copy').click();
    expect(copied).to.deep.equal(['two\n <b>lines</b>']);
    expect(messageOf(page.chat, 'two\n <b>lines</b>')).to.have.attribute('data-state', 'failed');
  });

  it('does not break the page where the browser refuses the clipboard', async () => {
    const { page } = await openRefused();
    let asked = false;
    standInForClipboard(page, () => {
      asked = true;
      return Promise.reject(new DOMException('Write permission denied.', 'NotAllowedError'));
    });
    buttonOf(page.chat, 'my words', 'Copy').click();
    expect(asked).to.be.true;
    buttonOf(page.chat, 'my words', 'Try again').click();
    await isSent(page.chat, 'my words');
  });

  it('stays, and the name field asks for a name, when it is tried again without one', async () => {
    const { page, server } = await openRefused();
    type(page.chat, 'name', '');
    type(page.chat, 'field', 'half a thought');
    buttonOf(page.chat, 'my words', 'Try again').click();
    await says(page.chat, 'Please type your name');
    expect(page.chat.shadowRoot?.activeElement).to.equal(input(page.chat, 'name'));
    expect(conversation(page.chat)).to.deep.equal(['Ann: my words']);
    expect(messageOf(page.chat, 'my words')).to.have.attribute('data-state', 'failed');
    expect(input(page.chat, 'field').value).to.equal('half a thought');

    type(page.chat, 'name', 'Anna');
    buttonOf(page.chat, 'my words', 'Try again').click();
    await isSent(page.chat, 'my words');
    await shows(page.chat, ['Anna: my words']);
    expect(input(page.chat, 'field').value).to.equal('half a thought');
    expect(await server.heard()).to.deep.equal(['my words', 'my words']);
  });
});

describe('a message that may have been sent', () => {
  it('says so when a server without acknowledgements does not show it to us', async () => {
    const server = await scriptedServer({ says: [['message', { message: 'welcome to the chat' }]] });
    const place = { 'relay-url': server.url, room: newRoom(), username: 'Ann' };
    const page = await Page.open(place, { waits: 'short' });
    await says(page.chat, 'This server keeps no history.');
    say(page.chat, 'anybody?');
    await isIn(page.chat, 'anybody?', 'failed');
    expect(messageOf(page.chat, 'anybody?')).to.contain.text('Not confirmed. It may have been sent.');
    await eventually(async () => expect(await server.heard()).to.deep.equal(['anybody?']));

    buttonOf(page.chat, 'anybody?', 'Try again').click();
    await eventually(async () => expect(await server.heard()).to.deep.equal(['anybody?', 'anybody?']));
    const [message] = parts(page.chat, 'message').slice(1);
    await server.say('message', { message: 'anybody?', username: 'Ann', id: message?.dataset.id });
    await eventually(() => expect(conversation(page.chat)).to.deep.equal([greeting, 'Ann: anybody?']));
  });

  it('is not sent again by itself as somebody else: it says that it may have been sent', async () => {
    const relay = await ownRelay();
    const place = { 'relay-url': relay.url, room: newRoom(), username: 'Ann' };
    const page = await Page.open(place);
    await isOnline(page.chat);
    await relay.pause();
    say(page.chat, 'my words');
    await isIn(page.chat, 'my words', 'sending');
    // Cookies and the like are cleared, and IndexedDB is not.
    localStorage.clear();
    await page.reload();
    await relay.resume();
    await isOnline(page.chat);
    await eventually(() => {
      const failed = parts(page.chat, 'message').filter(({ dataset }) => dataset.state === 'failed');
      expect(failed.length).to.equal(1);
      expect(failed[0]).to.contain.text('Not confirmed. It may have been sent.');
    });
    const newcomer = await openChat({ ...place, username: 'Cem' });
    expect(conversation(newcomer)).to.deep.equal(['Ann: my words', greeting]);
  });
});
