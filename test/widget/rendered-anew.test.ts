import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { scrollTo } from './support/hands.ts';
import { Person } from './support/person.ts';
import { messageOf, part, placeOf } from './support/view.ts';

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
});
