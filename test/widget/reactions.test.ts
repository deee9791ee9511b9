import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined, refused } from './support/answers.ts';
import { newRoom, openChat, openOther, openTwo } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, openMenu, press } from './support/hands.ts';
import { Person } from './support/person.ts';
import { ownRelay, scriptedServer } from './support/servers.ts';
import { bannerWords, isMenuOpen, menuItem, messageOf, part, parts, reactionsOf } from './support/view.ts';

async function has(chat: RealtimeChat, text: string, reactions: string[]): Promise<void> {
  await eventually(() => expect(reactionsOf(chat, text)).to.deep.equal(reactions));
}

/** The button of an emoji that the message with this text was given. */
function reaction(chat: RealtimeChat, text: string, emoji: string): HTMLButtonElement {
  const found = [...messageOf(chat, text).querySelectorAll<HTMLButtonElement>('[part~="reaction"]')].find(
    (button) => button.textContent.startsWith(emoji),
  );
  if (!found) throw new Error(`${JSON.stringify(text)} has no ${emoji}`);
  return found;
}

/** Ann and Ben, and a message of Ann's that both see. */
async function openWith(text: string, attributes?: Record<string, string>) {
  const opened = await openTwo(attributes);
  await opened.ann.send(text);
  for (const chat of [opened.ann, opened.ben]) await eventually(() => messageOf(chat, text));
  return opened;
}

/** Opens the picker from the menu of the message with this text. */
async function openPicker(chat: RealtimeChat, text: string): Promise<HTMLInputElement> {
  await choose(chat, text, 'More emoji');
  return eventually(() => {
    const field = part(chat, 'picker').querySelector('input');
    if (!field || !part(chat, 'picker').querySelector('.picker-grid button'))
      throw new Error('There are no emoji');
    return field;
  });
}

describe('a reaction', () => {
  it('is added by the quick row, counted for both people, removed by a click, and gone with the last one', async () => {
    const { ann, ben } = await openWith('good news');
    await choose(ben, 'good news', '👍');
    await has(ben, 'good news', ['👍 1*']);
    await has(ann, 'good news', ['👍 1']);
    reaction(ann, 'good news', '👍').click();
    await has(ann, 'good news', ['👍 2*']);
    await has(ben, 'good news', ['👍 2*']);
    await choose(ben, 'good news', '🎉');
    await has(ann, 'good news', ['👍 2*', '🎉 1']);
    reaction(ann, 'good news', '👍').click();
    await has(ben, 'good news', ['👍 1*', '🎉 1*']);
    await has(ann, 'good news', ['👍 1', '🎉 1']);
    // The one in the menu takes it back as well.
    await openMenu(ben, 'good news');
    expect(menuItem(ben, '👍')).to.have.attribute('aria-checked', 'true');
    expect(menuItem(ben, '😂')).to.have.attribute('aria-checked', 'false');
    menuItem(ben, '👍').click();
    await has(ann, 'good news', ['🎉 1']);
    reaction(ben, 'good news', '🎉').click();
    await has(ann, 'good news', []);
  });

  it('names the people who gave it, and counts those who are not named', async () => {
    const { room, ann, ben } = await openWith('good news');
    const cem = await openOther({ room, username: 'Cem' });
    await eventually(() => messageOf(cem, 'good news'));
    await choose(ben, 'good news', '👍');
    await has(cem, 'good news', ['👍 1']);
    reaction(cem, 'good news', '👍').click();
    await has(ann, 'good news', ['👍 2']);
    await eventually(() => {
      for (const chat of [ann, ben, cem]) {
        expect(reaction(chat, 'good news', '👍')).to.have.attribute('title', '👍 2, Ben and Cem');
        expect(reaction(chat, 'good news', '👍')).to.have.attribute('aria-label', '👍 2, Ben and Cem');
      }
    });

    const reactions = [{ emoji: '👍', count: 12, people: [{ id: 'dan', username: 'Dan' }, { id: 'eve' }] }];
    const server = await scriptedServer({
      joins: { [room]: joined({ head: 1, messages: [entry(1, 'great news', { reactions })] }) },
    });
    const late = await openChat({ 'relay-url': server.url, room });
    await eventually(() =>
      expect(reaction(late, 'great news', '👍')).to.have.attribute(
        'title',
        '👍 12, Dan, Somebody, and 10 more',
      ),
    );
  });

  it('can be chosen in the picker, also by its name', async () => {
    const { ann, ben } = await openWith('good news');
    const field = await openPicker(ben, 'good news');
    expect(part(ben, 'picker').querySelectorAll('.picker-grid button').length).to.be.above(50);
    field.value = 'hedgehog';
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    const found = await eventually(() => {
      const all = part(ben, 'picker').querySelectorAll<HTMLElement>('.picker-grid button');
      expect(all).to.have.lengthOf(1);
      return all[0];
    });
    found?.click();
    await has(ann, 'good news', ['🦔 1']);
    await has(ben, 'good news', ['🦔 1*']);
    await eventually(() => expect(isMenuOpen(ben)).to.be.false);

    const again = await openPicker(ann, 'good news');
    expect(ann.shadowRoot?.activeElement).to.equal(again);
    again.value = 'hedgehog';
    again.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    press(again, 'Enter');
    await has(ben, 'good news', ['🦔 2*']);
  });

  it('is not added if the picker is closed by Escape, and the focus is on the message', async () => {
    const { ann, ben } = await openWith('good news');
    const field = await openPicker(ben, 'good news');
    press(field, 'Escape');
    await eventually(() => expect(isMenuOpen(ben)).to.be.false);
    await eventually(() => expect(parts(ben, 'picker')).to.be.empty);
    await eventually(() => expect(ben.shadowRoot?.activeElement).to.equal(messageOf(ben, 'good news')));
    // What comes behind one has come, so it would have come too.
    await ben.send('and more');
    for (const chat of [ann, ben]) {
      await eventually(() => messageOf(chat, 'and more'));
      expect(reactionsOf(chat, 'good news')).to.deep.equal([]);
    }
  });

  it('of a twenty-first kind is refused, and a sentence says why', async () => {
    const { room, ann, ben } = await openTwo();
    const target = await ann.send('take all of these');
    // One person gives only five.
    const given = {
      Cem: '😀 😃 😄 😁 😆',
      Dan: '😅 🤣 🙂 🙃 😉',
      Eve: '😊 😇 🥰 😍 🤩',
      Fay: '😘 😗 😚 😙 😋',
    };
    for (const [name, five] of Object.entries(given)) {
      await (await Person.enter(room, name)).gives(target, ...five.split(' '));
    }
    await eventually(() => expect(reactionsOf(ben, 'take all of these')).to.have.lengthOf(20));
    await choose(ben, 'take all of these', '👍');
    await eventually(() =>
      expect(bannerWords(ben)).to.equal('This message has as many kinds of reactions as it can have.'),
    );
    await eventually(() => expect(reactionsOf(ben, 'take all of these')).to.have.lengthOf(20));
    reaction(ben, 'take all of these', '😀').click();
    await eventually(() => expect(reactionsOf(ann, 'take all of these')).to.include('😀 2'));
  });

  it('is shown at once, and removed if the relay refuses', async () => {
    const room = newRoom();
    const server = await scriptedServer({
      joins: { [room]: joined({ head: 1, messages: [entry(1, 'good news')] }) },
      changes: [refused('not_found')],
    });
    const ann = await openChat({ 'relay-url': server.url, room });
    await eventually(() => messageOf(ann, 'good news'));
    await choose(ann, 'good news', '👍');
    await eventually(() => expect(bannerWords(ann)).to.equal('The message is no longer there.'));
    await has(ann, 'good news', []);
  });

  it('is shown at once and marked while the relay is slow', async () => {
    const relay = await ownRelay();
    const { ann, ben } = await openWith('good news', { 'relay-url': relay.url });
    await openMenu(ben, 'good news');
    await relay.pause();
    menuItem(ben, '👍').click();
    await has(ben, 'good news', ['👍 1*']);
    expect(messageOf(ben, 'good news')).to.have.attribute('data-changing');
    expect(reactionsOf(ann, 'good news')).to.deep.equal([]);
    await relay.resume();
    await has(ann, 'good news', ['👍 1']);
    await eventually(() => expect(messageOf(ben, 'good news')).not.to.have.attribute('data-changing'));
  });
});
