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

describe('the others see', () => {
  it('that somebody is typing, who sees nothing of it, in none of their tabs', async () => {
    const room = newRoom();
    const ann = await openChat({ room });
    const annsOtherTab = await openChat({ room });
    const ben = await openOther({ room });
    const atAnns = [heardOfTyping(ann), heardOfTyping(annsOtherTab)];
    type(ann, 'field', 'hel');
    await says(ben, 'Ann is typing…');
    // What comes behind it has come, so it would have come too.
    await ben.send('what is it?');
    await eventually(() => messageOf(ann, 'what is it?'));
    await eventually(() => messageOf(annsOtherTab, 'what is it?'));
    expect(atAnns).to.deep.equal([[], []]);
  });

  it('who the two are that are typing, and of more that there are several', async () => {
    const room = newRoom();
    const ann = await openChat({ room });
    const [ben, cem, dan] = [
      await Person.enter(room, 'Ben'),
      await Person.enter(room, 'Cem'),
      await Person.enter(room, 'Dan'),
    ];
    ben.types();
    await says(ann, 'Ben is typing…');
    cem.types();
    await says(ann, 'Ben and Cem are typing…');
    dan.types();
    await says(ann, 'Several people are typing…');
  });

  it('it until the message is there, and again when the next one is begun', async () => {
    const { ann, ben } = await openTwo();
    type(ben, 'field', 'hello');
    await says(ann, 'Ben is typing…');
    say(ben, 'hello');
    await eventually(() => messageOf(ann, 'hello'));
    expect(typingWords(ann)).to.equal('');
    await eventually(() => {
      type(ben, 'field', `${input(ben, 'field').value}.`);
      expect(typingWords(ann)).to.equal('Ben is typing…');
    });
  });

  it('it no longer when nothing more is typed for a while', async () => {
    const { ann, ben } = await openTwo();
    type(ben, 'field', 'hm');
    await says(ann, 'Ben is typing…');
    await says(ann, '');
  });

  it('nothing of who types nothing but blanks, or empties the field', async () => {
    const { ann, ben } = await openTwo();
    const heard = heardOfTyping(ann);
    type(ben, 'field', '  ');
    type(ben, 'field', '');
    await ben.send('by the page');
    await eventually(() => messageOf(ann, 'by the page'));
    expect(heard).to.deep.equal([]);
    type(ben, 'field', 'words');
    await says(ann, 'Ben is typing…');
  });

  it('nobody typing any longer when the chat cannot be reached', async () => {
    const relay = await ownRelay();
    const room = newRoom();
    const ann = await openChat({ 'relay-url': relay.url, room });
    const ben = await Person.enter(room, 'Ben', relay.url);
    ben.types();
    await says(ann, 'Ben is typing…');
    await relay.kill();
    await eventually(() => expect(statusWords(ann)).to.equal('Reconnecting…'));
    expect(typingWords(ann)).to.equal('');
    await relay.startAgain();
    await isOnline(ann);
  });
});
