import { expect } from '@open-wc/testing';
import { entry, joined, refused } from './support/answers.ts';
import { isOnline, newRoom } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { press, say, type } from './support/hands.ts';
import { keptFor } from './support/outbox.ts';
import { Page } from './support/page.ts';
import { openRefused } from './support/refused.ts';
import { scriptedServer } from './support/servers.ts';
import {
  bannerWords,
  buttonOf,
  conversation,
  input,
  isIn,
  isSent,
  messageOf,
  part,
  parts,
  says,
  shows,
} from './support/view.ts';

/** Waits until nothing is kept for the room any more, which is a moment after it is no longer shown. */
async function keepsNothing(room: string): Promise<void> {
  await eventually(async () => expect(await keptFor(room)).to.be.empty);
}

describe('a message that was refused', () => {
  it('says why, and offers Try again, Edit and Discard', async () => {
    const { page } = await openRefused();
    const message = messageOf(page.chat, 'my words');
    expect(message).to.contain.text('Not sent.');
    await eventually(() => expect(message).to.contain.text('Not sent. Please try again.'));
    const names = [...message.querySelectorAll('button')].map((button) => button.textContent.trim());
    expect(names).to.deep.equal(['Try again', 'Edit', 'Discard']);
  });

  it('goes back to the field by Edit, and is replaced by what is sent then; the draft stays', async () => {
    const { page, server, room } = await openRefused();
    await server.say('entries', { room, epoch: 'first', entries: [entry(1, 'news')] });
    type(page.chat, 'field', 'half a thought');
    const announced: string[] = [];
    page.chat.addEventListener('chat-send', ({ detail }) => announced.push(detail.message));
    (await buttonOf(page.chat, 'my words', 'Edit')).click();
    expect(input(page.chat, 'field').value).to.equal('my words');
    expect(page.chat.shadowRoot?.activeElement).to.equal(input(page.chat, 'field'));
    await eventually(() => expect(part(page.chat, 'send')).to.have.trimmed.text('Send'));
    say(page.chat, 'better words');
    await isSent(page.chat, 'better words');
    await shows(page.chat, ['Ben: news', 'Ann: better words']);
    expect(input(page.chat, 'field').value).to.equal('half a thought');
    expect(announced).to.deep.equal(['better words']);
    expect(await server.heard()).to.deep.equal(['my words', 'better words']);
    await keepsNothing(room);
  });

  it('is edited no longer once it is tried again, so that it is sent once', async () => {
    const { page, server } = await openRefused();
    input(page.chat, 'field').focus();
    await eventually(() => {
      press(input(page.chat, 'field'), 'ArrowUp');
      expect(input(page.chat, 'field').value).to.equal('my words');
    });
    (await buttonOf(page.chat, 'my words', 'Try again')).click();
    await isSent(page.chat, 'my words');
    expect(input(page.chat, 'field').value).to.equal('');
    expect(parts(page.chat, 'context')).to.be.empty;
    expect(await server.heard()).to.deep.equal(['my words', 'my words']);
  });

  it('stays as it was if the edit is cancelled, by the person or by the page', async () => {
    const { page, server } = await openRefused();
    input(page.chat, 'field').focus();
    await eventually(() => {
      press(input(page.chat, 'field'), 'ArrowUp');
      expect(input(page.chat, 'field').value).to.equal('my words');
    });
    page.chat.addEventListener('chat-send', (event) => event.preventDefault(), { once: true });
    say(page.chat, 'better words');
    expect(input(page.chat, 'field').value).to.equal('better words');
    await isIn(page.chat, 'my words', 'failed');
    press(input(page.chat, 'field'), 'Escape');
    expect(input(page.chat, 'field').value).to.equal('');
    await isIn(page.chat, 'my words', 'failed');
    expect(await server.heard()).to.deep.equal(['my words']);
  });

  it('is sent as a new one if it is discarded while its text is edited', async () => {
    const { page, server } = await openRefused();
    (await buttonOf(page.chat, 'my words', 'Edit')).click();
    (await buttonOf(page.chat, 'my words', 'Discard')).click();
    await eventually(() => expect(conversation(page.chat)).to.be.empty);
    say(page.chat, 'better words');
    await isSent(page.chat, 'better words');
    expect(await server.heard()).to.deep.equal(['my words', 'better words']);
  });

  it('stays where it was written when others write, and moves to the end by Try again', async () => {
    const { page, server, room } = await openRefused();
    await server.say('entries', { room, epoch: 'first', entries: [entry(1, 'news')] });
    await shows(page.chat, ['Ann: my words', 'Ben: news']);
    (await buttonOf(page.chat, 'my words', 'Try again')).click();
    await shows(page.chat, ['Ben: news', 'Ann: my words']);
  });

  it('that is out of view is told by a notice', async () => {
    const room = newRoom();
    const time = Date.now() - 1000;
    const messages = Array.from({ length: 50 }, (_, index) =>
      entry(index + 1, `message ${index + 1}`, { time }),
    );
    const server = await scriptedServer({
      joins: { [room]: joined({ head: 50, messages }) },
      sends: [refused('conflict')],
    });
    const page = await Page.open({ 'relay-url': server.url, room, username: 'Ann' });
    await isOnline(page.chat);
    await page.hasLoaded();
    const entries = Array.from({ length: 50 }, (_, index) =>
      entry(index + 51, `news ${index + 51}`, { time: Date.now() + 60_000 }),
    );
    await server.say('entries', { room, epoch: 'first', entries });
    await eventually(() => messageOf(page.chat, 'news 100'));
    const rising: (string | null)[] = [];
    const { prototype } = page.window.Element;
    prototype.animate = new Proxy(Reflect.get(prototype, 'animate'), {
      apply(animate, element: Element, how: Parameters<Element['animate']>) {
        rising.push(element.textContent);
        return Reflect.apply(animate, element, how);
      },
    });
    say(page.chat, 'my words');
    // It has moved to where it was written, above the messages in view.
    await isIn(page.chat, 'my words', 'failed');
    await eventually(() => expect(bannerWords(page.chat)).to.equal('Not sent. Please try again.'));
    // It may rise when it is sent, and the others do not rise again above which it has moved.
    expect(rising.filter((text) => !text?.includes('my words'))).to.be.empty;
    expect(rising.length).to.be.at.most(1);
  });

  it('is sent once, and shown once, by Try again', async () => {
    const { page, server, room } = await openRefused();
    (await buttonOf(page.chat, 'my words', 'Try again')).click();
    await isSent(page.chat, 'my words');
    await shows(page.chat, ['Ann: my words']);
    expect(await server.heard()).to.deep.equal(['my words', 'my words']);
    await keepsNothing(room);
    await page.reload();
    await isOnline(page.chat);
    say(page.chat, 'more');
    await isIn(page.chat, 'more', 'sending');
    expect(conversation(page.chat)).to.deep.equal(['Ann: more']);
  });

  it('is still there if the page ends while Try again is being stored', async () => {
    const { page, server, room } = await openRefused();
    page.window.stall('transactions');
    (await buttonOf(page.chat, 'my words', 'Try again')).click();
    await eventually(() => expect(page.window.held).not.to.be.empty);
    await page.close();
    const next = await Page.open({ 'relay-url': server.url, room, username: 'Ann' });
    await isIn(next.chat, 'my words', 'failed');
    expect(await server.heard()).to.deep.equal(['my words']);
  });

  it('is still there after a reload, with its reason, until it is sent by Try again', async () => {
    const { page, server } = await openRefused();
    await page.reload();
    await isIn(page.chat, 'my words', 'failed');
    await eventually(() =>
      expect(messageOf(page.chat, 'my words')).to.contain.text('Not sent. Please try again.'),
    );
    await isOnline(page.chat);
    expect(await server.heard()).to.deep.equal(['my words']);
    (await buttonOf(page.chat, 'my words', 'Try again')).click();
    await isSent(page.chat, 'my words');
    await shows(page.chat, ['Ann: my words']);
    expect(await server.heard()).to.deep.equal(['my words', 'my words']);
  });

  it('is removed for good by Discard', async () => {
    const { page, server, room } = await openRefused();
    say(page.chat, 'other words');
    await isSent(page.chat, 'other words');
    (await buttonOf(page.chat, 'my words', 'Discard')).click();
    await shows(page.chat, ['Ann: other words']);
    await keepsNothing(room);
    await page.reload();
    await isOnline(page.chat);
    say(page.chat, 'last words');
    await isIn(page.chat, 'last words', 'sending');
    expect(conversation(page.chat)).to.deep.equal(['Ann: last words']);
    await eventually(async () =>
      expect(await server.heard()).to.deep.equal(['my words', 'other words', 'last words']),
    );
  });

  it('is not discarded by the second click of a double click on another message', async () => {
    const room = newRoom();
    const sends = [refused('conflict'), refused('conflict')];
    const server = await scriptedServer({ joins: { [room]: joined() }, sends });
    const page = await Page.open({ 'relay-url': server.url, room, username: 'Ann' });
    await isOnline(page.chat);
    for (const text of ['one', 'two']) {
      say(page.chat, text);
      await isIn(page.chat, text, 'failed');
    }
    (await buttonOf(page.chat, 'two', 'Discard')).click();
    await shows(page.chat, ['Ann: one']);
    const second = new MouseEvent('click', { bubbles: true, composed: true, detail: 2 });
    (await buttonOf(page.chat, 'one', 'Discard')).dispatchEvent(second);
    await page.chat.updateComplete;
    expect(conversation(page.chat)).to.deep.equal(['Ann: one']);
  });

  it('stays, and the name field asks for a name, if there is none at Try again', async () => {
    const { page, server } = await openRefused();
    type(page.chat, 'name', '');
    type(page.chat, 'field', 'half a thought');
    (await buttonOf(page.chat, 'my words', 'Try again')).click();
    await says(page.chat, 'Please type your name');
    expect(page.chat.shadowRoot?.activeElement).to.equal(input(page.chat, 'name'));
    expect(conversation(page.chat)).to.deep.equal(['Ann: my words']);
    expect(messageOf(page.chat, 'my words')).to.have.attribute('data-state', 'failed');
    expect(input(page.chat, 'field').value).to.equal('half a thought');

    type(page.chat, 'name', 'Anna');
    (await buttonOf(page.chat, 'my words', 'Try again')).click();
    await isSent(page.chat, 'my words');
    await shows(page.chat, ['Anna: my words']);
    expect(input(page.chat, 'field').value).to.equal('half a thought');
    expect(await server.heard()).to.deep.equal(['my words', 'my words']);
  });
});
