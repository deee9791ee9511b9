import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { openTwo } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, clickSend, remove, say, type } from './support/hands.ts';
import { conversation, isSent, messageOf, part, quoteOf, words } from './support/view.ts';

/** The two ways in which translators replace the words of a page. */
const surgeries = {
  'by a font element in place of each text': (text: Text): void => {
    const font = document.createElement('font');
    const inner = document.createElement('font');
    inner.textContent = `«${text.data}»`;
    font.append(inner);
    text.replaceWith(font);
  },
  'by the textContent of each element': (text: Text): void => {
    const parent = text.parentElement;
    if (parent) parent.textContent = `«${parent.textContent}»`;
  },
};

/** Translates what a page lets others translate, or, without respect for that, everything. */
function translate(chat: RealtimeChat, surgery: (text: Text) => void, isRespectful: boolean): void {
  const root = chat.shadowRoot;
  if (!root) throw new Error('The chat is not rendered');
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) {
    const { currentNode: text } = walker;
    if (!(text instanceof Text) || !text.data.trim() || text.parentElement?.closest('style, textarea'))
      continue;
    if (!isRespectful || text.parentElement?.translate) texts.push(text);
  }
  for (const text of texts) if (text.isConnected) surgery(text);
}

for (const [how, surgery] of Object.entries(surgeries)) {
  describe(`a chat that was translated ${how}`, () => {
    it('keeps its own words, and lets the messages of people be translated', async () => {
      const { ann, ben } = await openTwo();
      say(ben, 'hello @Ann');
      await isSent(ben, 'hello @Ann');
      await eventually(() => messageOf(ann, 'hello @Ann'));
      const own = part(ann, 'header').textContent;
      translate(ann, surgery, true);
      expect(words(ann)).to.include('«hello');
      expect(part(ann, 'header').textContent).to.equal(own);
      expect(part(ann, 'send').textContent).to.equal('Send');
    });

    it('shows an edit, a quote and a deletion as they are now', async () => {
      const { ann, ben } = await openTwo();
      say(ben, 'hello');
      await isSent(ben, 'hello');
      await choose(ben, 'hello', 'Reply');
      await eventually(() => part(ben, 'context'));
      say(ben, 'an answer');
      await eventually(() => expect(quoteOf(ann, 'an answer')).to.contain.text('hello'));
      translate(ann, surgery, true);
      await choose(ben, 'hello', 'Edit');
      await eventually(() => part(ben, 'context'));
      type(ben, 'field', 'hello again');
      clickSend(ben);
      await eventually(() => messageOf(ann, 'hello again'));
      const answer = [...conversation(ann)].at(-1);
      expect(answer).to.contain('an answer');
      const quote = part(ann, 'quote');
      await eventually(() => expect(quote.textContent).to.equal('Ben hello again'));
      await remove(ben, 'hello again');
      await eventually(() => messageOf(ann, 'Message deleted'));
      expect(quote.textContent).to.equal('Ben Message deleted');
    });

    it('goes on rendering even if its own words were translated, and keeps what is typed', async () => {
      const { ann, ben } = await openTwo();
      say(ben, 'hello');
      await eventually(() => messageOf(ann, 'hello'));
      type(ann, 'field', 'half a thought');
      translate(ann, surgery, false);
      say(ben, 'are you there?');
      await eventually(() => messageOf(ann, 'are you there?'));
      ann.disconnect();
      await eventually(() => expect(part(ann, 'status').textContent).to.equal('Disconnected'));
      expect((part(ann, 'field') as HTMLTextAreaElement).value).to.equal('half a thought');
    });
  });
}
