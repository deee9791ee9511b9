import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { openChat, openTwo } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { press, say, type } from './support/hands.ts';
import { input, isSent, messageOf, part, shows, textOf } from './support/view.ts';

/** What stands in the message with this text: each element with its words, from the outside in. */
function elements(chat: RealtimeChat, text: string): string[] {
  const all = messageOf(chat, text).querySelectorAll('[part~="text"] *');
  return [...all].map((element) => `${element.localName}: ${element.textContent}`);
}

/** The width of a text in the font of an element, in CSS pixels. */
function widthOf(text: string, element: Element): number {
  const box = document.createElement('span');
  box.style.cssText = 'position: absolute; white-space: pre';
  box.textContent = text;
  element.append(box);
  const { width } = box.getBoundingClientRect();
  box.remove();
  return width;
}

function fontSize(element: Element | null): number {
  return element ? Number.parseFloat(getComputedStyle(element).fontSize) : 0;
}

describe('a message', () => {
  it('shows bold, italic, struck out and code without the marks to both people', async () => {
    const { ann, ben } = await openTwo();
    say(ann, '**bold**, *italic*, ~~gone~~ and `code`');
    const text = 'bold, italic, gone and code';
    for (const chat of [ann, ben]) {
      await eventually(() => messageOf(chat, text));
      expect(elements(chat, text)).to.deep.equal(['strong: bold', 'em: italic', 'del: gone', 'code: code']);
      const bold = messageOf(chat, text).querySelector('strong');
      expect(Number(bold && getComputedStyle(bold).fontWeight)).to.be.at.least(600);
    }
  });

  it('shows quotes, lists and code blocks', async () => {
    const chat = await openChat();
    await chat.send('> said before\n- one\n- two\n```\n**code**\n```');
    await eventually(() => expect(part(chat, 'content').querySelector('pre')).to.exist);
    const text = part(chat, 'content').querySelector('pre')?.closest('[part~="text"]');
    expect(text?.querySelector('blockquote')).to.contain.text('said before');
    expect([...(text?.querySelectorAll('ul > li') ?? [])].map((item) => item.textContent)).to.deep.equal([
      'one',
      'two',
    ]);
    expect(text?.querySelector('pre')?.textContent.trim()).to.equal('**code**');
  });

  for (const [direction, word] of [
    ['ltr', 'dfed'],
    ['rtl', 'שלום'],
  ] as const) {
    it(`shows all digits of a list's numbers within the bubble, ${direction}`, async () => {
      const { ann, ben } = await openTwo();
      for (const number of [1, 12, 3243, 999_999_999]) await ann.send(`${number}. ${word} ${number}`);
      for (const chat of [ann, ben]) {
        for (const number of [1, 12, 3243, 999_999_999]) {
          const message = await eventually(() => messageOf(chat, `${word} ${number}`));
          const item = message.querySelector('li');
          const bubble = textOf(message);
          expect(item?.value).to.equal(number);
          if (!item) return;
          expect(getComputedStyle(item, '::marker').color).to.equal(getComputedStyle(bubble).color);
          const [inner, outer] = [item.getBoundingClientRect(), bubble.getBoundingClientRect()];
          const room = direction === 'ltr' ? inner.left - outer.left : outer.right - inner.right;
          expect(room, `${number}`).to.be.above(widthOf(`${number}. `, item));
        }
      }
    });
  }

  it('keeps the numbers of a list as they were typed', async () => {
    const chat = await openChat();
    say(chat, '2. yes\n5. no');
    const message = await eventually(() => messageOf(chat, 'yesno'));
    expect([...message.querySelectorAll('li')].map(({ value }) => value)).to.deep.equal([2, 5]);
  });

  it('has links that open in a new tab without a referrer, and none to scripts', async () => {
    const chat = await openChat();
    say(chat, 'see https://example.org/a?b=c. or [here](https://example.net)');
    const text = 'see https://example.org/a?b=c. or here';
    await isSent(chat, text);
    const links = [...messageOf(chat, text).querySelectorAll('a')];
    expect(links.map(({ href }) => href)).to.deep.equal([
      'https://example.org/a?b=c',
      'https://example.net/',
    ]);
    expect(links.map(({ textContent }) => textContent)).to.deep.equal(['https://example.org/a?b=c', 'here']);
    for (const link of links) {
      expect(link.target).to.equal('_blank');
      expect([...link.relList]).to.include.members(['noopener', 'noreferrer', 'nofollow', 'ugc']);
    }
    const script = '[here](javascript:alert(1))';
    say(chat, script);
    await isSent(chat, script);
    expect(messageOf(chat, script).querySelector('a')).to.be.null;
  });

  it('of emoji alone is shown larger: most of all up to three, and still up to eight', async () => {
    const chat = await openChat();
    const [several, many] = ['👍'.repeat(8), '👍'.repeat(9)];
    for (const text of ['👍🏽', '👨‍👩‍👧 🇩🇪', 'well 👍', several, many]) await chat.send(text);
    await eventually(() => messageOf(chat, many));
    const size = (text: string): number => fontSize(messageOf(chat, text).querySelector('[part~="text"]'));
    const usual = size('well 👍');
    expect([size(many), size(several)]).to.deep.equal([usual, 28]);
    for (const text of ['👍🏽', '👨‍👩‍👧 🇩🇪']) {
      expect(size(text)).to.equal(40);
      expect(messageOf(chat, text).querySelector('[part~="text"]')).to.have.attribute('data-emoji');
    }
  });
});

describe('in the field', () => {
  /** Presses the key with Ctrl until what knows it is loaded. @returns what is in the field, the selection in brackets. */
  async function mark(chat: RealtimeChat, key: string, init: KeyboardEventInit): Promise<string> {
    await eventually(() => expect(press(part(chat, 'field'), key, init), key).to.be.false);
    const { value, selectionStart, selectionEnd } = input(chat, 'field');
    const [start, end] = [selectionStart ?? 0, selectionEnd ?? 0];
    return `${value.slice(0, start)}[${value.slice(start, end)}]${value.slice(end)}`;
  }

  it('Ctrl with B, I and E toggles the marks around the selection', async () => {
    const chat = await openChat();
    input(chat, 'field').focus();
    for (const [key, sign] of [
      ['b', '**'],
      ['i', '*'],
      ['e', '`'],
    ] as const) {
      type(chat, 'field', 'some words here');
      input(chat, 'field').setSelectionRange(5, 10);
      expect(await mark(chat, key, { ctrlKey: true })).to.equal(`some ${sign}[words]${sign} here`);
      expect(await mark(chat, key, { ctrlKey: true })).to.equal('some [words] here');
    }
    type(chat, 'field', '');
    expect(await mark(chat, 'B', { ctrlKey: true })).to.equal('**[]**');
  });

  it('a marked text is sent with its marks, and other keys with Ctrl are left to the browser', async () => {
    const chat = await openChat();
    input(chat, 'field').focus();
    type(chat, 'field', 'loud');
    input(chat, 'field').setSelectionRange(0, 4);
    await mark(chat, 'b', { ctrlKey: true });
    for (const init of [
      { ctrlKey: true, altKey: true },
      { ctrlKey: true, shiftKey: true },
      { metaKey: true },
      {},
    ]) {
      expect(press(part(chat, 'field'), 'b', init)).to.be.true;
    }
    expect(press(part(chat, 'field'), 'a', { ctrlKey: true })).to.be.true;
    press(part(chat, 'field'), 'Enter');
    await isSent(chat, 'loud');
    expect(elements(chat, 'loud')).to.deep.equal(['strong: loud']);
    await shows(chat, ['Ann: loud']);
  });
});
