import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined, refused } from './support/answers.ts';
import { isOnline, newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say } from './support/hands.ts';
import { type ScriptedServer, scriptedServer } from './support/servers.ts';
import { isIn, messageOf, part, parts } from './support/view.ts';

/** A chat on a server that answers what a test wants, and all texts that its status region was given. */
async function openScripted(
  script: { messages?: object[]; sends?: unknown[] } = {},
): Promise<{ chat: RealtimeChat; server: ScriptedServer; room: string; told: string[] }> {
  const room = newRoom();
  const { messages = [], sends = [] } = script;
  const server = await scriptedServer({
    joins: { [room]: joined({ head: messages.length, messages }) },
    sends,
  });
  const chat = await openChat({ 'relay-url': server.url, room, username: 'Ann' });
  await isOnline(chat);
  const told: string[] = [];
  const region = chat.shadowRoot?.querySelector('.announcer[role="status"]');
  if (!region) throw new Error('There is no status region');
  new MutationObserver((records) => {
    for (const { addedNodes } of records)
      for (const node of addedNodes) if (node.textContent?.trim()) told.push(node.textContent.trim());
  }).observe(region, { childList: true, subtree: true });
  return { chat, server, room, told };
}

/** Waits until the code is there that loads once the room is online. */
async function isLoaded(chat: RealtimeChat, server: ScriptedServer, room: string): Promise<void> {
  await server.say('typing', { room, member: { id: 'ben', username: 'Ben' } });
  await eventually(() => expect(part(chat, 'typing')).to.contain.text('Ben is typing…'));
}

/** The texts of the messages that have risen into view since this was called. */
function risen(): string[] {
  const found: string[] = [];
  // oxlint-disable-next-line typescript/unbound-method -- called with its element below
  const { animate } = Element.prototype;
  Element.prototype.animate = function (this: Element, ...args) {
    found.push(this.querySelector('[part~="text"]')?.textContent ?? '');
    return animate.apply(this, args);
  };
  afterEach(() => {
    Element.prototype.animate = animate;
  });
  return found;
}

function stopClock(): void {
  const now = performance.now();
  performance.now = () => now;
  afterEach(() => {
    Reflect.deleteProperty(performance, 'now');
  });
}

const matchMedia = window.matchMedia.bind(window);

/** Has the chat find that motion is welcome, or not. Only Chromium lets a test change the setting of the system. */
function setMotion(isWelcome: boolean): void {
  window.matchMedia = (query) =>
    query.includes('prefers-reduced-motion: no-preference')
      ? ({ matches: isWelcome } as MediaQueryList)
      : matchMedia(query);
}

describe('a new message', () => {
  afterEach(() => {
    window.matchMedia = matchMedia;
  });

  it('rises into view, and those that were there before do not', async () => {
    setMotion(true);
    const found = risen();
    const { chat, server, room } = await openScripted({ messages: [entry(1, 'old')] });
    await isLoaded(chat, server, room);
    await server.say('entries', {
      room,
      epoch: 'first',
      entries: [entry(2, 'missed', { time: Date.now() - 60_000 }), entry(3, 'new')],
    });
    await eventually(() => expect(found).to.deep.equal(['new']));
  });

  it('is there at once if it follows another before that has risen', async () => {
    setMotion(true);
    const found = risen();
    const { chat, server, room } = await openScripted({ messages: [entry(1, 'old')] });
    await isLoaded(chat, server, room);
    // However slow the machine is, no time passes between the two.
    stopClock();
    for (const [seq, text] of [
      [2, 'first'],
      [3, 'second'],
    ] as const) {
      await server.say('entries', { room, epoch: 'first', entries: [entry(seq, text)] });
      await eventually(() => messageOf(chat, text));
      await chat.updateComplete;
    }
    expect(found).to.deep.equal(['first']);
  });

  it('is there at once for people who want no motion', async () => {
    setMotion(false);
    const found = risen();
    const { chat, server, room } = await openScripted({ messages: [entry(1, 'old')] });
    await isLoaded(chat, server, room);
    await server.say('entries', { room, epoch: 'first', entries: [entry(2, 'new')] });
    await eventually(() => messageOf(chat, 'new'));
    await chat.updateComplete;
    expect(found).to.be.empty;
  });
});

describe('somebody who is typing', () => {
  it('is a bubble at the end of the list, which screen readers pass by', async () => {
    const { chat, server, room } = await openScripted({ messages: [entry(1, 'old')] });
    await eventually(() => messageOf(chat, 'old'));
    await server.say('typing', { room, member: { id: 'ben', username: 'Ben' } });
    await eventually(() => expect(part(chat, 'typing')).to.contain.text('Ben is typing…'));
    const dots = chat.shadowRoot?.querySelector('.dots');
    expect(dots).to.have.attribute('aria-hidden', 'true');
    expect(dots?.getBoundingClientRect().top).to.be.at.least(
      messageOf(chat, 'old').getBoundingClientRect().bottom,
    );
  });
});

describe('an own message that is not sent', () => {
  it('is announced once, and neither tried nor offered again where that would fail again', async () => {
    const { chat, told } = await openScripted({ sends: [refused('blocked')] });
    say(chat, 'bad words');
    await isIn(chat, 'bad words', 'failed');
    await eventually(() =>
      expect(told).to.deep.equal(['Not sent. This message holds words that are not wanted here.']),
    );
    const buttons = [...messageOf(chat, 'bad words').querySelectorAll('[part="state"] button')];
    expect(buttons.map(({ textContent }) => textContent)).to.deep.equal(['Edit', 'Discard']);
    // Something else that renders announces nothing again.
    chat.heading = 'Another';
    await chat.updateComplete;
    expect(told).to.have.length(1);
  });

  it('is said to wait for a moderator, with a clock and not as an error, if it is held', async () => {
    const { chat, told } = await openScripted({ sends: [refused('held')] });
    say(chat, 'see example.com');
    await isIn(chat, 'see example.com', 'failed');
    await eventually(() => expect(told).to.deep.equal(['Waiting for a moderator. Only you can see it.']));
    const [state] = parts(chat, 'state');
    expect(state).to.contain.text('Waiting for a moderator. Only you can see it.');
    expect(state?.querySelector('.icon')).to.exist;
    expect(getComputedStyle(state as Element).color).to.equal(getComputedStyle(part(chat, 'time')).color);
  });
});

describe('a long address', () => {
  it('is shortened in the middle, and copied, read and shown on hover as a whole', async () => {
    const url = 'https://example.org/a/very/long/address/that/is/cut/in/the/middle/index.html';
    const { chat } = await openScripted({ messages: [entry(1, url), entry(2, 'https://example.org/short')] });
    await eventually(() => messageOf(chat, url));
    const [link, short] = chat.shadowRoot?.querySelectorAll('[part~="text"] a') ?? [];
    expect(link).to.have.attribute('href', url);
    expect(link).to.have.attribute('title', url);
    expect(link).to.have.text(url);
    expect(link?.querySelector('.middle span')?.getBoundingClientRect().width).to.be.at.most(1);
    expect(short).not.to.have.attribute('title');
  });

  it('shows its whole host', async () => {
    const host = 'https://www.bank.example.login.secure.evil.example';
    const url = `${host}/a/bank.example/and/so/on/and/so/on`;
    const { chat } = await openScripted({ messages: [entry(1, url)] });
    await eventually(() => messageOf(chat, url));
    const link = chat.shadowRoot?.querySelector('[part~="text"] a');
    await eventually(() => expect(link?.querySelector('.middle')).to.exist);
    const range = document.createRange();
    range.setStart(link as Element, 0);
    range.setEndBefore(link?.querySelector('.middle') as Element);
    expect(range.toString()).to.include(host);
  });
});
