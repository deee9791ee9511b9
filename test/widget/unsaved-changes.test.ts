import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { isOnline, newRoom, openOther } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, openMenu, press, remove, say } from './support/hands.ts';
import { isStored, keptFor } from './support/outbox.ts';
import { Page } from './support/page.ts';
import { type OwnRelay, ownRelay } from './support/servers.ts';
import {
  input,
  isMenuOpen,
  isSent,
  menuItem,
  messageOf,
  reactionsOf,
  shows,
  statusWords,
} from './support/view.ts';

/** A page of Ann's with a message of hers, whose relay has just gone. */
async function openCutOff(
  text: string,
): Promise<{ relay: OwnRelay; place: Record<string, string>; page: Page }> {
  const relay = await ownRelay({ args: ['--greeting', ''] });
  const place = { 'relay-url': relay.url, room: newRoom(), username: 'Ann' };
  const page = await Page.open(place);
  await isOnline(page.chat);
  say(page.chat, text);
  await isSent(page.chat, text);
  // The menu loads while there is a way, and not when there is none.
  await openMenu(page.chat, text);
  press(menuItem(page.chat, '👍'), 'Escape');
  await eventually(() => expect(isMenuOpen(page.chat)).to.be.false);
  await relay.kill();
  await eventually(() => expect(statusWords(page.chat)).to.equal('Reconnecting…'));
  return { relay, place, page };
}

/** Waits until the message is shown in the changed form and marked as not stored. */
async function isChanging(chat: RealtimeChat, text: string): Promise<void> {
  await eventually(() => expect(messageOf(chat, text)).to.have.attribute('data-changing'));
}

/** Waits until these changes are stored. They are shown before that. */
async function keepsChanges({ room = '' }: Record<string, string>, ...events: string[]): Promise<void> {
  await eventually(async () => expect((await keptFor(room)).map(({ event }) => event)).to.deep.equal(events));
}

/** Reloads the page while the relay is away, starts the relay, and waits until the page is online. */
async function reloadAndReturn(page: Page, relay: OwnRelay): Promise<void> {
  await page.reload();
  await relay.startAgain();
  await isOnline(page.chat);
}

describe('a change that is made while the relay is down survives a reload and reaches the others', () => {
  it('for an edit', async () => {
    const { relay, place, page } = await openCutOff('before');
    await choose(page.chat, 'before', 'Edit');
    await eventually(() => expect(input(page.chat, 'field').value).to.equal('before'));
    say(page.chat, 'after');
    await isChanging(page.chat, 'after');
    await keepsChanges(place, 'edit');
    await reloadAndReturn(page, relay);
    const ben = await openOther({ ...place, username: 'Ben' });
    for (const chat of [page.chat, ben]) await shows(chat, ['Ann: after']);
    await eventually(() => expect(messageOf(page.chat, 'after')).not.to.have.attribute('data-changing'));
  });

  it('for a deletion', async () => {
    const { relay, place, page } = await openCutOff('before');
    await remove(page.chat, 'before');
    await isChanging(page.chat, 'Message deleted');
    await keepsChanges(place, 'delete');
    await reloadAndReturn(page, relay);
    const ben = await openOther({ ...place, username: 'Ben' });
    for (const chat of [page.chat, ben]) await shows(chat, ['Ann: Message deleted']);
    expect(ben.shadowRoot?.innerHTML).not.to.include('before');
  });

  it('for a reaction, and for a removed one', async () => {
    const { relay, place, page } = await openCutOff('before');
    await choose(page.chat, 'before', '👍');
    await choose(page.chat, 'before', '🎉');
    await eventually(() => expect(reactionsOf(page.chat, 'before')).to.deep.equal(['👍 1*', '🎉 1*']));
    await choose(page.chat, 'before', '👍');
    await eventually(() => expect(reactionsOf(page.chat, 'before')).to.deep.equal(['🎉 1*']));
    await isChanging(page.chat, 'before');
    await keepsChanges(place, 'react', 'react', 'react');
    await reloadAndReturn(page, relay);
    const ben = await openOther({ ...place, username: 'Ben' });
    await eventually(() => expect(reactionsOf(page.chat, 'before')).to.deep.equal(['🎉 1*']));
    await eventually(() => expect(reactionsOf(ben, 'before')).to.deep.equal(['🎉 1']));
  });
});

describe('changes and messages that are written while the relay is down', () => {
  it('are sent in the order in which they were made', async () => {
    const { relay, place, page } = await openCutOff('one');
    say(page.chat, 'two');
    await choose(page.chat, 'one', 'Edit');
    await eventually(() => expect(input(page.chat, 'field').value).to.equal('one'));
    say(page.chat, 'one, changed');
    await isChanging(page.chat, 'one, changed');
    await choose(page.chat, 'one, changed', 'Edit');
    await eventually(() => expect(input(page.chat, 'field').value).to.equal('one, changed'));
    say(page.chat, 'one, changed twice');
    await isChanging(page.chat, 'one, changed twice');
    await isStored(place.room ?? '', 'one, changed twice');
    await reloadAndReturn(page, relay);
    await isSent(page.chat, 'two');
    const ben = await openOther({ ...place, username: 'Ben' });
    for (const chat of [page.chat, ben]) await shows(chat, ['Ann: one, changed twice', 'Ann: two']);
  });
});
