import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { openMenu, scrollTo, type } from './support/hands.ts';
import { openPhonePage } from './support/launcher.ts';
import { Person } from './support/person.ts';
import {
  conversation,
  focusedPart,
  input,
  isMenuOpen,
  menuItem,
  messageOf,
  part,
  parts,
  placeOf,
} from './support/view.ts';

/** Removes the comments by which updates find their places. The next update cannot be applied, and renders the chat anew. */
function removeComments(chat: RealtimeChat): void {
  const walker = document.createTreeWalker(part(chat, 'content'), NodeFilter.SHOW_COMMENT);
  const comments: Node[] = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  for (const comment of comments) comment.parentNode?.removeChild(comment);
}

/** A chat in a room where Ben has said so many things. */
async function openLongChat(): Promise<{ chat: RealtimeChat; ben: Person }> {
  const room = newRoom();
  const ben = await Person.enter(room, 'Ben');
  await ben.says(...Array.from({ length: 40 }, (_, index) => `message ${index + 1}`));
  const chat = await openChat({ room });
  await eventually(() => messageOf(chat, 'message 40'));
  return { chat, ben };
}

/** Has the chat rendered anew by a message of Ben. */
async function renderAnew(chat: RealtimeChat, ben: Person): Promise<void> {
  const pane = part(chat, 'content');
  removeComments(chat);
  await ben.says('anew');
  await eventually(() => messageOf(chat, 'anew'));
  expect(pane.isConnected).to.equal(false);
}

describe('a chat that was rendered anew', () => {
  it('keeps the position of a reader who scrolls up afterwards', async () => {
    const { chat, ben } = await openLongChat();
    await renderAnew(chat, ben);
    await scrollTo(chat, 501);
    const before = placeOf(chat, 'message 20');
    await ben.says('news');
    await eventually(() => messageOf(chat, 'news'));
    expect(part(chat, 'content').scrollTop).to.equal(501);
    expect(placeOf(chat, 'message 20')).to.equal(before);
  });

  it('keeps the focus and the caret of a person who types', async () => {
    const { chat, ben } = await openLongChat();
    const field = input(chat, 'field');
    field.focus();
    type(chat, 'field', 'half a thought');
    field.setSelectionRange(2, 6);
    await renderAnew(chat, ben);
    expect(focusedPart(chat)).to.equal('field');
    const { value, selectionStart, selectionEnd } = input(chat, 'field');
    expect([value, selectionStart, selectionEnd]).to.deep.equal(['half a thought', 2, 6]);
  });

  it('keeps the position of a reader who had scrolled up before', async () => {
    const { chat, ben } = await openLongChat();
    await scrollTo(chat, 501);
    const before = placeOf(chat, 'message 20');
    await renderAnew(chat, ben);
    expect(Math.abs(placeOf(chat, 'message 20') - before)).to.be.below(2);
  });

  it('keeps an open menu', async () => {
    const { chat, ben } = await openLongChat();
    await openMenu(chat, 'message 40');
    await renderAnew(chat, ben);
    expect(isMenuOpen(chat)).to.be.true;
    expect(chat.shadowRoot?.activeElement).to.equal(menuItem(chat, '👍'));
  });

  it('closes a list of people whose button is gone', async () => {
    const { chat, ben } = await openLongChat();
    part(chat, 'members').click();
    await eventually(() => expect(part(chat, 'people').matches(':popover-open')).to.be.true);
    await renderAnew(chat, ben);
    expect(parts(chat, 'people').some((list) => list.matches(':popover-open'))).to.be.false;
  });

  it('is still a dialog on a phone', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    await ben.says('hello');
    const { chat } = await openPhonePage({ room });
    part(chat, 'launcher').click();
    await eventually(() => expect(part(chat, 'panel')).to.have.attribute('role', 'dialog'));
    await eventually(() => messageOf(chat, 'hello'));
    await renderAnew(chat, ben);
    expect(part(chat, 'panel')).to.have.attribute('role', 'dialog');
  });

  it('shows what it showed before if it cannot be rendered for another reason', async () => {
    const { chat } = await openLongChat();
    const before = conversation(chat);
    const strings = {
      get send(): string {
        throw new Error('a word that fails');
      },
    };
    chat.strings = strings;
    expect(() => chat.flushUpdate()).to.throw('a word that fails');
    expect(conversation(chat)).to.deep.equal(before);
    chat.strings = {};
    chat.heading = 'Better';
    await eventually(() => expect(part(chat, 'header')).to.contain.text('Better'));
  });
});
