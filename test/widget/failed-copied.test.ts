import { expect } from '@open-wc/testing';
import { eventually } from './support/eventually.ts';
import type { Page } from './support/page.ts';
import { openRefusedAndLocked } from './support/refused.ts';
import { buttonOf, isSent, messageOf, says, words } from './support/view.ts';

/** Stands in for the clipboard, which a test may not read. */
function standInForClipboard(page: Page, writeText: (text: string) => Promise<void>): void {
  Object.defineProperty(page.window.navigator, 'clipboard', { configurable: true, value: { writeText } });
}

describe('a message that was refused, while nobody can write', () => {
  it('can only be copied or discarded while nobody can write, and is copied unchanged', async () => {
    const { page } = await openRefusedAndLocked('two\n <b>lines</b>');
    const copied: string[] = [];
    standInForClipboard(page, async (text) => void copied.push(text));
    (await buttonOf(page.chat, 'two\n <b>lines</b>', 'Copy')).click();
    expect(copied).to.deep.equal(['two\n <b>lines</b>']);
    const buttons = [...messageOf(page.chat, 'two\n <b>lines</b>').querySelectorAll('button')];
    expect(buttons.map((button) => button.textContent.trim())).to.deep.equal(['Copy', 'Discard']);
    expect(messageOf(page.chat, 'two\n <b>lines</b>')).to.have.attribute('data-state', 'failed');
  });

  for (const [where, clipboard] of [
    ['there is no clipboard', undefined],
    ['the clipboard is refused', { writeText: () => Promise.reject(new Error('refused')) }],
  ] as const) {
    it(`says that it could not be copied and selects it, where ${where} and the command copy as well`, async () => {
      const { page } = await openRefusedAndLocked();
      Object.defineProperty(page.window.navigator, 'clipboard', { configurable: true, value: clipboard });
      const button = await buttonOf(page.chat, 'my words', 'Copy');
      button.focus();
      // No browser lets a page copy without a press of a person.
      page.window.document.execCommand = () => false;
      button.click();
      await says(page.chat, 'This browser does not let the chat copy. The text is selected instead.');
      expect(String(page.window.getSelection())).to.equal('my words');
      expect(page.chat.shadowRoot?.activeElement).to.equal(button);
    });

    it(`is copied by the command, where ${where}`, async () => {
      const { page } = await openRefusedAndLocked('two\n <b>lines</b>');
      Object.defineProperty(page.window.navigator, 'clipboard', { configurable: true, value: clipboard });
      const copied: string[] = [];
      page.window.document.execCommand = () => {
        const field = page.chat.shadowRoot?.activeElement as HTMLTextAreaElement;
        copied.push(field.value.slice(field.selectionStart, field.selectionEnd));
        return true;
      };
      (await buttonOf(page.chat, 'two\n <b>lines</b>', 'Copy')).click();
      await eventually(() => expect(copied).to.deep.equal(['two\n <b>lines</b>']));
      expect(words(page.chat)).not.to.include('does not let the chat copy');
    });
  }

  it('does not break the page where the browser refuses the clipboard', async () => {
    const { page, say } = await openRefusedAndLocked();
    let asked = false;
    standInForClipboard(page, () => {
      asked = true;
      return Promise.reject(new DOMException('Write permission denied.', 'NotAllowedError'));
    });
    (await buttonOf(page.chat, 'my words', 'Copy')).click();
    expect(asked).to.be.true;
    await say('unlock');
    (await buttonOf(page.chat, 'my words', 'Try again')).click();
    await isSent(page.chat, 'my words');
  });
});
