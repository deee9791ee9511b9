import { expect } from '@open-wc/testing';
import { newRoom, openChat, placeChat, stage } from './support/chat.ts';
import { say } from './support/hands.ts';
import { eventually } from './support/eventually.ts';
import { fits } from './support/fits.ts';
import { Person } from './support/person.ts';
import { distanceFromEnd, messageOf, part, parts } from './support/view.ts';

describe('in 280 pixels', () => {
  for (const [what, text] of [
    ['a text without a space', 'Donaudampfschifffahrt'.repeat(30)],
    ['a long address', `https://example.org/${'path/'.repeat(40)}?${'q'.repeat(200)}`],
    ['text from right to left', 'שלום עולם, זה טקסט ארוך שנכתב מימין לשמאל ונשבר לכמה שורות'],
    ['emoji', '👩‍👩‍👧‍👦🏳️‍🌈🇩🇪👍🏽'.repeat(20)],
    ['text in several lines', '    indented\nwith\ttabs\n\n\nand empty lines'],
  ] as const) {
    it(`${what} is shown as it was written, without horizontal scrolling`, async () => {
      const chat = await openChat({}, stage('inline-size: 280px'));
      say(chat, text);
      await eventually(() => messageOf(chat, text));
      fits(chat);
    });
  }

  it('a long name, heading and status fit', async () => {
    const chat = await openChat(
      { username: 'N'.repeat(64), heading: 'AHeadingWithoutASpace'.repeat(5) },
      stage('inline-size: 280px'),
    );
    say(chat, 'hello');
    await eventually(() => messageOf(chat, 'hello'));
    fits(chat);
  });
});

describe('with large letters', () => {
  for (const dir of ['ltr', 'rtl']) {
    it(`a problem is as wide as the text field at most, in a page of the direction ${dir}`, async () => {
      const place = stage('inline-size: 320px; --chat-font-size: 32px');
      place.dir = dir;
      const chat = await openChat({ username: '' }, place);
      say(chat, 'hello');
      await eventually(() => expect(part(chat, 'problem')).to.have.text('Please type your name'));
      const problem = part(chat, 'problem').getBoundingClientRect();
      const name = part(chat, 'name').getBoundingClientRect();
      // The border and the padding of the capsule around it.
      expect(problem.left).to.be.at.least(name.left - 5);
      expect(problem.right).to.be.at.most(name.right + 5);
    });
  }
});

describe('the words in an empty text field', () => {
  for (const lang of ['en', 'de', 'ar'])
    for (const username of ['', 'Annabel']) {
      const who = username ? 'with' : 'without';
      it(`end in an ellipsis where letters are large, in ${lang}, ${who} a name`, async () => {
        const place = stage('inline-size: 320px; --chat-font-size: 40px');
        place.dir = lang === 'ar' ? 'rtl' : 'ltr';
        const attributes = { 'relay-url': window.relayUrl, room: newRoom(), lang, username };
        const chat = placeChat(attributes, place);
        const field = await eventually(() => part(chat, 'field') as HTMLTextAreaElement);
        await eventually(() => {
          // The field has no other way to tell how wide these words are.
          const span = document.createElement('span');
          span.textContent = field.placeholder;
          span.style.cssText = 'position: absolute; white-space: pre';
          const { font, paddingLeft, paddingRight } = getComputedStyle(field);
          span.style.font = font;
          document.body.append(span);
          const { width } = span.getBoundingClientRect();
          span.remove();
          const room = field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
          expect(width, field.placeholder).to.be.at.most(room + 1);
        });
        expect(field.placeholder).to.match(/\p{L}\s?…$/u);
      });
    }
});

describe('in 320 by 256 pixels', () => {
  it('three messages are in view above the composer, also of three people', async () => {
    const room = newRoom();
    const people = await Promise.all(['Ben', 'Zoe', 'Tim'].map((name) => Person.enter(room, name)));
    const chat = await openChat(
      { room, style: 'block-size: 100%' },
      stage('inline-size: 320px; block-size: 256px'),
    );
    for (const [index, person] of [...people, ...people].entries()) await person.says(`message ${index}`);
    await eventually(() => messageOf(chat, 'message 5'));
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
    await eventually(() => {
      const pane = part(chat, 'content').getBoundingClientRect();
      const inView = parts(chat, 'text').filter((text) => {
        const { top, bottom } = text.getBoundingClientRect();
        return top >= pane.top && bottom <= pane.bottom;
      });
      expect(inView.length).to.be.at.least(3);
    });
  });
});

describe('the direction', () => {
  it('of a text follows its own letters', async () => {
    const chat = await openChat();
    say(chat, 'שלום');
    say(chat, 'hello');
    await eventually(() => messageOf(chat, 'hello'));
    const direction = (words: string): string | undefined => {
      const text = messageOf(chat, words).querySelector('[part~="text"]');
      return text ? getComputedStyle(text).direction : undefined;
    };
    expect(direction('שלום')).to.equal('rtl');
    expect(direction('hello')).to.equal('ltr');
  });

  it('of the page turns the chat around', async () => {
    const place = stage();
    place.dir = 'rtl';
    const chat = await openChat({}, place);
    const field = part(chat, 'field').getBoundingClientRect();
    expect(part(chat, 'send').getBoundingClientRect().right).to.be.at.most(field.left);
  });
});

describe('the size', () => {
  it('of the element is the page’s to choose', async () => {
    const chat = await openChat({ style: 'block-size: 200px; inline-size: 300px' });
    const { width, height } = chat.getBoundingClientRect();
    expect([width, height]).to.deep.equal([300, 200]);
    const composer = part(chat, 'composer').getBoundingClientRect();
    expect(composer.bottom).to.be.at.most(chat.getBoundingClientRect().bottom);
  });

  it('is zero while the element is hidden', async () => {
    const chat = await openChat();
    chat.hidden = true;
    expect(chat.getClientRects().length).to.equal(0);
  });
});
