import { expect } from '@open-wc/testing';
import { isOnline, newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say } from './support/hands.ts';
import { keptFor } from './support/outbox.ts';
import { Page } from './support/page.ts';
import { ownRelay, scriptedServer } from './support/servers.ts';
import { buttonOf, conversation, isIn, messageOf, parts, says } from './support/view.ts';

/** Waits until the page has given these words to a WebSocket, and the browser has passed on all that it was given. */
async function passesOn(page: Page, text: string, act: () => void): Promise<void> {
  let used: WebSocket | undefined;
  const { prototype } = page.window.WebSocket;
  prototype.send = new Proxy(Reflect.get(prototype, 'send'), {
    apply(send, socket: WebSocket, words: [unknown]) {
      if (String(words[0]).includes(text)) used = socket;
      return Reflect.apply(send, socket, words);
    },
  });
  act();
  await eventually(() => expect(used?.bufferedAmount).to.equal(0));
}

describe('a message that may have been sent', () => {
  it('says so if a server without acknowledgements does not echo it', async () => {
    const server = await scriptedServer({ says: [['message', { message: 'welcome to the chat' }]] });
    const place = { 'relay-url': server.url, room: newRoom(), username: 'Ann' };
    const page = await Page.open(place);
    await says(page.chat, 'This server keeps no history.');
    // Not before, or the link itself would have to be made in that time.
    page.window.longWaits = 'short';
    say(page.chat, 'anybody?');
    await isIn(page.chat, 'anybody?', 'failed');
    await eventually(() =>
      expect(messageOf(page.chat, 'anybody?')).to.contain.text('Not confirmed. It may have been sent.'),
    );
    await eventually(async () => expect(await server.heard()).to.deep.equal(['anybody?']));

    // This time it waits for as long as it takes the test to have it shown.
    page.window.longWaits = 'endless';
    (await buttonOf(page.chat, 'anybody?', 'Try again')).click();
    await eventually(async () => expect(await server.heard()).to.deep.equal(['anybody?', 'anybody?']));
    await isIn(page.chat, 'anybody?', 'sending');
    const { id } = messageOf(page.chat, 'anybody?').dataset;
    await server.say('message', { message: 'anybody?', username: 'Ann', id });
    await eventually(() =>
      expect(conversation(page.chat)).to.deep.equal(['Server: welcome to the chat', 'Ann: anybody?']),
    );
  });

  it('is not sent again automatically under another identity, and says that it may have been sent', async () => {
    const relay = await ownRelay();
    const place = { 'relay-url': relay.url, room: newRoom(), username: 'Ann' };
    const page = await Page.open(place);
    await isOnline(page.chat);
    await relay.pause();
    // It is shown as being sent before it is noted as whom, and before it has left.
    await passesOn(page, 'my words', () => say(page.chat, 'my words'));
    await isIn(page.chat, 'my words', 'sending');
    const [kept] = await keptFor(place.room);
    expect(kept?.sender).to.equal(page.chat.messages.find(({ own }) => own)?.sender);
    // Cookies and the like are cleared, and IndexedDB is not.
    localStorage.clear();
    await page.reload();
    await relay.resume();
    await isOnline(page.chat);
    await eventually(() => {
      const failed = parts(page.chat, 'message').filter(({ dataset }) => dataset.state === 'failed');
      expect(failed.length).to.equal(1);
      expect(failed[0]).to.contain.text('Not confirmed. It may have been sent.');
      // The one that was stored is somebody else's here, and comes when the relay has read it.
      expect(conversation(page.chat).filter((line) => line === 'Ann: my words').length).to.equal(2);
    });
    const newcomer = await openChat({ ...place, username: 'Cem' });
    expect(conversation(newcomer)).to.deep.equal(['Ann: my words']);
  });
});
