import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { newRoom, openChat } from './support/chat.ts';
import { clipboardText, pressCopy } from './support/clipboard.ts';
import { eventually } from './support/eventually.ts';
import { choose, say } from './support/hands.ts';
import { Person } from './support/person.ts';
import { isSent, messageOf, part, textOf } from './support/view.ts';

/** Selects from the beginning of one message's text to the end of another's, as by a drag, and copies. */
async function copyFromTo(first: Element, last: Element): Promise<string> {
  const [start, end] = [firstText(first), lastText(last)];
  getSelection()?.setBaseAndExtent(start, 0, end, end.textContent?.length ?? 0);
  await pressCopy();
  getSelection()?.removeAllRanges();
  return (await clipboardText()).replace(/\s+/g, ' ').trim();
}

function firstText(element: Element): Node {
  return document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode() ?? element;
}

function lastText(element: Element): Node {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let last: Node = element;
  while (walker.nextNode()) last = walker.currentNode;
  return last;
}

function authorOf(message: Element): Element {
  return message.querySelector('[part="author"]') ?? message;
}

/** Headless Chromium counts as a touch screen, on which a long press opens the menu and no text can be selected. */
function allowSelection(chat: RealtimeChat): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("[part~='message'] { user-select: text !important }");
  chat.shadowRoot?.adoptedStyleSheets.push(sheet);
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
