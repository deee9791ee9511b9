import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { isOnline, newRoom, openChat, openOther, openTwo } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say, type } from './support/hands.ts';
import { Person } from './support/person.ts';
import { ownRelay } from './support/servers.ts';
import { input, messageOf, part, statusWords } from './support/view.ts';

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
