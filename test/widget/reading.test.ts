import { expect, nextFrame, oneEvent } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { inBackground } from './support/background.ts';
import { newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say, scrollTo, type } from './support/hands.ts';
import { Person } from './support/person.ts';
import { conversation, distanceFromEnd, messageOf, part, parts, placeOf } from './support/view.ts';

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `message ${index + 1}`);

/** A chat in a room where Ben has said so many things. */
async function openLongChat(count: number): Promise<{ chat: RealtimeChat; ben: Person }> {
  const room = newRoom();
  const ben = await Person.enter(room, 'Ben');
  await ben.says(...numbered(count));
  const chat = await openChat({ room });
  await eventually(() => messageOf(chat, `message ${count}`));
  return { chat, ben };
}

describe('the pane', () => {
  it('opens at the newest message', async () => {
    const { chat } = await openLongChat(40);
    expect(part(chat, 'content').scrollTop).to.be.above(100);
    expect(distanceFromEnd(chat)).to.be.below(1);
  });

  it('follows the newest message', async () => {
    const { chat, ben } = await openLongChat(40);
    await ben.says('news', 'more\nnews\nin\nmany\nlines');
    await eventually(() => messageOf(chat, 'more\nnews\nin\nmany\nlines'));
    expect(distanceFromEnd(chat)).to.be.below(1);
    await ben.says('and more');
    await eventually(() => messageOf(chat, 'and more'));
    expect(distanceFromEnd(chat)).to.be.below(1);
  });

  it('keeps the position of a reader further up to the pixel, whatever arrives', async () => {
    const { chat, ben } = await openLongChat(40);
    await scrollTo(chat, 501);
    const before = placeOf(chat, 'message 20');
    await ben.says('news', 'more\nnews\nin\nmany\nlines');
    await eventually(() => messageOf(chat, 'more\nnews\nin\nmany\nlines'));
    expect(placeOf(chat, 'message 20')).to.equal(before);
    expect(part(chat, 'content').scrollTop).to.equal(501);
  });

  it('keeps the position of a reader who scrolls up at the moment a message arrives', async () => {
    const { chat } = await openLongChat(40);
    await nextFrame();
    await nextFrame();
    const pane = part(chat, 'content');
    pane.scrollTop = 501;
    // As an arriving message does, and before the pane has told of the scroll.
    chat.requestUpdate();
    await chat.updateComplete;
    expect(pane.scrollTop).to.equal(501);
  });

  it('scrolls to the end on request even at the moment of scrolling', async () => {
    const { chat } = await openLongChat(40);
    await scrollTo(chat, 300);
    await eventually(() => part(chat, 'latest'));
    part(chat, 'content').scrollTop = 250;
    part(chat, 'latest').click();
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
    await eventually(() => expect(parts(chat, 'latest')).to.be.empty);
  });

  it('follows again after the reader has scrolled back to the end', async () => {
    const { chat, ben } = await openLongChat(40);
    const pane = part(chat, 'content');
    await scrollTo(chat, 300);
    await scrollTo(chat, pane.scrollHeight);
    await ben.says('news');
    await eventually(() => messageOf(chat, 'news'));
    expect(distanceFromEnd(chat)).to.be.below(1);
  });

  it('treats a reader twenty pixels above the end as being at the end, but not one further up', async () => {
    const { chat, ben } = await openLongChat(40);
    const pane = part(chat, 'content');
    await scrollTo(chat, pane.scrollTop - 20);
    await ben.says('news');
    await eventually(() => messageOf(chat, 'news'));
    expect(distanceFromEnd(chat)).to.be.below(1);
    await scrollTo(chat, pane.scrollTop - 60);
    // Not the newest one, which may still be rising into view.
    const before = placeOf(chat, 'message 40');
    await ben.says('more news');
    await eventually(() => messageOf(chat, 'more news'));
    expect(placeOf(chat, 'message 40')).to.equal(before);
    expect(distanceFromEnd(chat)).to.be.above(60);
  });

  it('shows a message to its sender, wherever they were reading', async () => {
    const { chat } = await openLongChat(40);
    await scrollTo(chat, 300);
    say(chat, 'here I am');
    await eventually(() => expect(messageOf(chat, 'here I am')).to.have.attribute('data-state', 'sent'));
    expect(distanceFromEnd(chat)).to.be.below(1);
  });

  it('still shows the newest message when the text field grows', async () => {
    const { chat } = await openLongChat(40);
    const height = part(chat, 'content').clientHeight;
    type(chat, 'field', 'a\ntext\nof\nfive\nlines');
    await eventually(() => expect(part(chat, 'content').clientHeight).to.be.below(height));
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
  });

  it('still shows the newest message while a long text is typed', async () => {
    const { chat } = await openLongChat(40);
    let text = 'one\ntwo\nthree\nfour\nfive';
    for (const letter of 'and so on') {
      type(chat, 'field', (text += letter));
      // Whoever scrolls is told of it in the next frame.
      await nextFrame();
      await nextFrame();
    }
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
    expect(parts(chat, 'latest')).to.deep.equal([]);
  });

  it('still shows the newest message when it shrinks, as by the keyboard of a phone', async () => {
    const { chat } = await openLongChat(40);
    chat.style.blockSize = '300px';
    // One frame to lay it out, in which the chat may notice, and one in which that is on the screen.
    await nextFrame();
    await nextFrame();
    expect(distanceFromEnd(chat)).to.be.below(1);
  });

  it('stays at the newest message when the font changes, as when it loads late', async () => {
    const { chat } = await openLongChat(40);
    const height = part(chat, 'content').scrollHeight;
    const sheet = document.createElement('style');
    sheet.textContent = 'realtime-chat::part(text) { font-size: 20px }';
    chat.parentElement?.append(sheet);
    await eventually(() => expect(part(chat, 'content').scrollHeight).to.be.above(height));
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
  });

  it('goes to the newest message by scrollToLatest()', async () => {
    const { chat } = await openLongChat(40);
    await scrollTo(chat, 300);
    chat.scrollToLatest();
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
  });
});

describe('older messages', () => {
  it('load by scrolling up, and the reader’s place is kept', async () => {
    const { chat } = await openLongChat(120);
    const all = numbered(120).map((text) => `Ben: ${text}`);
    expect(conversation(chat)).to.deep.equal(all.slice(70));

    await scrollTo(chat, 90);
    const before = placeOf(chat, 'message 73');
    await eventually(() => expect(conversation(chat)).to.deep.equal(all.slice(20)));
    expect(placeOf(chat, 'message 73')).to.be.closeTo(before, 1);

    await scrollTo(chat, 90);
    const later = placeOf(chat, 'message 23');
    await eventually(() => expect(conversation(chat)).to.deep.equal(all));
    expect(placeOf(chat, 'message 23')).to.be.closeTo(later, 1);
  });

  it('also load for a reader at the very top', async () => {
    const { chat } = await openLongChat(60);
    await scrollTo(chat, 0);
    const before = placeOf(chat, 'message 11');
    await eventually(() => messageOf(chat, 'message 1'));
    expect(placeOf(chat, 'message 11')).to.be.closeTo(before, 1);
  });

  it('load by loadOlder()', async () => {
    const { chat } = await openLongChat(60);
    await chat.loadOlder();
    expect(conversation(chat)[0]).to.equal('Ben: message 1');
    expect(chat.messages).to.have.lengthOf(60);
    await chat.loadOlder();
    expect(chat.messages).to.have.lengthOf(60);
  });
});

describe('unread messages', () => {
  it('are counted while the reader is further up, until they are seen', async () => {
    const { chat, ben } = await openLongChat(40);
    const told: number[] = [];
    chat.addEventListener('chat-unread', ({ detail: { unread } }) => told.push(unread));
    await ben.says('seen at once');
    await eventually(() => messageOf(chat, 'seen at once'));
    expect(chat.unread).to.equal(0);

    await scrollTo(chat, 300);
    await ben.says('not seen');
    await eventually(() => expect(chat.unread).to.equal(1));
    await ben.says('not seen either');
    await eventually(() => expect(chat.unread).to.equal(2));

    const seen = oneEvent(chat, 'chat-unread');
    await scrollTo(chat, part(chat, 'content').scrollHeight);
    await seen;
    expect(chat.unread).to.equal(0);
    expect(told).to.deep.equal([1, 2, 0]);
  });

  it('that arrived while the page was in the background are seen when it is back', async () => {
    const { chat, ben } = await openLongChat(2);
    // So high that nothing scrolls, as nothing does in a page that is not shown.
    chat.style.blockSize = '1000px';
    await nextFrame();
    await nextFrame();
    inBackground(true);
    await ben.says('while away');
    await eventually(() => expect(chat.unread).to.equal(1));
    inBackground(false);
    await eventually(() => expect(chat.unread).to.equal(0));
  });
});
