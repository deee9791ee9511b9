import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { inBackground } from './support/background.ts';
import { isOnline, newRoom, openChat, openOther, openTwo, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say, scrollTo } from './support/hands.ts';
import { Page } from './support/page.ts';
import { Person } from './support/person.ts';
import { isSent, isStill, messageOf, part, parts, textOf } from './support/view.ts';

const receipts = { receipts: '' };

function seenWords(chat: RealtimeChat): string[] {
  return parts(chat, 'seen').map((line) => line.textContent);
}

async function isSeen(chat: RealtimeChat, sentence: string): Promise<void> {
  await eventually(() => expect(seenWords(chat)).to.deep.equal([sentence]));
}

/** Waits a short time: what else happens in the chat, such as a tick of its clock, would count the messages, too. */
async function isCounted(chat: RealtimeChat, unread: number): Promise<void> {
  await eventually(() => expect(chat.unread).to.equal(unread), 5_000);
}

/** Waits until Ben and Cem have seen it, who read at the same time, and nobody else. */
async function isSeenByBoth(chat: RealtimeChat): Promise<void> {
  await eventually(() => {
    const words = seenWords(chat);
    expect(words).to.have.lengthOf(1);
    expect(words[0]).to.be.oneOf(['Seen by Ben and Cem', 'Seen by Cem and Ben']);
  });
}

/** What stands below a message in the list. */
function rowAfter(message: HTMLElement): Element | null | undefined {
  return message.closest('li')?.nextElementSibling;
}

describe('below the reader’s own last message', () => {
  it('are the people who have seen it, and below no other message', async () => {
    const { ann, ben } = await openTwo(receipts);
    say(ann, 'one');
    await isSeen(ann, 'Seen by Ben');
    expect(rowAfter(messageOf(ann, 'one'))).to.equal(part(ann, 'seen'));
    say(ann, 'two');
    await eventually(() => expect(rowAfter(messageOf(ann, 'two'))).to.equal(part(ann, 'seen')));
    await isSeen(ann, 'Seen by Ben');
    await ben.send('three');
    await eventually(() => messageOf(ann, 'three'));
    expect(rowAfter(messageOf(ann, 'two'))).to.equal(part(ann, 'seen'));
    await isSeen(ben, 'Seen by Ann');
    expect(rowAfter(messageOf(ben, 'three'))).to.equal(part(ben, 'seen'));
  });

  for (const width of [320, 1000])
    it(`are named whole, and below the bubble, in ${width} pixels`, async () => {
      const { ann } = await openTwo({ ...receipts, style: `inline-size: ${width}px` });
      say(ann, 'one');
      say(ann, 'two');
      await isSeen(ann, 'Seen by Ben');
      await eventually(() => expect(rowAfter(messageOf(ann, 'two'))).to.equal(part(ann, 'seen')));
      await isStill(ann);
      const seen = part(ann, 'seen');
      const message = messageOf(ann, 'two');
      const { top, bottom, height } = seen.getBoundingClientRect();
      expect(top).to.be.at.least(textOf(message).getBoundingClientRect().bottom);
      // The time is between the two.
      expect(top - message.getBoundingClientRect().bottom).to.be.closeTo(2, 0.1);
      // Nothing of the words is outside of the box, which would cut them.
      const range = document.createRange();
      range.selectNodeContents(seen);
      const words = range.getBoundingClientRect();
      expect(height).to.be.at.least(words.height);
      expect(words.top).to.be.at.least(top - 0.5);
      expect(words.bottom).to.be.at.most(bottom + 0.5);
      const pane = part(ann, 'content').getBoundingClientRect();
      expect(bottom).to.be.at.most(pane.bottom);
    });

  it('are all people who have seen it, and nobody who does not send read receipts', async () => {
    const { room, ann } = await openTwo(receipts);
    await openOther({ room, username: 'Cem', ...receipts });
    const dan = await openOther({ room, username: 'Dan' });
    say(ann, 'hello');
    await isSeenByBoth(ann);
    await eventually(() => messageOf(dan, 'hello'));
    expect(seenWords(dan)).to.deep.equal([]);
    await dan.send('and I');
    // Both are told at the same pace.
    await ann.send('hello again');
    await eventually(() => expect(rowAfter(messageOf(ann, 'hello again'))).to.equal(part(ann, 'seen')));
    await isSeenByBoth(ann);
    expect(seenWords(dan)).to.deep.equal([]);
  });

  it('is nobody who reads further up, until they are at the end', async () => {
    const room = newRoom();
    const eve = await Person.enter(room, 'Eve');
    await eve.says(...Array.from({ length: 40 }, (_, index) => `message ${index}`));
    const ann = await openChat({ room, ...receipts });
    const ben = await openOther({ room, ...receipts });
    await openOther({ room, username: 'Cem', ...receipts });
    await eventually(() => messageOf(ben, 'message 39'));
    await scrollTo(ben, 300);
    say(ann, 'look at this');
    await eventually(() => messageOf(ben, 'look at this'));
    await isSeen(ann, 'Seen by Cem');
    await scrollTo(ben, part(ben, 'content').scrollHeight);
    await isSeen(ann, 'Seen by Cem and Ben');
  });

  it('is nobody whose page is in the background, until it is in front again', async () => {
    const room = newRoom();
    const ann = await openChat({ room, ...receipts });
    localStorage.clear();
    const ben = await Page.open({ 'relay-url': window.relayUrl, room, username: 'Ben', ...receipts });
    await isOnline(ben.chat);
    inBackground(true, ben.window);
    await openOther({ room, username: 'Cem', ...receipts });
    say(ann, 'look at this');
    await eventually(() => messageOf(ben.chat, 'look at this'));
    await isSeen(ann, 'Seen by Cem');
    inBackground(false, ben.window);
    await isSeen(ann, 'Seen by Cem and Ben');
  });

  for (const [how, markup, shown, hidden] of [
    ['in a closed <details>', '<details><summary>Chat</summary><div></div></details>', 'open', false],
    ['in what is not displayed', '<section style="display: none"><div></div></section>', 'style', undefined],
    ['in what is hidden', '<section hidden><div></div></section>', 'hidden', true],
  ] as const) {
    it(`is nobody whose chat is ${how}, until it is shown, and again`, async () => {
      const room = newRoom();
      const ann = await openChat({ room, ...receipts });
      await openOther({ room, username: 'Cem', ...receipts });
      const place = stage();
      place.innerHTML = markup;
      const outer = place.firstElementChild as HTMLElement;
      const ben = await openOther({ room, ...receipts }, outer.querySelector('div') ?? outer);
      say(ann, 'look at this');
      await isCounted(ben, 1);
      await isSeen(ann, 'Seen by Cem');
      outer.toggleAttribute(shown);
      await isCounted(ben, 0);
      await isSeenByBoth(ann);
      if (hidden === undefined) return;
      outer.toggleAttribute(shown, hidden);
      say(ann, 'and at this');
      await isSent(ann, 'and at this');
      await isCounted(ben, 1);
      await isSeen(ann, 'Seen by Cem');
      outer.toggleAttribute(shown, !hidden);
      await isCounted(ben, 0);
      await isSeenByBoth(ann);
    });
  }

  it('are the same people after a reload', async () => {
    const room = newRoom();
    await openOther({ room, ...receipts });
    localStorage.clear();
    const ann = await Page.open({ 'relay-url': window.relayUrl, room, username: 'Ann', ...receipts });
    await isOnline(ann.chat);
    say(ann.chat, 'hello');
    await isSent(ann.chat, 'hello');
    await isSeen(ann.chat, 'Seen by Ben');
    await ann.reload();
    await isSeen(ann.chat, 'Seen by Ben');
  });
});
