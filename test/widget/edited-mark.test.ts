import { expect } from '@open-wc/testing';
import { entry, joined } from './support/answers.ts';
import { newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { scriptedServer } from './support/servers.ts';
import { isStill, messageOf, textOf } from './support/view.ts';

describe('within a run of messages', () => {
  it('the mark of an edit is right below its own text, before the reactions', async () => {
    const room = newRoom();
    const reactions = [{ emoji: '👍', count: 1, people: [{ id: 'ben', username: 'Ben' }] }];
    const messages = [entry(1, 'one'), entry(2, 'two', { edited: Date.now(), reactions }), entry(3, 'three')];
    const server = await scriptedServer({ joins: { [room]: joined({ head: 3, messages }) } });
    const chat = await openChat({ 'relay-url': server.url, room });
    await eventually(() => messageOf(chat, 'three'));
    await isStill(chat);
    const item = messageOf(chat, 'two');
    const place = (selector: string): DOMRect => {
      const found = item.querySelector(selector);
      if (!found) throw new Error(`There is no ${selector}`);
      return found.getBoundingClientRect();
    };
    const edited = place('[part="edited"]');
    expect(edited.top - textOf(item).getBoundingClientRect().bottom).to.be.within(-0.5, 8);
    expect(place('[part="reactions"]').top).to.be.at.least(edited.bottom);
  });
});

describe('a text in two scripts', () => {
  it('has in each line the direction of that line', async () => {
    const room = newRoom();
    const text = 'مرحبا بكم جميعا في هذه الغرفة\nhi!';
    const server = await scriptedServer({
      joins: { [room]: joined({ head: 1, messages: [entry(1, text)] }) },
    });
    const chat = await openChat({ 'relay-url': server.url, room });
    const box = await eventually(() => textOf(messageOf(chat, text)));
    await eventually(() => expect(getComputedStyle(box).unicodeBidi).to.equal('plaintext'));
    const range = document.createRange();
    const node = document.createTreeWalker(box, NodeFilter.SHOW_TEXT).nextNode();
    if (!node) throw new Error('There is no text');
    range.setStart(node, text.indexOf('h'));
    range.setEnd(node, text.length);
    const line = range.getBoundingClientRect();
    // It begins on the left, behind the padding.
    expect(line.left - box.getBoundingClientRect().left).to.be.below(20);
    range.setStart(node, text.indexOf('!'));
    // It follows the words on their right.
    expect(range.getBoundingClientRect().left).to.be.above(line.left + 4);
  });
});
