import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined, refused } from './support/answers.ts';
import { isOnline, newRoom, openChat, openOther } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, say } from './support/hands.ts';
import { keptFor } from './support/outbox.ts';
import { Page } from './support/page.ts';
import { scriptedServer } from './support/servers.ts';
import { token } from './support/tokens.ts';
import {
  bannerWords,
  buttonOf,
  conversation,
  focusedPart,
  input,
  isSent,
  messageOf,
  part,
  parts,
} from './support/view.ts';
import {
  newPlace,
  openModerated,
  openModeration,
  sendTo,
  labelOf,
  pressButton,
} from './support/moderation.ts';

function clickAt(button: HTMLButtonElement, place: MouseEventInit): void {
  button.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, ...place }));
}

describe('a moderator', () => {
  /** In front of a server that says what waits: one that Ben wrote. */
  async function openScripted(script: (item: object) => object): Promise<RealtimeChat> {
    const room = newRoom();
    const me = { id: 'mona', username: 'Mona', session: 'session of Mona', roles: ['moderator'] };
    const message = { seq: 1, id: 'message-of-Ben-1', sender: 'ben', username: 'Ben', message: 'rude' };
    const item = { id: 'one', type: 'report', time: Date.now(), message, count: 1 };
    const joins = {
      [room]: joined({ me, queue: 1, head: 1, messages: [entry(1, 'rude')] }),
    };
    const server = await scriptedServer({ joins, ...script(item) });
    return openChat({ 'relay-url': server.url, room, username: 'Mona' });
  }

  it('loads the queue again if it could not be loaded before', async () => {
    const mona = await openScripted((item) => ({ queue: [refused('forbidden'), { items: [item] }] }));
    await eventually(() => expect(bannerWords(mona)).to.equal('You may not do this.'));
    await openModeration(mona, 'Queue');
    await eventually(() => expect(part(mona, 'queue')).to.contain.text('rude'));
  });

  it('still sees a report of a message that could not be deleted', async () => {
    const mona = await openScripted((item) => ({
      queue: [{ items: [item] }],
      changes: [refused('forbidden')],
    }));
    await eventually(() => part(mona, 'shield'));
    await openModeration(mona, 'Queue');
    await eventually(() => pressButton(mona, 'queue', 'Delete'));
    await eventually(() => expect(bannerWords(mona)).to.equal('You may not do this.'));
    expect(part(mona, 'queue')).to.contain.text('rude');
  });

  it('sees a changed queue of the same length', async () => {
    const { mona, ann } = await openModerated();
    await sendTo(mona, 'one', ann);
    await sendTo(mona, 'two', ann);
    await choose(ann, 'one', 'Report');
    await eventually(() => part(mona, 'shield'));
    await openModeration(mona, 'Queue');
    await eventually(() => expect(part(mona, 'queue')).to.contain.text('one'));
    // The relay tells how much waits once a second: of one that goes and one that comes it may tell nothing.
    await choose(ann, 'two', 'Report');
    await openModeration(mona, 'Queue');
    await eventually(() => pressButton(mona, 'queue', 'Dismiss'));
    await eventually(() => {
      expect(part(mona, 'queue')).to.contain.text('two');
      expect(part(mona, 'queue')).not.to.contain.text('one');
    });
  });

  /** Ann has reported what Mona said, and Mona looks at that. */
  async function openReported(...texts: string[]): Promise<RealtimeChat> {
    const { mona, ann } = await openModerated();
    for (const text of texts) {
      await sendTo(mona, text, ann);
      await choose(ann, text, 'Report');
    }
    await eventually(() => part(mona, 'shield'));
    await openModeration(mona, 'Queue');
    await eventually(() => expect(waiting(mona)).to.deep.equal(texts));
    return mona;
  }

  function waiting(chat: RealtimeChat): string[] {
    return parts(chat, 'queue').flatMap((queue) =>
      [...queue.querySelectorAll('li > p')].map(({ textContent }) => textContent),
    );
  }

  function dismissal(chat: RealtimeChat, text: string): HTMLButtonElement {
    const row = [...part(chat, 'queue').querySelectorAll('li')].find((each) =>
      each.textContent.includes(text),
    );
    const button = [...(row?.querySelectorAll('button') ?? [])].find((each) => labelOf(each) === 'Dismiss');
    if (!button) throw new Error(`There is no way to dismiss ${text}`);
    return button;
  }

  it('has the focus on the next queue item when one is resolved', async () => {
    const mona = await openReported('one', 'two', 'three');
    for (const [text, next] of [
      ['two', 'three'],
      ['three', 'one'],
    ] as const) {
      const button = dismissal(mona, text);
      button.focus();
      button.click();
      await eventually(() => expect(waiting(mona)).not.to.include(text));
      const focused = mona.shadowRoot?.activeElement;
      expect(focused?.localName).to.equal('li');
      expect(focused).to.contain.text(next);
    }
    const last = dismissal(mona, 'one');
    last.focus();
    last.click();
    await eventually(() => expect(parts(mona, 'queue')).to.be.empty);
    expect(focusedPart(mona)).to.equal('moderation');
  });

  it('does not resolve the next item by the second click of a double click, nor by a second tap', async () => {
    const mona = await openReported('one', 'two', 'three', 'four');
    clickAt(dismissal(mona, 'one'), { detail: 1 });
    await eventually(() => expect(waiting(mona)).to.deep.equal(['two', 'three', 'four']));
    clickAt(dismissal(mona, 'two'), { detail: 2 });
    // Of fingers, browsers do not count the taps; another place is another's.
    clickAt(dismissal(mona, 'three'), { detail: 1, clientX: 90 });
    clickAt(dismissal(mona, 'two'), { detail: 1, clientX: 95 });
    dismissal(mona, 'four').click();
    await eventually(() => expect(waiting(mona)).to.deep.equal(['two']));
  });

  it('sees reported and held messages, and resolves them', async () => {
    const { mona, ann } = await openModerated('--guest-links', 'hold');
    await sendTo(mona, 'rude', ann);
    await choose(ann, 'rude', 'Report');
    input(ann, 'field').focus();
    say(ann, 'see example.com');
    await eventually(() =>
      expect(parts(ann, 'message').at(-1)?.textContent).to.contain(
        'Waiting for a moderator. Only you can see it.',
      ),
    );
    await eventually(() => part(mona, 'shield'));
    await openModeration(mona, 'Queue');
    await eventually(() => {
      const items = [...part(mona, 'queue').querySelectorAll('li')].map(({ textContent }) =>
        textContent.replace(/\s+/g, ' ').trim(),
      );
      expect(items).to.deep.equal([
        'Mona 1 report rude Delete Dismiss',
        'Ann see example.com Let through Dismiss',
      ]);
    });
    pressButton(mona, 'queue', 'Let through');
    await eventually(() => expect(messageOf(mona, 'see example.com').dataset.state).to.equal('sent'));
    await eventually(() => expect(messageOf(ann, 'see example.com').dataset.state).to.equal('sent'));
    expect(conversation(ann)).to.deep.equal(['Mona: rude', 'Ann: see example.com']);
    pressButton(mona, 'queue', 'Delete');
    await eventually(() => expect(conversation(ann)[0]).to.equal('Mona: Message deleted'));
    await eventually(() => expect(parts(mona, 'queue')).to.deep.equal([]));
  });
});

describe('a message that is held for a moderator', () => {
  /** Mona, who moderates, and a page of Ann's that was told so. */
  async function openHeld() {
    const place = await newPlace('--guest-links', 'hold');
    const mona = await openOther({ ...place, token: await token(), username: 'Mona' });
    localStorage.clear();
    const attributes = { ...place, username: 'Ann' };
    const page = await Page.open(attributes);
    await isOnline(page.chat);
    return { mona, page, attributes };
  }

  async function isHeld(page: Page): Promise<void> {
    say(page.chat, 'see example.com');
    await eventually(() =>
      expect(messageOf(page.chat, 'see example.com')).to.contain.text(
        'Waiting for a moderator. Only you can see it.',
      ),
    );
  }

  async function letThrough(mona: RealtimeChat): Promise<void> {
    await eventually(() => part(mona, 'shield'));
    await openModeration(mona, 'Queue');
    await eventually(() => pressButton(mona, 'queue', 'Let through'));
    await isSent(mona, 'see example.com');
    // Two people who share a browser would share what is kept in it.
    mona.remove();
  }

  /** It is there once, and no page keeps it to be tried again. */
  async function isThere({ chat }: Page): Promise<void> {
    await isSent(chat, 'see example.com');
    await eventually(async () => expect(await keptFor(chat.room)).to.be.empty);
    expect(conversation(chat)).to.deep.equal(['Ann: see example.com']);
  }

  it('cannot be sent again', async () => {
    const { page } = await openHeld();
    await isHeld(page);
    const buttons = messageOf(page.chat, 'see example.com').querySelectorAll('[part="state"] button');
    expect([...buttons].map(({ textContent }) => textContent)).to.deep.equal(['Withdraw']);
  });

  it('is gone here and from the queue by Withdraw, which screen readers are told', async () => {
    const { mona, page } = await openHeld();
    await isHeld(page);
    await eventually(() => part(mona, 'shield'));
    (await buttonOf(page.chat, 'see example.com', 'Withdraw')).click();
    await eventually(() => expect(conversation(page.chat)).to.be.empty);
    await eventually(() => expect(parts(mona, 'shield')).to.be.empty);
    const status = page.chat.shadowRoot?.querySelector('.announcer[role="status"]');
    await eventually(() => expect(status).to.contain.text('Withdraw – done.'));
    await eventually(async () => expect(await keptFor(page.chat.room)).to.be.empty);
    expect(input(page.chat, 'field').value).to.equal('');
    mona.remove();
  });

  /** A page of a message that is held by a server which answers this to the attempt to withdraw it. */
  async function openAnswered(code: string) {
    const room = newRoom();
    const server = await scriptedServer({
      joins: { [room]: joined() },
      sends: [refused('held')],
      changes: [refused(code)],
    });
    const page = await Page.open({ 'relay-url': server.url, room, username: 'Ann' });
    await isOnline(page.chat);
    await isHeld(page);
    (await buttonOf(page.chat, 'see example.com', 'Withdraw')).click();
    return { server, room, chat: page.chat };
  }

  it('is gone by Withdraw, if a moderator has dismissed it meanwhile', async () => {
    const { chat } = await openAnswered('not_found');
    await eventually(() => expect(conversation(chat)).to.be.empty);
    expect(bannerWords(chat)).to.equal('');
  });

  it('is shown as sent, with a notice, if a moderator publishes it while it is withdrawn', async () => {
    const { server, room, chat } = await openAnswered('too_late');
    await eventually(() => expect(bannerWords(chat)).to.equal('The message is already published.'));
    const { id = '' } = messageOf(chat, 'see example.com').dataset;
    const published = { ...entry(1, 'see example.com'), id, sender: 'ann' };
    await server.say('entries', { room, epoch: 'first', entries: [published] });
    await isSent(chat, 'see example.com');
    expect(parts(chat, 'message')).to.have.length(1);
  });

  it('is shown once if it was approved while its page was closed', async () => {
    const { mona, page, attributes } = await openHeld();
    await isHeld(page);
    await page.close();
    await letThrough(mona);
    await isThere(await Page.open(attributes));
  });

  it('is shown once if another page takes it over', async () => {
    const { mona, page, attributes } = await openHeld();
    const other = await Page.open(attributes);
    await isOnline(other.chat);
    await isHeld(page);
    await page.close();
    await letThrough(mona);
    await isSent(other.chat, 'see example.com');
    other.chat.disconnect();
    other.chat.connect();
    await isThere(other);
  });
});
