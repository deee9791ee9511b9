import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined } from './support/answers.ts';
import { isOnline, newRoom, openChat, openTwo, placeChat, stage } from './support/chat.ts';
import { contrast, rgbOf } from './support/colours.ts';
import { eventually } from './support/eventually.ts';
import { say, type } from './support/hands.ts';
import { ownRelay, scriptedServer } from './support/servers.ts';
import { bannerWords, dividers, isSent, messageOf, part, parts, placeOf } from './support/view.ts';

const minute = 60_000;
/** Noon of a day that is over. */
const noon = new Date(2024, 0, 10, 12).getTime();

interface Said {
  sender?: string;
  username?: string;
  time?: number;
}

/** A chat in a room where this was said. */
async function openOn(said: readonly Said[], attributes?: Record<string, string>): Promise<RealtimeChat> {
  const room = newRoom();
  const messages = said.map((each, index) =>
    entry(index + 1, `message ${index + 1}`, { sender: 'cem', username: 'Ann', time: noon, ...each }),
  );
  const server = await scriptedServer({ joins: { [room]: joined({ head: said.length, messages }) } });
  const chat = await openChat({ 'relay-url': server.url, room, ...attributes });
  await eventually(() => expect(parts(chat, 'message')).to.have.length(said.length));
  return chat;
}

function panelOf(chat: RealtimeChat): Element {
  const panel = chat.shadowRoot?.querySelector('section');
  if (!panel) throw new Error('The chat is not there');
  return panel;
}

/** Whether the author of this message can be seen, and not only be heard. */
function isNamed(chat: RealtimeChat, text: string): boolean {
  const author = messageOf(chat, text).querySelector('[part="author"]');
  return (author?.getBoundingClientRect().width ?? 0) > 1;
}

/** The initials beside messages. */
function avatarsOf(chat: RealtimeChat): HTMLElement[] {
  return [...part(chat, 'content').querySelectorAll<HTMLElement>('[part="avatar"]')];
}

describe('messages of one person', () => {
  it('share one name; other people, a pause of five minutes and another day start a new run', async () => {
    const chat = await openOn([
      {},
      { time: noon + 4 * minute },
      { time: noon + 9 * minute },
      { time: noon + 10 * minute, sender: 'ben', username: 'Ben' },
      { time: noon + 10 * minute, username: 'Anna' },
      { time: noon + 12 * 60 * minute - 1 },
      { time: noon + 12 * 60 * minute, username: 'Ann' },
    ]);
    const named = parts(chat, 'message').map((_, index) => isNamed(chat, `message ${index + 1}`));
    expect(named).to.deep.equal([true, false, true, true, true, true, true]);
    // Each is a message by itself for who does not see where it stands.
    expect(messageOf(chat, 'message 2').querySelector('[part="author"]')).to.have.text('Ann');
    const gap = (first: number, second: number): number =>
      messageOf(chat, `message ${second}`).getBoundingClientRect().top -
      messageOf(chat, `message ${first}`).getBoundingClientRect().bottom;
    expect(gap(1, 2)).to.be.below(gap(2, 3));
  });

  it('of the reader are on the other side, without a name', async () => {
    const { ann, ben } = await openTwo();
    say(ann, 'mine');
    await isSent(ann, 'mine');
    await eventually(() => messageOf(ben, 'mine'));
    expect([isNamed(ann, 'mine'), isNamed(ben, 'mine')]).to.deep.equal([false, true]);
    const side = (chat: RealtimeChat): number => {
      const text = messageOf(chat, 'mine').querySelector('[part~="text"]');
      return (text?.getBoundingClientRect().left ?? 0) - chat.getBoundingClientRect().left;
    };
    expect(side(ann)).to.be.above(side(ben));
  });
});

describe('initials', () => {
  it('are the first letters of the first and the last word, whole ones in any script', async () => {
    const names = ['ann', 'Ann Lee', 'ann marie van der Berg', '山田 太郎', '👩‍👩‍👧 family', 'é'];
    const chat = await openOn(names.map((username, index) => ({ username, sender: `${index}` })));
    expect(avatarsOf(chat).map(({ textContent }) => textContent)).to.deep.equal([
      'A',
      'AL',
      'AB',
      '山太',
      '👩‍👩‍👧F',
      'É',
    ]);
  });

  it('have a colour that depends on the person and not on the name', async () => {
    const chat = await openOn([{}, { sender: 'ben' }, { username: 'Anna' }]);
    const [ann, ben, anna] = avatarsOf(chat).map((avatar) => getComputedStyle(avatar).backgroundColor);
    expect(anna).to.equal(ann);
    expect(ben).not.to.equal(ann);
  });

  for (const scheme of ['light', 'dark']) {
    it(`are legible on every colour, in ${scheme}`, async () => {
      const chat = await openOn([{}], { 'color-scheme': scheme });
      const [avatar] = avatarsOf(chat);
      if (!avatar) throw new Error('There are no initials');
      for (let hue = 0; hue < 360; hue++) {
        avatar.style.setProperty('--_hue', `${hue}`);
        const { backgroundColor, color } = getComputedStyle(avatar);
        expect(contrast(backgroundColor, color), `on hue ${hue}`).to.be.at.least(4.5);
      }
    });
  }
});

describe('three colours of a brand', () => {
  for (const [what, accent, surface, text] of [
    ['dark on light', '#5b21b6', '#fffdf7', '#1c1917'],
    ['light on dark', '#fbbf24', '#0c1222', '#f1f5f9'],
    ['in the middle', '#767676', '#ffffff', '#333333'],
  ] as const) {
    it(`give a whole legible theme: ${what}`, async () => {
      const style = `--chat-accent: ${accent}; --chat-surface: ${surface}; --chat-text: ${text}`;
      const chat = await openChat({ style });
      say(chat, 'hello');
      await isSent(chat, 'hello');
      const ground = getComputedStyle(panelOf(chat)).backgroundColor;
      const own = getComputedStyle(part(chat, 'text'));
      const send = getComputedStyle(part(chat, 'send'));
      // An icon; there is nothing to send yet.
      expect(contrast(send.color, send.backgroundColor), 'send, muted').to.be.at.least(3);
      type(chat, 'field', 'hello');
      expect(contrast(own.color, own.backgroundColor), 'own message').to.be.at.least(4.5);
      expect(contrast(send.color, send.backgroundColor), 'send').to.be.at.least(4.5);
      expect(contrast(getComputedStyle(part(chat, 'time')).color, ground), 'time').to.be.at.least(4.5);
      expect(contrast(getComputedStyle(part(chat, 'field')).color, ground), 'field').to.be.at.least(4.5);
      expect(rgbOf(ground)).to.deep.equal(rgbOf(surface));
    });
  }
});

describe('the size of the type and of the margins', () => {
  it('is set by one property each', async () => {
    const wide = await openChat();
    const dense = await openChat({ style: '--chat-font-size: 12px; --chat-space: 8px' });
    say(dense, 'hello');
    await isSent(dense, 'hello');
    expect(getComputedStyle(part(dense, 'text')).fontSize).to.equal('12px');
    expect(parseFloat(getComputedStyle(part(dense, 'status')).fontSize)).to.be.below(12);
    const heights = [wide, dense].map((chat) => part(chat, 'header').getBoundingClientRect().height);
    expect(heights[0]).to.be.above(heights[1] ?? Infinity);
  });
});

describe('a slot', () => {
  for (const [name, neighbour] of [
    ['header', 'header'],
    ['empty', 'content'],
    ['composer-start', 'composer'],
    ['composer-end', 'composer'],
    ['footer', 'panel'],
  ] as const) {
    it(`${name} takes what the page puts into it`, async () => {
      const chat = await openOn([]);
      const mine = document.createElement('b');
      mine.slot = name;
      mine.textContent = 'of the page';
      chat.append(mine);
      await eventually(() => expect(mine.getBoundingClientRect().height).to.be.above(0));
      const [inner, outer] = [mine, neighbour === 'panel' ? panelOf(chat) : part(chat, neighbour)].map(
        (each) => each.getBoundingClientRect(),
      );
      expect(inner?.top).to.be.at.least(outer?.top ?? Infinity);
      expect(inner?.bottom).to.be.at.most(outer?.bottom ?? 0);
    });
  }

  it('stands before and behind the text field', async () => {
    const place = stage();
    place.innerHTML =
      '<realtime-chat><b slot="composer-start">A</b><b slot="composer-end">B</b></realtime-chat>';
    const chat = place.querySelector('realtime-chat');
    if (!chat) throw new Error('There is no chat');
    chat.relayUrl = window.relayUrl;
    await isOnline(chat);
    const [before, behind] = [...place.querySelectorAll('b')].map((each) => each.getBoundingClientRect());
    const field = part(chat, 'field').getBoundingClientRect();
    expect(before?.right).to.be.at.most(field.left);
    expect(behind?.left).to.be.at.least(field.right);
  });
});

describe('a problem', () => {
  it('is shown above the messages, which stay in place', async () => {
    const relay = await ownRelay();
    const chat = await openChat({ 'relay-url': relay.url });
    for (let count = 1; count <= 20; count++) say(chat, `message ${count}`);
    await isSent(chat, 'message 20');
    const before = placeOf(chat, 'message 20');
    await relay.kill();
    await eventually(() => expect(bannerWords(chat)).to.equal('Offline. What you send waits here.'));
    expect(placeOf(chat, 'message 20')).to.equal(before);
    await relay.startAgain();
    await eventually(() => expect(bannerWords(chat)).to.equal(''));
    expect(placeOf(chat, 'message 20')).to.equal(before);
  });
});

describe('before the first messages have arrived', () => {
  it('outlines are shown, until there are messages or a problem', async () => {
    const room = newRoom();
    // A server that never answers.
    const server = await scriptedServer({ joins: {} });
    const chat = placeChat({ 'relay-url': server.url, room, username: 'Ann' });
    const outlines = (): number => parts(chat, 'skeleton').length;
    await eventually(() => expect(outlines()).to.be.above(0));
    say(chat, 'hello');
    await eventually(() => messageOf(chat, 'hello'));
    expect(outlines()).to.equal(0);
  });

  it('they stand where others’ bubbles and initials will, and one’s own at the other side', async () => {
    // In a wide chat, a scroll bar moves the middle.
    const style = 'inline-size: 400px';
    const server = await scriptedServer({ joins: {} });
    const chat = placeChat({ 'relay-url': server.url, room: newRoom(), username: 'Ann', style });
    await eventually(() => expect(parts(chat, 'skeleton')).to.have.length(1));
    const outlines = [...part(chat, 'skeleton').children].map((each) => ({
      ...each.getBoundingClientRect().toJSON(),
      circle: getComputedStyle(each, '::before').inlineSize,
    }));
    const talk = await openOn([{ sender: 'ben' }]);
    talk.style.cssText = style;
    const [bubble, initials] = ['text', 'avatar'].map((name) =>
      part(talk, 'content').querySelector(`[part="${name}"]`)?.getBoundingClientRect(),
    );
    const isInPlace = (left: number): boolean => Math.abs(left - (bubble?.left ?? NaN)) < 0.5;
    expect(outlines.filter(({ left }) => isInPlace(left))).to.have.length(2);
    expect(outlines.map(({ circle }) => circle)).to.deep.equal([
      `${initials?.width}px`,
      'auto',
      `${initials?.width}px`,
    ]);
    expect(outlines[1]?.right).to.equal(part(chat, 'skeleton').getBoundingClientRect().right);
  });
});

describe('a line between days', () => {
  it('says Today and Yesterday, and omits the current year', async () => {
    const now = new Date();
    const today = new Date(now.getFullYear(), now.getMonth(), now.getDate(), 0, 0, 1);
    const ago = (days: number): number => new Date(today).setDate(today.getDate() - days);
    const chat = await openOn([{ time: ago(1) }, { time: ago(0) }]);
    expect(dividers(chat).slice(-2)).to.deep.equal(['Yesterday', 'Today']);
    chat.lang = 'tr';
    await eventually(() => expect(dividers(chat).slice(-2)).to.deep.equal(['Dün', 'Bugün']));
    // The same day of another month; in January it is another year as well.
    const other = new Date(now.getFullYear(), now.getMonth() === 0 ? 6 : 0, 15, 12);
    const thisYear = await openOn([{ time: other.getTime() }]);
    expect(dividers(thisYear).at(-1)).not.to.include(`${now.getFullYear()}`);
    const lastYear = await openOn([{ time: other.setFullYear(now.getFullYear() - 1) }]);
    expect(dividers(lastYear).at(-1)).to.include(`${now.getFullYear() - 1}`);
  });
});

describe('a narrow place', () => {
  it('on a wide screen leaves the initials out, and a wide one has them', async () => {
    const chat = await openOn([{}]);
    expect(avatarsOf(chat)[0]?.getClientRects()).to.have.length(1);
    chat.style.inlineSize = '320px';
    expect(avatarsOf(chat)[0]?.getClientRects()).to.have.length(1);
    chat.style.inlineSize = '260px';
    await eventually(() => expect(avatarsOf(chat)[0]?.getClientRects()).to.have.length(0));
  });
});
