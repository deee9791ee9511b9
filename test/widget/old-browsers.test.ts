import { expect } from '@open-wc/testing';
import { newRoom } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { type FramedPage, openPage, scriptFiles } from './support/frame.ts';

/** What older browsers lack, each by itself. */
const missing = {
  'URL.canParse': 'delete URL.canParse',
  'Array.prototype.toSorted': 'delete Array.prototype.toSorted',
  'Intl.Segmenter': 'delete Intl.Segmenter',
  'Element.prototype.checkVisibility': 'delete Element.prototype.checkVisibility',
  'the popover API': 'delete HTMLElement.prototype.popover; delete HTMLElement.prototype.showPopover',
  'light-dark()':
    'const { supports } = CSS; CSS.supports = (...words) => !String(words).includes("light-dark") && supports.call(CSS, ...words)',
};

async function openOld(tag: string, lacks: string, attributes = '', lang = 'en'): Promise<FramedPage> {
  return openPage(`<script>{${lacks}}</script>${tag}
    <div lang="${lang}"><realtime-chat room="${newRoom()}" ${attributes}></realtime-chat></div>`);
}

function sentence({ document }: FramedPage): string {
  return document.querySelector('realtime-chat')?.shadowRoot?.textContent.trim() ?? '';
}

for (const [file, tag] of Object.entries(scriptFiles)) {
  describe(`${file} in an older browser`, () => {
    for (const [what, lacks] of Object.entries({
      ...missing,
      'all of them': Object.values(missing).join(';'),
    })) {
      it(`says that it is too old, without ${what}`, async () => {
        const page = await openOld(tag(window.relayUrl), lacks);
        await eventually(() => expect(sentence(page)).to.match(/^This browser is too old for the chat\./));
        expect(page.problems).to.be.empty;
      });
    }

    it('says so in the language of the page, and leaves a launcher away', async () => {
      const page = await openOld(tag(window.relayUrl), missing['URL.canParse'], '', 'de');
      await eventually(() => expect(sentence(page)).to.match(/^Dieser Browser ist zu alt für den Chat\./));
      const launcher = await openOld(tag(window.relayUrl), missing['URL.canParse'], 'layout="launcher"');
      await eventually(() => expect(launcher.document.querySelector('realtime-chat')?.shadowRoot).to.exist);
      expect(sentence(launcher)).to.equal('');
      expect([...page.problems, ...launcher.problems]).to.be.empty;
    });

    it('follows a change of the language and of the layout', async () => {
      const page = await openOld(tag(window.relayUrl), missing['URL.canParse']);
      const chat = page.document.querySelector('realtime-chat');
      await eventually(() => expect(sentence(page)).to.match(/^This browser is too old/));
      chat?.setAttribute('lang', 'de');
      await eventually(() => expect(sentence(page)).to.match(/^Dieser Browser ist zu alt/));
      chat?.setAttribute('layout', 'launcher');
      expect(sentence(page)).to.equal('');
      expect(page.problems).to.be.empty;
    });
  });
}

describe('the module file in an older browser', () => {
  it('leaves the content of the element in place if the sentence cannot be loaded', async () => {
    const policy = `script-src 'unsafe-inline' ${window.relayUrl}/realtime-chat.js`;
    const page = await openPage(`<meta http-equiv="Content-Security-Policy" content="${policy}">
        <script>{${missing['URL.canParse']}}</script>${scriptFiles['realtime-chat.js'](window.relayUrl)}
        <realtime-chat>Please write to us.</realtime-chat>`);
    await eventually(() => expect(page.problems.join()).to.contain('forbids'));
    await new Promise((resolve) => page.window.requestAnimationFrame(resolve));
    expect(page.problems.join()).not.to.contain('TypeError');
    expect(page.document.querySelector('realtime-chat')?.shadowRoot).to.equal(null);
  });
});
