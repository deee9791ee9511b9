import { expect, nextFrame } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say, scrollTo } from './support/hands.ts';
import { Person } from './support/person.ts';
import { openWith } from './support/talk.ts';
import {
  distanceFromEnd,
  isSent,
  isStill,
  messageOf,
  part,
  placeOf,
  quoteOf,
  textOf,
} from './support/view.ts';

const lines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n');
const long = lines(40);
const wide = 'wide '.repeat(400).trim();

function more(chat: RealtimeChat, text: string): HTMLElement | null {
  return messageOf(chat, text).querySelector('[part="more"]');
}

/** How many lines of the message are shown. In WebKit a line is a fraction of a pixel lower than it says. */
function shownLines(chat: RealtimeChat, text: string): number {
  const box = textOf(messageOf(chat, text));
  return Math.round((box.clientHeight - 15) / parseFloat(getComputedStyle(box).lineHeight));
}

async function isCut(chat: RealtimeChat, text: string): Promise<void> {
  await eventually(() => expect(shownLines(chat, text)).to.equal(12));
  await isStill(chat);
}

describe('a message of more than twelve lines', () => {
  it('is cut, and one of twelve lines is whole', async () => {
    const { ann } = await openWith(lines(12), long, wide);
    await isCut(ann, long);
    await isCut(ann, wide);
    expect(shownLines(ann, lines(12))).to.equal(12);
    expect(more(ann, long)).to.have.text('Show more');
    expect(more(ann, long)?.checkVisibility()).to.be.true;
    expect(more(ann, lines(12))?.checkVisibility() ?? false).to.be.false;
    expect(textOf(messageOf(ann, long)).textContent).to.equal(long);
  });

  it('is cut also if it is the reader’s own, and the reader at the end stays there', async () => {
    const chat = await openChat();
    say(chat, long);
    await isSent(chat, long);
    await isCut(chat, long);
    expect(distanceFromEnd(chat)).to.be.below(1);
  });

  it('is shown whole by the button, at the same place, and stays so; the focus is on it', async () => {
    const { ann, ben } = await openWith('before', long, 'after');
    await isCut(ann, long);
    await nextFrame();
    await nextFrame();
    const before = placeOf(ann, long);
    more(ann, long)?.click();
    await eventually(() => expect(shownLines(ann, long)).to.be.closeTo(40, 1));
    await eventually(() => expect(placeOf(ann, long)).to.be.closeTo(before, 1));
    expect(more(ann, long)).to.be.null;
    expect(ann.shadowRoot?.activeElement).to.equal(messageOf(ann, long));
    await ben.says('news');
    await eventually(() => messageOf(ann, 'news'));
    expect(shownLines(ann, long)).to.be.closeTo(40, 1);
    expect(placeOf(ann, long)).to.be.closeTo(before, 1);
  });

  it('does not move the reader when it comes with older messages', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    for (let index = 0; index < 20; index++) await ben.says(`${index}\n${long}`);
    await ben.says(...Array.from({ length: 60 }, (_, index) => `message ${index}`));
    const chat = await openChat({ room });
    await eventually(() => messageOf(chat, 'message 59'));
    await isStill(chat);
    await scrollTo(chat, 20);
    const before = placeOf(chat, 'message 11');
    await eventually(() => messageOf(chat, `1\n${long}`));
    expect(placeOf(chat, 'message 11')).to.be.closeTo(before, 1);
  });

  it('is shown whole when the browser scrolls it, as to what is searched or focused in it', async () => {
    const address = 'https://example.org/';
    const { ann } = await openWith('before', `${long}\n${address}`, 'after');
    const text = `${long}\n${address}`;
    await isCut(ann, text);
    textOf(messageOf(ann, text)).querySelector('a')?.focus();
    await eventually(() => expect(shownLines(ann, text)).to.be.closeTo(41, 1));
    await eventually(() => {
      const link = textOf(messageOf(ann, text)).querySelector('a')?.getBoundingClientRect();
      const pane = part(ann, 'content').getBoundingClientRect();
      expect(link?.bottom).to.be.within(pane.top, pane.bottom);
    });
  });

  it('is shown whole where a quote or a link leads to it', async () => {
    const { ann } = await openWith(long, 'other');
    await isCut(ann, long);
    await ann.send('an answer', { reply: 1 });
    await eventually(() => quoteOf(ann, 'an answer').click());
    await eventually(() => expect(shownLines(ann, long)).to.be.closeTo(40, 1));
  });
});
