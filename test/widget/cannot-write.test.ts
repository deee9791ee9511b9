import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined } from './support/answers.ts';
import { isOnline, newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, openMenu, press, type } from './support/hands.ts';
import { newPlace } from './support/moderation.ts';
import { type ScriptedServer, scriptedServer } from './support/servers.ts';
import { token } from './support/tokens.ts';
import { bannerWords, input, isMenuOpen, menuNames, messageOf, part, parts } from './support/view.ts';

interface Locked {
  chat: RealtimeChat;
  unlock: () => Promise<void>;
}

/** Ann, in a room in which only moderators write at the moment; one message is Ben's, and one is hers. */
async function openLocked(): Promise<Locked> {
  const room = newRoom();
  const messages = [entry(1, 'hello'), entry(2, 'mine', { sender: 'ann', username: 'Ann' })];
  const server: ScriptedServer = await scriptedServer({
    joins: { [room]: joined({ locked: true, editWindow: 600_000, head: 2, messages }) },
  });
  const chat = await openChat({ 'relay-url': server.url, room, username: 'Ann' });
  await isOnline(chat);
  await eventually(() => part(chat, 'barrier'));
  const action = { seq: 3, type: 'moderate', id: 'action-of-Mona-1', time: Date.now(), sender: 'mona' };
  const unlock = async (): Promise<void> => {
    await server.say('entries', { room, epoch: 'first', entries: [{ ...action, action: 'unlock' }] });
    await eventually(() => input(chat, 'field'));
  };
  return { chat, unlock };
}

function touch(target: Element, type: string, clientX: number): void {
  const { top, height } = target.getBoundingClientRect();
  const place = { clientX, clientY: top + height / 2 };
  const init = { ...place, pointerType: 'touch', pointerId: 7, bubbles: true, composed: true };
  target.dispatchEvent(new PointerEvent(type, init));
}

function swipe(message: HTMLElement): void {
  const { left } = message.getBoundingClientRect();
  touch(message, 'pointerdown', left + 20);
  for (const x of [60, 100, 140]) touch(message, 'pointermove', left + x);
  touch(message, 'pointerup', left + 140);
}

describe('while a row stands in place of the composer', () => {
  it('R, E, a swipe and the quick button begin nothing that could not be sent', async () => {
    const { chat, unlock } = await openLocked();
    expect(press(messageOf(chat, 'hello'), 'r')).to.be.true;
    expect(press(messageOf(chat, 'mine'), 'e')).to.be.true;
    swipe(messageOf(chat, 'hello'));
    const message = messageOf(chat, 'hello');
    message.focus();
    await eventually(() => expect(message.querySelector('[aria-label="More emoji"]')).to.exist);
    expect(message.querySelector('[aria-label="Reply"]')).to.equal(null);
    await unlock();
    expect(parts(chat, 'context')).to.be.empty;

    await eventually(() => expect(message.querySelector('[aria-label="Reply"]')).to.exist);
    swipe(messageOf(chat, 'hello'));
    await eventually(() => expect(part(chat, 'context')).to.contain.text('hello'));
    expect(press(messageOf(chat, 'mine'), 'e')).to.be.false;
    await eventually(() => expect(part(chat, 'context')).to.contain.text('Edit message'));
  });

  it('the menu has no Reply and no Edit, but Delete and the reactions', async () => {
    const { chat, unlock } = await openLocked();
    await openMenu(chat, 'mine');
    expect(menuNames(chat)).to.include.members(['👍', 'Copy', 'Delete']);
    expect(menuNames(chat)).not.to.include.members(['Reply']);
    expect(menuNames(chat)).not.to.include.members(['Edit']);
    press(part(chat, 'menu'), 'Escape');
    await eventually(() => expect(isMenuOpen(chat)).to.be.false);
    expect(press(messageOf(chat, 'mine'), 'Delete')).to.be.false;
    await eventually(() => expect(isMenuOpen(chat)).to.be.true);
    press(part(chat, 'menu'), 'Escape');
    await unlock();
    await choose(chat, 'mine', 'Edit');
    expect(input(chat, 'field').value).to.equal('mine');
  });
});

describe('a person whose token gives only the right to read', () => {
  it('sees the row in place of the composer from the join on, and has the draft back with the right to write', async () => {
    const place = await newPlace();
    const person = { sub: '8', name: 'Ann', roles: [] };
    const mayWrite = await token({ ...person, rooms: { [place.room]: 'write' } });
    const chat = await openChat({ ...place, token: mayWrite });
    await isOnline(chat);
    type(chat, 'field', 'half a thought');
    chat.token = await token({ ...person, rooms: { [place.room]: 'read' } });
    await eventually(() => expect(part(chat, 'barrier')).to.have.text('You can only read here.'));
    expect(parts(chat, 'field')).to.be.empty;
    expect(bannerWords(chat)).to.equal('');
    const [error] = await Promise.allSettled([chat.send('more')]);
    expect(error).to.have.nested.property('reason.code', 'readonly');
    chat.token = mayWrite;
    await eventually(() => expect(input(chat, 'field').value).to.equal('half a thought'));
    expect(parts(chat, 'barrier')).to.be.empty;
  });

  it('is told nothing where the whole chat is for reading alone', async () => {
    const place = await newPlace();
    const chat = await openChat({
      ...place,
      token: await token({ roles: [], rooms: { [place.room]: 'read' } }),
      readonly: '',
    });
    await isOnline(chat);
    await eventually(() => expect(part(chat, 'empty')).to.exist);
    // The texts of problems are there when the list of people is.
    part(chat, 'members').click();
    await eventually(() => expect(part(chat, 'people').matches(':popover-open')).to.be.true);
    expect(bannerWords(chat)).to.equal('');
    expect(parts(chat, 'barrier')).to.be.empty;
  });
});
