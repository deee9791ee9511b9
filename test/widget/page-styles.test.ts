import { expect, nextFrame } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined } from './support/answers.ts';
import { isOnline, newRoom } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { chatOf, openPage, scriptFiles } from './support/frame.ts';
import { openMenu, scrollToBeginningFor, type } from './support/hands.ts';
import { scriptedServer } from './support/servers.ts';
import { distanceFromEnd, input, isStill, messageOf, part, parts } from './support/view.ts';

/** What some pages do to all that is in them, and more. */
const hostile = `
  * { all: unset; animation: none !important; box-sizing: content-box !important; font-size: 3px }
  *, *::before, *::after { margin: 9px; padding: 7px; border: 5px solid red; transition: all 9s }
  *::before, *::after { content: 'x' !important; display: block !important }
  head, script { display: none }
  html, body { display: block; margin: 0; padding: 0; border: 0 }
  div, section, header, ol, ul, li, p, h2, form, span, small, button, input, textarea, slot {
    display: none !important;
    position: fixed !important;
  }
  :root {
    line-height: 0;
    letter-spacing: 1em;
    word-spacing: 1em;
    text-transform: uppercase;
    text-indent: 4em;
    text-align: end;
    text-shadow: 0 0 3px red;
    font: italic 900 3px/0 cursive;
    font-variant: small-caps;
    white-space: pre;
    word-break: break-all;
    hyphens: auto;
    tab-size: 99;
    list-style: square inside;
    quotes: 'x' 'x';
    cursor: wait;
    color: red;
    -webkit-text-fill-color: red;
    caret-color: red;
    accent-color: red;
    user-select: none;
    border-collapse: collapse;
    writing-mode: horizontal-tb;
  }`;

/** What both pages say of the element itself. */
const size = `realtime-chat {
    display: block;
    position: absolute;
    inset: 0 auto auto 0;
    inline-size: 360px;
    block-size: 480px;
    margin: 0;
    padding: 0;
    border: 0;
    transition: none;
  }`;

const messages = [
  ...Array.from({ length: 12 }, (_, index) => entry(index + 1, `line ${index + 1}`)),
  entry(13, '**bold**, `code`, > no quote\n> a quote\n- one\n- two', { reply: 12 }),
  entry(14, 'mine', {
    sender: 'ann',
    username: 'Ann',
    edited: Date.now(),
    reactions: [{ emoji: '🎉', count: 1, people: [{ id: 'ben', username: 'Ben' }] }],
  }),
  entry(15, '🎉', { sender: 'cem', username: 'Cem' }),
];

/** A page with these styles and a chat in which much is to be seen. */
async function openStyled(url: string, room: string, styles: string, attributes = ''): Promise<RealtimeChat> {
  const page = await openPage(`<style>${styles}</style>${scriptFiles['realtime-chat.js'](window.relayUrl)}
    <realtime-chat relay-url="${url}" room="${room}" username="Ann" ${attributes}></realtime-chat>`);
  const chat = chatOf(page);
  await eventually(() => expect(chat.shadowRoot).to.exist);
  if (attributes) return chat;
  await isOnline(chat);
  await eventually(() => messageOf(chat, 'mine'));
  return chat;
}

async function serverWith(room: string): Promise<string> {
  const members = [
    { id: 'ann', username: 'Ann' },
    { id: 'ben', username: 'Ben' },
  ];
  const answer = joined({ head: 15, messages, members, count: 2, editWindow: 900_000 });
  return (await scriptedServer({ joins: { [room]: answer } })).url;
}

/** How each element within the chat looks: what is drawn of it, and where. */
function looksOf(chat: RealtimeChat): string[] {
  const view = chat.ownerDocument.defaultView ?? window;
  return [...(chat.shadowRoot?.querySelectorAll('*') ?? [])].map((element) => {
    const place = element.getBoundingClientRect();
    const isShown = place.width > 0;
    const sides = [place.left, place.top, place.width, place.height].map(Math.round);
    const {
      color,
      font,
      cursor,
      letterSpacing,
      textAlign,
      textTransform,
      whiteSpace,
      wordBreak,
      textShadow,
    } = view.getComputedStyle(element);
    const name = [element.localName, element.getAttribute('part') ?? element.className].join(' ');
    const drawn = [color, font, cursor];
    // Of what has no words, nothing is seen of how they would be written.
    if (element.textContent.trim() !== '')
      drawn.push(letterSpacing, textAlign, textTransform, whiteSpace, wordBreak, textShadow);
    return [name, ...(isShown ? sides : ['hidden']), ...drawn].join(' | ');
  });
}

/** Turns to all that opens. */
async function openAll(chat: RealtimeChat): Promise<void> {
  await scrollToBeginningFor(chat, 'latest');
  part(chat, 'latest').click();
  await eventually(() => expect(parts(chat, 'latest')).to.be.empty);
  input(chat, 'field').focus();
  await eventually(() => {
    type(chat, 'field', 'hello @');
    expect(parts(chat, 'completion')).not.to.be.empty;
  });
  await openMenu(chat, 'mine');
  await eventually(() => part(chat, 'rename'));
  await nextFrame();
  await nextFrame();
  await isStill(chat);
}

/** Those of two lists that are not the same. */
function expectSame(here: string[], there: string[]): void {
  expect(here.filter((line, index) => line !== there[index])).to.deep.equal(
    there.filter((line, index) => line !== here[index]),
  );
}

describe('the styles of a page', () => {
  it('do not change a chat, whatever they do to all elements', async () => {
    const room = newRoom();
    const url = await serverWith(room);
    const clean = await openStyled(url, room, size);
    await openAll(clean);
    const there = looksOf(clean);
    const chat = await openStyled(url, room, hostile + size);
    await openAll(chat);
    expect(there.length).to.be.above(50);
    expectSame(looksOf(chat), there);
  });

  it('do not change a launcher’s panel', async () => {
    const room = newRoom();
    const url = await serverWith(room);
    const looks: string[][] = [];
    for (const styles of ['', hostile]) {
      const chat = await openStyled(url, room, styles, 'layout="launcher"');
      const launcher = await eventually(() => part(chat, 'launcher'));
      launcher.click();
      await eventually(() => messageOf(chat, 'mine'));
      await eventually(() => part(chat, 'rename'));
      await eventually(() => expect(part(chat, 'close').getBoundingClientRect().width).to.be.above(0));
      await isStill(chat);
      looks.push(looksOf(chat));
    }
    const [there = [], here = []] = looks;
    expect(there.length).to.be.above(50);
    expectSame(here, there);
  });

  it('that reset the size of all elements leave a chat intact', async () => {
    const room = newRoom();
    const chat = await openStyled(await serverWith(room), room, hostile);
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
    const [header, content, composer] = ['header', 'content', 'composer'].map((name) =>
      part(chat, name).getBoundingClientRect(),
    );
    const width = chat.ownerDocument.documentElement.clientWidth;
    expect(header?.width).to.be.within(width - 60, width);
    expect(content?.height).to.be.within(200, 500);
    expect(content?.top).to.equal(header?.bottom);
    expect(composer?.top).to.equal(content?.bottom);
    expect(part(chat, 'content').scrollHeight).to.be.above(content?.height ?? 0);
    expect(part(chat, 'send').getBoundingClientRect().bottom).to.be.at.most(composer?.bottom ?? 0);
  });

  it('can hide it', async () => {
    const room = newRoom();
    const chat = await openStyled(await serverWith(room), room, hostile + size);
    const isSeen = (): boolean => part(chat, 'field').checkVisibility({ visibilityProperty: true });
    expect(isSeen()).to.be.true;
    chat.hidden = true;
    expect(isSeen()).to.be.false;
    chat.hidden = false;
    for (const style of ['display: none', 'visibility: hidden']) {
      chat.style.cssText = style;
      expect(isSeen()).to.be.false;
    }
    chat.style.cssText = 'inline-size: 300px; block-size: 200px';
    expect(isSeen()).to.be.true;
    const { width, height } = chat.getBoundingClientRect();
    expect([width, height]).to.deep.equal([300, 200]);
  });
});
