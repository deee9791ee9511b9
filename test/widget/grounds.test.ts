import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { openChat, openOther, openTwo } from './support/chat.ts';
import { contrast, rgbOf } from './support/colours.ts';
import { eventually } from './support/eventually.ts';
import { openMenu, say, type } from './support/hands.ts';
import { isSent, messageOf, part, parts, textOf } from './support/view.ts';

function groundOf(element: Element): string {
  return getComputedStyle(element).backgroundColor;
}

/** From black to white, as far as grounds that are nearly grey are told apart. */
function lightness(color: string): number {
  return Math.max(...rgbOf(color));
}

/** The mentions in the message with these words, by the name that they say. */
async function mentionsIn(chat: RealtimeChat, text: string): Promise<Map<string, HTMLElement>> {
  return eventually(() => {
    const marks = [...messageOf(chat, text).querySelectorAll<HTMLElement>('mark')];
    expect(marks).to.have.length(2);
    return new Map(marks.map((mark) => [mark.textContent, mark]));
  });
}

describe('a mention', () => {
  for (const scheme of ['light', 'dark'])
    for (const style of ['', '--chat-accent: #fbbf24', '--chat-own: #d9fdd3; --chat-accent: #008069'])
      it(`is a block that can be read in every bubble: ${scheme}, ${style || 'as it comes'}`, async () => {
        const { ann, ben } = await openTwo({ 'color-scheme': scheme, style });
        const text = '@Ann and @Ben';
        say(ann, text);
        await eventually(() => messageOf(ben, text));
        for (const chat of [ann, ben]) {
          const mentions = await mentionsIn(chat, text);
          const bubble = groundOf(messageOf(chat, text).querySelector('[part~="text"]') ?? chat);
          const grounds = [...mentions].map(([name, mention]) => {
            const ground = groundOf(mention);
            expect(contrast(getComputedStyle(mention).color, ground), name).to.be.at.least(4.5);
            expect(rgbOf(ground), name).not.to.deep.equal(rgbOf(bubble));
            return ground;
          });
          expect(grounds[0], 'the reader’s own').not.to.equal(grounds[1]);
        }
      });
});

describe('what lies over the chat', () => {
  it('has a ground of its own in the dark, lighter than the pane and than bubbles', async () => {
    const { ann, ben } = await openTwo({ 'color-scheme': 'dark' });
    say(ben, 'hello');
    await eventually(() => messageOf(ann, 'hello'));
    const pane = lightness(groundOf(part(ann, 'panel')));
    const bubble = lightness(groundOf(part(ann, 'text')));
    await openMenu(ann, 'hello');
    const menu = part(ann, 'menu');
    const ground = lightness(groundOf(menu));
    expect(ground).to.be.above(pane);
    expect(ground).to.be.above(bubble);
    // What has the focus has another one again.
    await eventually(() =>
      expect(lightness(groundOf(ann.shadowRoot?.activeElement ?? menu))).to.be.above(ground),
    );
    part(ann, 'members').click();
    await eventually(() => expect(part(ann, 'people').matches(':popover-open')).to.be.true);
    expect(lightness(groundOf(part(ann, 'people')))).to.equal(ground);
  });

  it('has that of the chat in the light', async () => {
    const chat = await openChat({ 'color-scheme': 'light' });
    say(chat, 'hello');
    await isSent(chat, 'hello');
    await openMenu(chat, 'hello');
    expect(rgbOf(groundOf(part(chat, 'menu')))).to.deep.equal(rgbOf(groundOf(part(chat, 'panel'))));
  });
});

describe('buttons with words or a sign on a ground', () => {
  it('are as one’s own messages, and not as bright as links in the dark', async () => {
    const chat = await openChat({ 'color-scheme': 'dark' });
    say(chat, 'hello');
    await isSent(chat, 'hello');
    type(chat, 'field', 'more');
    const own = groundOf(textOf(messageOf(chat, 'hello')));
    expect(groundOf(part(chat, 'send'))).to.equal(own);
    const closed = await openChat({ 'color-scheme': 'dark', layout: 'launcher', eager: '' });
    await eventually(() => expect(groundOf(part(closed, 'launcher'))).to.equal(own));
  });
});

describe('the faces in the header', () => {
  it('do not cover each other', async () => {
    const { ann, room } = await openTwo();
    await openOther({ room, username: 'Cem Yildiz' });
    const faces = await eventually(() => {
      const found = parts(ann, 'avatar').filter((avatar) => avatar.closest('[part="members"]'));
      expect(found).to.have.length(2);
      return found.map((face) => face.getBoundingClientRect());
    });
    expect(faces[1]?.left).to.be.at.least(faces[0]?.right ?? Infinity);
  });
});
