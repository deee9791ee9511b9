import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { isOnline, newRoom, openChat, openOther, openTwo } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say, scrollTo, type } from './support/hands.ts';
import { Person } from './support/person.ts';
import { ownRelay } from './support/servers.ts';
import { distanceFromEnd, input, messageOf, part, statusWords } from './support/view.ts';

function typingWords(chat: RealtimeChat): string {
  return part(chat, 'typing').textContent.trim();
}

/** Everything that the chat says about who is typing, from now on. */
function heardOfTyping(chat: RealtimeChat): string[] {
  const line = part(chat, 'typing');
  const heard: string[] = [];
  new MutationObserver(() => heard.push(typingWords(chat))).observe(line, {
    childList: true,
    characterData: true,
    subtree: true,
  });
  return heard;
}

async function says(chat: RealtimeChat, sentence: string): Promise<void> {
  await eventually(() => expect(typingWords(chat)).to.equal(sentence));
}

/** Goes on typing until the chat says so: a notice that would have to wait on its way is not sent. */
async function saysWhile(chat: RealtimeChat, sentence: string, typing: () => void): Promise<void> {
  await eventually(() => {
    typing();
    expect(typingWords(chat)).to.equal(sentence);
  });
}

/** Ben has said so many things to Ann that her pane scrolls, and is typing. */
async function openTyping(style: string): Promise<RealtimeChat> {
  const room = newRoom();
  const ben = await Person.enter(room, 'Ben');
  await ben.says(...Array.from({ length: 30 }, (_, index) => `a message of several words, number ${index}`));
  const ann = await openChat({ room, style });
  await eventually(() => messageOf(ann, 'a message of several words, number 29'));
  await eventually(() => expect(distanceFromEnd(ann)).to.be.below(1));
  await saysWhile(ann, 'Ben is typing…', () => ben.types());
  return ann;
}

describe('that somebody is typing', () => {
  const dots = (chat: RealtimeChat): string | undefined =>
    chat.shadowRoot?.querySelector<HTMLElement>('.dots')?.innerText.trim();

  for (const style of ['inline-size: 320px; block-size: 420px', 'block-size: 420px'])
    it(`is seen once at the end of the list, as dots and a name, and heard as a sentence, with ${style}`, async () => {
      const ann = await openTyping(style);
      expect(dots(ann)).to.equal('Ben');
      const sentence = getComputedStyle(part(ann, 'typing'));
      expect(sentence.opacity).to.equal('0');
      // A screen reader passes by what these hide.
      expect([sentence.display, sentence.visibility]).to.deep.equal(['block', 'visible']);
    });

  for (const [width, direction] of [
    [320, 'ltr'],
    [320, 'rtl'],
    [1000, 'ltr'],
  ] as const)
    it(`is seen whole by a reader of older messages, in ${width} pixels, ${direction}`, async () => {
      const ann = await openTyping(`inline-size: ${width}px; block-size: 420px; direction: ${direction}`);
      await scrollTo(ann, 200);
      const button = await eventually(() => part(ann, 'latest').getBoundingClientRect());
      const line = part(ann, 'typing');
      expect(getComputedStyle(line).opacity).to.equal('1');
      const { left, right, top, bottom, width: lineWidth } = line.getBoundingClientRect();
      expect(line.scrollWidth).to.be.at.most(line.clientWidth);
      expect(left >= button.right || right <= button.left, 'beside the button').to.be.true;
      for (const x of [left + 2, left + lineWidth / 2, right - 2])
        expect(ann.shadowRoot?.elementFromPoint(x, (top + bottom) / 2)).to.equal(line);
    });
});

describe('the others see', () => {
  it('that a person is typing, who does not see it in any of their own tabs', async () => {
    const room = newRoom();
    const ann = await openChat({ room });
    const annsOtherTab = await openChat({ room });
    const ben = await openOther({ room });
    const atAnns = [heardOfTyping(ann), heardOfTyping(annsOtherTab)];
    await saysWhile(ben, 'Ann is typing…', () => type(ann, 'field', 'hel'));
    // What comes behind it has come, so it would have come too.
    await ben.send('what is it?');
    await eventually(() => messageOf(ann, 'what is it?'));
    await eventually(() => messageOf(annsOtherTab, 'what is it?'));
    expect(atAnns).to.deep.equal([[], []]);
  });

  it('the names of two people who are typing, and of more only that they are several', async () => {
    const room = newRoom();
    const ann = await openChat({ room });
    const [ben, cem, dan] = [
      await Person.enter(room, 'Ben'),
      await Person.enter(room, 'Cem'),
      await Person.enter(room, 'Dan'),
    ];
    // Whoever types goes on with it, or it would be over on a slow machine before the last begins.
    const typing: Person[] = [];
    for (const [person, sentence] of [
      [ben, 'Ben is typing…'],
      [cem, 'Ben and Cem are typing…'],
      [dan, 'Several people are typing…'],
    ] as const) {
      typing.push(person);
      await saysWhile(ann, sentence, () => typing.forEach((each) => each.types()));
    }
  });

  it('it until the message arrives, and again when the next one is started', async () => {
    const { ann, ben } = await openTwo();
    await saysWhile(ann, 'Ben is typing…', () => type(ben, 'field', 'hello'));
    say(ben, 'hello');
    await eventually(() => messageOf(ann, 'hello'));
    expect(typingWords(ann)).to.equal('');
    await saysWhile(ann, 'Ben is typing…', () => type(ben, 'field', `${input(ben, 'field').value}.`));
  });

  it('it no longer when nothing more is typed for a while', async () => {
    const { ann, ben } = await openTwo();
    await saysWhile(ann, 'Ben is typing…', () => type(ben, 'field', 'hm'));
    await says(ann, '');
  });

  it('nothing of a person who types only white space or empties the field', async () => {
    const { ann, ben } = await openTwo();
    const heard = heardOfTyping(ann);
    type(ben, 'field', '  ');
    type(ben, 'field', '');
    await ben.send('by the page');
    await eventually(() => messageOf(ann, 'by the page'));
    expect(heard).to.deep.equal([]);
    await saysWhile(ann, 'Ben is typing…', () => type(ben, 'field', 'words'));
  });

  it('nobody typing any longer when the chat cannot be reached', async () => {
    const relay = await ownRelay();
    const room = newRoom();
    const ann = await openChat({ 'relay-url': relay.url, room });
    const ben = await Person.enter(room, 'Ben', relay.url);
    await saysWhile(ann, 'Ben is typing…', () => ben.types());
    await relay.kill();
    await eventually(() => expect(statusWords(ann)).to.equal('Reconnecting…'));
    expect(typingWords(ann)).to.equal('');
    await relay.startAgain();
    await isOnline(ann);
  });
});
