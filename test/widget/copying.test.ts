import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { newRoom, openChat } from './support/chat.ts';
import { allowSelection, copyFromTo } from './support/clipboard.ts';
import { eventually } from './support/eventually.ts';
import { choose, say } from './support/hands.ts';
import { Person } from './support/person.ts';
import { isSent, messageOf, part, textOf } from './support/view.ts';

function authorOf(message: Element): Element {
  return message.querySelector('[part="author"]') ?? message;
}

function timeOf(chat: RealtimeChat, text: string): string {
  return messageOf(chat, text).querySelector('time')?.textContent.trim() ?? '';
}

describe('a copied part of the conversation', () => {
  it('holds the name, the time and the text of each message as the reader sees them, and nothing else', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    const ann = await openChat({ room });
    await ben.says('one', 'two **bold**');
    await eventually(() => messageOf(ann, 'two bold'));
    say(ann, 'three');
    await isSent(ann, 'three');
    await ben.says('four', '- five\n- six');
    const list = await eventually(() => messageOf(ann, 'fivesix'));
    await choose(ann, 'four', '👍');
    await eventually(() => part(ann, 'reaction'));

    allowSelection(ann);
    const copied = await copyFromTo(authorOf(messageOf(ann, 'one')), textOf(list));
    const [benFirst, own, benLast] = ['one', 'three', 'four'].map((text) => timeOf(ann, text));
    expect(copied).to.equal(`Ben ${benFirst} one two bold ${own} three Ben ${benLast} four five six`);
  });
});
