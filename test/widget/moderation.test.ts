import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined, refused } from './support/answers.ts';
import { isOnline, newRoom, openChat, openOther, placeChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, openMenu, say } from './support/hands.ts';
import { keptFor } from './support/outbox.ts';
import { Page } from './support/page.ts';
import { ownRelay, scriptedServer } from './support/servers.ts';
import { authSecret, token } from './support/tokens.ts';
import {
  bannerWords,
  conversation,
  focusedPart,
  input,
  isSent,
  menuItem,
  menuNames,
  messageOf,
  part,
  parts,
} from './support/view.ts';

async function newPlace(...args: string[]): Promise<{ 'relay-url': string; room: string }> {
  const { url } = await ownRelay({ args: ['--auth-secret', authSecret, '--greeting', '', ...args] });
  return { 'relay-url': url, room: newRoom() };
}

/** Ann in front of a guest, and Mona, who moderates. */
async function openModerated(...args: string[]): Promise<{ mona: RealtimeChat; ann: RealtimeChat }> {
  const place = await newPlace(...args);
  const ann = await openChat(place);
  const mona = await openOther({ ...place, token: await token(), username: 'Mona' });
  return { mona, ann };
}

async function says(chat: RealtimeChat, text: string, ...others: RealtimeChat[]): Promise<void> {
  await chat.send(text);
  for (const other of others) await eventually(() => void messageOf(other, text));
}

function buttonsIn(chat: RealtimeChat, name: string): HTMLButtonElement[] {
  return [...part(chat, name).querySelectorAll('button')];
}

const labelOf = (button: HTMLButtonElement): string => button.textContent.trim();

function press(chat: RealtimeChat, name: string, label: string): void {
  const button = buttonsIn(chat, name).find((each) => labelOf(each) === label);
  if (!button) throw new Error(`There is no button ${label}`);
  button.click();
}

function clickAt(button: HTMLButtonElement, place: MouseEventInit): void {
  button.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, ...place }));
}

async function isLetIn(chat: RealtimeChat): Promise<void> {
  await eventually(async () => {
    chat.connect();
    await chat.updateComplete;
    expect(chat.status).to.equal('online');
  });
}

/** Mona has banned Ann by the menu of what Ann wrote. */
async function openBanned(): Promise<{ mona: RealtimeChat; ann: RealtimeChat }> {
  const { mona, ann } = await openModerated();
  await says(ann, 'rude', mona);
  await openMenu(mona, 'rude');
  expect(menuNames(mona)).not.to.include('Let Ann in again');
  menuItem(mona, 'Ban Ann').click();
  await eventually(() => menuItem(mona, 'Ban Ann – really?').click());
  await eventually(() => expect(ann.status).to.equal('refused'));
  await eventually(() => expect(part(mona, 'members')).to.have.text('1 person'));
  return { mona, ann };
}

describe('a person with a token of the site', () => {
  it('has a verified mark with an accessible name', async () => {
    const { mona, ann } = await openModerated();
    await says(mona, 'hello', ann);
    await says(ann, 'hi', mona);
    const mark = messageOf(ann, 'hello').querySelector('[part="verified"]');
    expect(mark).to.have.attribute('aria-label', 'Verified');
    expect(messageOf(mona, 'hi').querySelector('[part="verified"]')).to.equal(null);
  });

  it('enters by the token of the page’s function, also if that is set later', async () => {
    const place = await newPlace('--guests', 'deny');
    const chat = placeChat({ ...place, username: 'Mona' });
    await eventually(() => expect(bannerWords(chat)).to.contain('You have to sign in to enter.'));
    chat.tokenProvider = () => token();
    await isOnline(chat);
    const first = chat.status;
    // As a framework does with each of its renders.
    chat.tokenProvider = () => token();
    await chat.updateComplete;
    expect([first, chat.status]).to.deep.equal(['online', 'online']);
  });
});

describe('a name that is taken', () => {
  it('does not prevent reading, and is reported when a message is sent under it', async () => {
    const place = { room: newRoom() };
    const ann = await openChat(place);
    await says(ann, 'hello');
    const other = await openOther({ ...place, username: 'ANN' });
    await eventually(() => void messageOf(other, 'hello'));
    input(other, 'field').focus();
    say(other, 'I am Ann');
    await eventually(() =>
      expect(parts(other, 'message').at(-1)?.textContent).to.contain('This name is taken.'),
    );
  });
});

describe('a moderator', () => {
  it('mutes after a confirmation, and the muted person is told and keeps the typed text', async () => {
    const { mona, ann } = await openModerated();
    await says(ann, 'rude', mona);
    await choose(mona, 'rude', 'Mute Ann for 10 minutes');
    await eventually(() => menuItem(mona, 'Mute Ann for 10 minutes – really?').click());
    await eventually(() => expect(bannerWords(ann)).to.equal('You cannot write here at the moment.'));
    input(ann, 'field').focus();
    say(ann, 'but');
    await eventually(() =>
      expect(part(ann, 'composer')).to.contain.text('You cannot write here at the moment.'),
    );
    expect(input(ann, 'field').value).to.equal('but');
  });

  it('bans, and the banned person is removed and told why', async () => {
    const { mona, ann } = await openModerated();
    await says(ann, 'rude', mona);
    await choose(mona, 'rude', 'Ban Ann');
    await eventually(() => menuItem(mona, 'Ban Ann – really?').click());
    await eventually(() => expect(bannerWords(ann)).to.contain('You cannot enter this room.'));
    expect(ann.status).to.equal('refused');
  });

  it('deletes all messages of a person', async () => {
    const { mona, ann } = await openModerated();
    await says(ann, 'one', mona);
    await says(ann, 'two', mona);
    await says(mona, 'mine', ann);
    await choose(mona, 'two', 'Delete everything by Ann');
    await eventually(() => menuItem(mona, 'Delete everything by Ann – really?').click());
    await eventually(() =>
      expect(conversation(ann)).to.deep.equal(['Ann: Message deleted', 'Ann: Message deleted', 'Mona: mine']),
    );
  });

  it('mutes a person in the list of people, and unmutes them', async () => {
    const { mona, ann } = await openModerated();
    part(mona, 'members').click();
    await eventually(() => {
      const [summary, ...others] = part(mona, 'people').querySelectorAll('summary');
      expect(others).to.be.empty;
      expect(summary?.textContent).to.equal('Ann');
      summary?.click();
    });
    await eventually(() => press(mona, 'people', 'Mute Ann for 10 minutes'));
    await eventually(() => press(mona, 'people', 'Mute Ann for 10 minutes – really?'));
    await eventually(() => expect(bannerWords(ann)).to.equal('You cannot write here at the moment.'));
    const names = (): string[] => buttonsIn(mona, 'people').map(labelOf).slice(-3);
    const others = ['Ban Ann', 'Delete everything by Ann'];
    await eventually(() => expect(names()).to.deep.equal(['Let Ann write again', ...others]));
    press(mona, 'people', 'Let Ann write again');
    await eventually(() => expect(bannerWords(ann)).to.equal(''));
    await eventually(() => expect(names()).to.deep.equal(['Mute Ann for 10 minutes', ...others]));
  });

  it('unbans a person by the menu of a message', async () => {
    const { mona, ann } = await openBanned();
    await openMenu(mona, 'rude');
    await eventually(() => menuItem(mona, 'Let Ann in again').click());
    await isLetIn(ann);
  });

  it('unbans a person who is not in the room', async () => {
    const { mona, ann } = await openBanned();
    part(mona, 'members').click();
    await eventually(() => press(mona, 'moderation', 'Let Ann in again'));
    await isLetIn(ann);
    await eventually(() =>
      expect(buttonsIn(mona, 'moderation').map(labelOf)).to.deep.equal(['Lock the room']),
    );
  });

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
    part(mona, 'members').click();
    await eventually(() => expect(bannerWords(mona)).to.equal('You may not do this.'));
    expect(parts(mona, 'queue')).to.be.empty;
    part(mona, 'members').click();
    part(mona, 'members').click();
    await eventually(() => expect(part(mona, 'queue')).to.contain.text('rude'));
  });

  it('still sees a report of a message that could not be deleted', async () => {
    const mona = await openScripted((item) => ({
      queue: [{ items: [item] }],
      changes: [refused('forbidden')],
    }));
    part(mona, 'members').click();
    await eventually(() => press(mona, 'queue', 'Delete'));
    await eventually(() => expect(bannerWords(mona)).to.equal('You may not do this.'));
    expect(part(mona, 'queue')).to.contain.text('rude');
  });

  it('sees a changed queue of the same length', async () => {
    const { mona, ann } = await openModerated();
    await says(mona, 'one', ann);
    await says(mona, 'two', ann);
    await choose(ann, 'one', 'Report');
    part(mona, 'members').click();
    await eventually(() => expect(part(mona, 'queue')).to.contain.text('one'));
    // The relay tells how much waits once a second: of one that goes and one that comes it may tell nothing.
    await choose(ann, 'two', 'Report');
    part(mona, 'members').click();
    await eventually(() => press(mona, 'queue', 'Dismiss'));
    await eventually(() => {
      expect(part(mona, 'queue')).to.contain.text('two');
      expect(part(mona, 'queue')).not.to.contain.text('one');
    });
  });

  /** Ann has reported what Mona said, and Mona looks at that. */
  async function openReported(...texts: string[]): Promise<RealtimeChat> {
    const { mona, ann } = await openModerated();
    for (const text of texts) {
      await says(mona, text, ann);
      await choose(ann, text, 'Report');
    }
    part(mona, 'members').click();
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
    expect(focusedPart(mona)).to.equal('people');
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

  it('has the focus on the list of people when the banned person leaves it', async () => {
    const { mona } = await openModerated();
    part(mona, 'members').click();
    const item = await eventually(() => {
      const summary = part(mona, 'people').querySelector('summary');
      if (!summary) throw new Error('Ann is not there');
      summary.click();
      return summary.parentElement;
    });
    const ban = [...(item?.querySelectorAll('button') ?? [])].find((each) => labelOf(each) === 'Ban Ann');
    ban?.focus();
    ban?.click();
    await eventually(() => press(mona, 'people', 'Ban Ann – really?'));
    await eventually(() => expect(part(mona, 'people').querySelector('summary')).to.equal(null));
    expect(focusedPart(mona)).to.equal('people');
  });

  it('locks and unlocks the room above the list of people, and sets slow mode', async () => {
    const { mona, ann } = await openModerated();
    part(mona, 'members').click();
    await eventually(() => void part(mona, 'moderation'));
    press(mona, 'moderation', 'Lock the room');
    await eventually(() => expect(bannerWords(ann)).to.equal('Only moderators can write at the moment.'));
    // What concerns her comes to her with the others' word, and not before.
    await eventually(() => press(mona, 'moderation', 'Unlock the room'));
    await eventually(() => expect(bannerWords(ann)).to.equal(''));

    const pace = part(mona, 'moderation').querySelector('select');
    if (!pace) throw new Error('There is no choice of a pace');
    pace.value = '30';
    pace.dispatchEvent(new Event('change', { bubbles: true }));
    await says(mona, 'slowly now', ann);
    input(ann, 'field').focus();
    say(ann, 'one');
    await eventually(() => expect(messageOf(ann, 'one').dataset.state).to.equal('sent'));
    say(ann, 'two');
    await eventually(() => expect(messageOf(ann, 'two').textContent).to.match(/Sending again in \d\d s/));
  });

  it('sees reported and held messages, and resolves them', async () => {
    const { mona, ann } = await openModerated('--guest-links', 'hold');
    await says(mona, 'rude', ann);
    await choose(ann, 'rude', 'Report');
    input(ann, 'field').focus();
    say(ann, 'see example.com');
    await eventually(() =>
      expect(parts(ann, 'message').at(-1)?.textContent).to.contain(
        'A moderator looks at this message first.',
      ),
    );
    part(mona, 'members').click();
    await eventually(() => {
      const items = [...part(mona, 'queue').querySelectorAll('li')].map(({ textContent }) =>
        textContent.replace(/\s+/g, ' ').trim(),
      );
      expect(items).to.deep.equal([
        'Mona 1 report rude Delete Dismiss',
        'Ann see example.com Let through Dismiss',
      ]);
    });
    press(mona, 'queue', 'Let through');
    await eventually(() => expect(messageOf(mona, 'see example.com').dataset.state).to.equal('sent'));
    await eventually(() => expect(messageOf(ann, 'see example.com').dataset.state).to.equal('sent'));
    expect(conversation(ann)).to.deep.equal(['Mona: rude', 'Ann: see example.com']);
    press(mona, 'queue', 'Delete');
    await eventually(() => expect(conversation(ann)[0]).to.equal('Mona: Message deleted'));
    await eventually(() => expect(parts(mona, 'queue')).to.deep.equal([]));
  });

  it('is the only one who sees any of this', async () => {
    const { mona, ann } = await openModerated();
    await says(mona, 'hello', ann);
    part(ann, 'members').click();
    await eventually(() => expect(part(ann, 'people').textContent).to.contain('Mona'));
    expect(parts(ann, 'moderation')).to.deep.equal([]);
    await openMenu(ann, 'hello');
    expect(menuNames(ann)).to.not.include('Ban Mona');
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
        'A moderator looks at this message first.',
      ),
    );
  }

  async function letThrough(mona: RealtimeChat): Promise<void> {
    part(mona, 'members').click();
    await eventually(() => press(mona, 'queue', 'Let through'));
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
    expect([...buttons].map(({ textContent }) => textContent)).to.deep.equal(['Copy', 'Discard']);
  });

  it('is shown once if it was approved while its page was closed', async () => {
    const { mona, page, attributes } = await openHeld();
    await isHeld(page);
    page.close();
    await letThrough(mona);
    await isThere(await Page.open(attributes));
  });

  it('is shown once if another page takes it over', async () => {
    const { mona, page, attributes } = await openHeld();
    const other = await Page.open(attributes);
    await isOnline(other.chat);
    await isHeld(page);
    page.close();
    await letThrough(mona);
    await isSent(other.chat, 'see example.com');
    other.chat.disconnect();
    other.chat.connect();
    await isThere(other);
  });
});

describe('the text field', () => {
  it('shows the number of characters left, near the limit', async () => {
    const chat = await openChat();
    const field = input(chat, 'field');
    field.focus();
    field.value = 'x'.repeat(7799);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await chat.updateComplete;
    expect(parts(chat, 'left')).to.deep.equal([]);
    field.value = 'x'.repeat(7999);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await eventually(() => expect(part(chat, 'left')).to.have.text('1 character left'));
    field.value = 'x'.repeat(8001);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await eventually(() => expect(part(chat, 'left')).to.have.text('This message is too long.'));
    field.value = 'short';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await eventually(() => expect(parts(chat, 'left')).to.deep.equal([]));
  });
});
