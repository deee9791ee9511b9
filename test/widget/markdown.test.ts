import { expect } from '@open-wc/testing';
import * as fc from 'fast-check';
import { render } from 'lit';
import { formatted, type Mentions } from '../../widget/src/text/formatted.ts';
import { textStyles } from '../../widget/src/text/text-styles.ts';
import { codeStyles } from '../../widget/src/timeline/message/code-styles.ts';
import { hostileTexts, markedText } from '../support/marked-texts.ts';

const mentions: Mentions = {
  lengthAt: (text, index) => /^@(?:Ada|Ben|["<])/.exec(text.slice(index))?.[0].length ?? 0,
  isOwn: (name) => name === 'Ada',
};

function show(text: string): HTMLElement {
  const box = document.createElement('div');
  render(formatted(text, mentions), box);
  return box;
}

/** The elements that came of a text, without the marks that Lit leaves for itself. */
function htmlOf(text: string): string {
  return show(text).innerHTML.replace(/<!--.*?-->/g, '');
}

/** What may be there, and which attributes it may have. */
const allowed: Record<string, string[]> = {
  a: ['href', 'rel', 'tabindex', 'target', 'title'],
  blockquote: [],
  code: [],
  del: [],
  div: ['class', 'data-language', 'dir'],
  em: [],
  li: ['value'],
  mark: ['part'],
  ol: ['style'],
  pre: ['tabindex'],
  span: ['class'],
  strong: [],
  ul: [],
};

function expectHarmless(text: string): void {
  for (const element of show(text).querySelectorAll('*')) {
    expect(allowed, text).to.have.property(element.localName);
    const names = element.getAttributeNames();
    expect(allowed[element.localName], text).to.include.members(names);
    if (!(element instanceof HTMLAnchorElement)) continue;
    expect(element.protocol, text).to.match(/^(https?|mailto):$/);
    expect(element.target).to.equal('_blank');
    expect(element.rel).to.equal('noopener noreferrer nofollow ugc');
  }
}

const attacks = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '"><iframe src="javascript:alert(1)">',
  '<a href="javascript:alert(1)">x</a>',
  '<!--<img src="--><img src=x onerror=alert(1)//">',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java\tscript:alert(1))',
  '[x](javascript&colon;alert(1))',
  '[x](javascript&#58;alert(1))',
  '[x]( javascript:alert(1))',
  '[x](\u0001javascript:alert(1))',
  '[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '[x](vbscript:msgbox(1))',
  '[x](blob:https://a.example/1)',
  '[x](view-source:https://a.example)',
  '[x](https://a.example"onmouseover="alert(1))',
  '[x](https://a.example/"><script>alert(1)</script>)',
  '[<img/src/onerror=alert(1)>](https://a.example)',
  '[x](https://a.example "title" onclick=alert(1))',
  '![x](https://a.example"onerror="alert(1))',
  '![x](x"onerror="alert(1))',
  '[x]: javascript:alert(1)\n[x]',
  '<javascript:alert(1)>',
  '<https://a.example/"onclick="alert(1)>',
  '[a](javascript:prompt(document.cookie)) [b](https://b.example)',
  'https://a.example/"onmouseover="alert(1)',
  "https://a.example/'><svg/onload=alert(1)>",
  '`<script>alert(1)</script>`',
  '```html\n</code></pre><script>alert(1)</script>\n```',
  '> <script>\n- <img src=x onerror=alert(1)>\n1. <b>',
  '@"onclick="alert(1) @<img src=x onerror=alert(1)>',
  '**<b>** _<i>_ ~~<s>~~',
  '${alert(1)} {{constructor.constructor("alert(1)")()}} <?lit$1$?>',
  '__proto__ [__proto__](constructor)',
];

describe('a text becomes elements of a few kinds', () => {
  it('plain text stays text', () => {
    const box = show('one\n  two\n\nthree');
    expect(box.textContent).to.equal('one\n  two\n\nthree');
    expect(box.children).to.have.length(0);
  });

  it('marks become elements, without added white space', () => {
    expect(htmlOf('**a** *b* ~~c~~ `d`\ne')).to.equal(
      '<strong>a</strong> <em>b</em> <del>c</del> <code>d</code>\ne',
    );
    expect(htmlOf('a\n\n> b\n\n- c\n- d\n\n3. e\n\n```\nf\n\n g\n```\nh')).to.equal(
      'a<blockquote>b</blockquote><ul><li>c</li><li>d</li></ul><ol style="--_digits: 1;"><li value="3">e</li></ol>' +
        '<div class="code" dir="ltr"><pre tabindex="0"><code>f\n\n g</code></pre></div>h',
    );
  });

  it('links open in a new tab, send no referrer, and show their URL', () => {
    const box = show('[a](https://b.example) https://c.example');
    const [labelled, bare] = box.querySelectorAll('a');
    expect(labelled?.title).to.equal('https://b.example/');
    expect(bare?.hasAttribute('title')).to.equal(false);
    expect(bare?.textContent).to.equal('https://c.example');
    for (const link of [labelled, bare]) {
      expect(link?.rel).to.equal('noopener noreferrer nofollow ugc');
      expect(link?.target).to.equal('_blank');
    }
  });

  it('mentions are marked, the reader’s own differently', () => {
    expect(htmlOf('@Ada @Ben @Cem')).to.equal(
      '<mark part="mention own">@Ada</mark> <mark part="mention">@Ben</mark> @Cem',
    );
  });

  it('a long line of code is scrolled, and does not widen its message', () => {
    const host = document.createElement('div');
    document.body.append(host);
    const root = host.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [textStyles.styleSheet, codeStyles.styleSheet].filter(
      (sheet) => sheet !== undefined,
    );
    const box = document.createElement('div');
    box.setAttribute('part', 'text');
    box.style.inlineSize = '200px';
    root.append(box);
    render(formatted(`\`\`\`\n${'long '.repeat(100)}\n\`\`\``), box);
    expect(box.scrollWidth).to.equal(200);
    const pre = box.querySelector('pre');
    expect(pre?.scrollWidth).to.be.above(1000);
    host.remove();
  });
});

describe('a text becomes nothing else', () => {
  it('not by any known attack', () => {
    for (const text of attacks) {
      for (const around of [text, `**${text}**`, `> - ${text}`, `[${text}](https://a.example)`]) {
        expectHarmless(around);
      }
    }
  });

  it('not by any mix of marks', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(markedText, fc.constantFrom(...attacks)), { maxLength: 4 }), (parts) => {
        expectHarmless(parts.join(''));
      }),
      { numRuns: 400 },
    );
  });

  it('not by marks upon marks for as long as a message can be', () => {
    for (const { text } of hostileTexts) expectHarmless(text);
  });
});
