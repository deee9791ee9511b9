import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { isOnline, newRoom, openChat, openTwo, stage } from './support/chat.ts';
import { allowSelection } from './support/clipboard.ts';
import { eventually } from './support/eventually.ts';
import { say } from './support/hands.ts';
import { Page } from './support/page.ts';
import { isSent, isStill, messageOf, part, says, textOf } from './support/view.ts';

const wide = 'wide '.repeat(100).trim();
const fenced = (code: string, info = ''): string => `\`\`\`${info}\n${code}\n\`\`\``;

function blockOf(chat: RealtimeChat, code: string): HTMLElement {
  const block = messageOf(chat, code).querySelector('pre');
  if (!block) throw new Error(`There is no code block in ${code}`);
  return block;
}

function copyButton(chat: RealtimeChat, code: string): HTMLButtonElement {
  const button = messageOf(chat, code).querySelector<HTMLButtonElement>('[part="copy"]');
  if (!button) throw new Error(`No button copies ${code}`);
  return button;
}

/** A chat with a message, and what the pretended clipboard holds. A test may not read the real one. */
async function openWithClipboard(
  message: string,
  text: string,
): Promise<{ chat: RealtimeChat; window: Page['window']; copied: string[] }> {
  const page = await Page.open({ room: newRoom(), username: 'Ann' });
  const { chat, window } = page;
  await isOnline(chat);
  await page.hasLoaded();
  const copied: string[] = [];
  const clipboard = { writeText: async (words: string) => void copied.push(words) };
  Object.defineProperty(window.navigator, 'clipboard', { configurable: true, value: clipboard });
  await chat.send(message);
  await isSent(chat, text);
  return { chat, window, copied };
}

describe('the button of a code block', () => {
  it('copies the code alone, as it was typed, says so once and shows a tick for a moment', async () => {
    const code = '  <b>one</b>\n\n**two**';
    const { chat, copied } = await openWithClipboard(fenced(code, 'js'), code);
    const button = copyButton(chat, code);
    expect([button.ariaLabel, button.textContent]).to.deep.equal(['Copy code', '']);
    const said: string[] = [];
    const status = chat.shadowRoot?.querySelector('.announcer[role="status"]');
    if (!status) throw new Error('There is no status region');
    const observer = new MutationObserver(() => void said.push(status.textContent.trim()));
    observer.observe(status, { childList: true, subtree: true, characterData: true });
    const [copyIcon, tick] = button.querySelectorAll('.icon');
    const shown = (): (string | undefined)[] =>
      [copyIcon, tick].map((icon) => icon && getComputedStyle(icon).visibility);
    expect(shown()).to.deep.equal(['visible', 'hidden']);
    button.click();
    await eventually(() => expect(shown()).to.deep.equal(['hidden', 'visible']));
    expect(copied).to.deep.equal([code]);
    await eventually(() => expect(said).to.include('Copied'));
    await eventually(() => expect(shown()).to.deep.equal(['visible', 'hidden']));
    expect(said.filter((sentence) => sentence === 'Copied')).to.have.length(1);
    observer.disconnect();
  });

  it('copies by the command where there is no clipboard, and keeps the focus', async () => {
    const { chat, window } = await openWithClipboard(fenced('one'), 'one');
    Object.defineProperty(window.navigator, 'clipboard', { configurable: true, value: undefined });
    const copied: string[] = [];
    window.document.execCommand = () => {
      const field = chat.shadowRoot?.activeElement as HTMLTextAreaElement;
      copied.push(field.value);
      return true;
    };
    copyButton(chat, 'one').focus();
    copyButton(chat, 'one').click();
    await eventually(() => expect(copied).to.deep.equal(['one']));
    await eventually(() => expect(copyButton(chat, 'one')).to.have.attribute('data-copied'));
    expect(chat.shadowRoot?.activeElement).to.equal(copyButton(chat, 'one'));
  });

  it('selects the code where the browser does not let the chat copy, and says so', async () => {
    const { chat, window } = await openWithClipboard(`before\n${fenced('one', 'js')}`, 'beforeone');
    Object.defineProperty(window.navigator, 'clipboard', { configurable: true, value: undefined });
    window.document.execCommand = () => false;
    allowSelection(chat);
    copyButton(chat, 'beforeone').click();
    await says(chat, 'This browser does not let the chat copy. The text is selected instead.');
    expect(String(window.getSelection()).trim()).to.equal('one');
    expect(copyButton(chat, 'beforeone')).not.to.have.attribute('data-copied');
  });

  it('is reached by the Tab key after the code, in one message alone', async () => {
    const { ann, ben } = await openTwo();
    for (const code of ['one', 'two']) await ann.send(fenced(code));
    await eventually(() => messageOf(ben, 'two'));
    const stops = (code: string): number[] =>
      [blockOf(ben, code), copyButton(ben, code)].map((each) => each.tabIndex);
    await eventually(() =>
      expect([stops('one'), stops('two')]).to.deep.equal([
        [-1, -1],
        [0, 0],
      ]),
    );
    messageOf(ben, 'one').focus();
    await eventually(() =>
      expect([stops('one'), stops('two')]).to.deep.equal([
        [0, 0],
        [-1, -1],
      ]),
    );
    const order = blockOf(ben, 'one').compareDocumentPosition(copyButton(ben, 'one'));
    expect(order).to.equal(Node.DOCUMENT_POSITION_FOLLOWING);
  });

  it('is named in the language of the page, also when that changes', async () => {
    const place = stage();
    place.lang = 'en';
    const chat = await openChat({}, place);
    say(chat, fenced('one'));
    await isSent(chat, 'one');
    await eventually(() => expect(copyButton(chat, 'one').ariaLabel).to.equal('Copy code'));
    place.lang = 'de';
    await eventually(() => expect(copyButton(chat, 'one').ariaLabel).to.equal('Code kopieren'));
  });
});

describe('the language of a code block', () => {
  const label = (chat: RealtimeChat, code: string): string | undefined => {
    const box = blockOf(chat, code).parentElement;
    const isDrawn = box && getComputedStyle(box, '::before').content !== 'none';
    return isDrawn ? box.dataset.language : undefined;
  };

  it('stands above the code if the fence names one, and is no part of what is selected', async () => {
    const chat = await openChat();
    for (const [code, info] of [
      ['one', 'js title="a"'],
      ['two', ''],
      ['three', '<b>'],
      ['four', 'x'.repeat(2000)],
    ] as const) {
      say(chat, fenced(code, info));
      await isSent(chat, code);
    }
    await isStill(chat);
    const labels = ['one', 'two', 'three', 'four'].map((code) => label(chat, code));
    expect(labels).to.deep.equal(['js', undefined, '<b>', 'x'.repeat(24)]);
    const [box, text] = [blockOf(chat, 'four').parentElement, textOf(messageOf(chat, 'four'))];
    expect(box?.getBoundingClientRect().right).to.be.below(text.getBoundingClientRect().right);

    // A style sheet draws it, which no selection has.
    expect(textOf(messageOf(chat, 'one')).textContent.trim()).to.equal('one');
  });
});

describe('code that is wider than its message', () => {
  /** The widths of the fades at the left and at the right. */
  function fades(chat: RealtimeChat, code: string): string[] {
    const style = getComputedStyle(blockOf(chat, code));
    if (style.maskImage === 'none') return [];
    return ['--_left', '--_right'].map((name) => style.getPropertyValue(name).trim() || '0px');
  }

  for (const direction of ['ltr', 'rtl']) {
    it(`fades at the edge where it is cut, and no other code does, ${direction}`, async () => {
      const place = stage();
      place.dir = direction;
      const chat = await openChat({}, place);
      await chat.send(`שלום\n${fenced('short')}`);
      await chat.send(`שלום\n${fenced(wide)}`);
      const [short, long] = ['שלוםshort', `שלום${wide}`];
      await eventually(() => expect(fades(chat, long)).to.deep.equal(['0px', '28px']));
      expect(fades(chat, short)).to.deep.equal([]);
      const block = blockOf(chat, long);
      expect(getComputedStyle(block).direction).to.equal('ltr');
      expect(block.scrollLeft).to.equal(0);
      block.scrollLeft = 50;
      await eventually(() => expect(fades(chat, long)).to.deep.equal(['28px', '28px']));
      block.scrollLeft = block.scrollWidth;
      await eventually(() => expect(fades(chat, long)).to.deep.equal(['28px', '0px']));
    });
  }

  it('does not fade any more once there is room for it', async () => {
    const place = stage('inline-size: 260px');
    const chat = await openChat({}, place);
    const code = 'thirty letters of code in a row';
    say(chat, fenced(code));
    await isSent(chat, code);
    await eventually(() => expect(fades(chat, code)).to.deep.equal(['0px', '28px']));
    place.style.inlineSize = '700px';
    await eventually(() => expect(fades(chat, code)).to.deep.equal([]));
    expect(part(chat, 'copy').getBoundingClientRect().width).to.equal(28);
  });
});
