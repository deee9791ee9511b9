import { expect } from '@open-wc/testing';
import { entry, joined } from './support/answers.ts';
import { newRoom, placeChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { scriptedServer } from './support/servers.ts';
import { openWith } from './support/talk.ts';
import { isStill, messageOf, part, parts } from './support/view.ts';

/** Counts the calls of a method while something is done. */
async function callsOf(owner: object, name: string, act: () => Promise<unknown>): Promise<number> {
  const original = Object.getOwnPropertyDescriptor(owner, name);
  if (!original) throw new Error(`There is no ${name}`);
  let calls = 0;
  const read = (that: unknown): unknown =>
    original.get ? (original.get.call(that) as unknown) : (original.value as unknown);
  Object.defineProperty(owner, name, {
    configurable: true,
    get(this: unknown) {
      calls++;
      return read(this);
    },
  });
  try {
    await act();
  } finally {
    Object.defineProperty(owner, name, original);
  }
  return calls;
}

describe('rendering a conversation again', () => {
  it('asks neither for the letters of names nor for the times and days of messages that it knows', async () => {
    const { ann } = await openWith(...Array.from({ length: 40 }, (_, index) => `line ${index + 1}`));
    await isStill(ann);
    const renderAgain = async (): Promise<void> => {
      ann.requestUpdate();
      await ann.updateComplete;
    };
    await renderAgain();
    expect(await callsOf(Intl.Segmenter.prototype, 'segment', renderAgain)).to.equal(0);
    expect(await callsOf(Intl.DateTimeFormat.prototype, 'format', renderAgain)).to.equal(0);
    expect(await callsOf(Intl.RelativeTimeFormat.prototype, 'format', renderAgain)).to.equal(0);
  });

  // Each message that is rendered asks for the machine-readable form of its time.
  const renderedBy = (act: () => Promise<unknown>): Promise<number> =>
    callsOf(Date.prototype, 'toISOString', act);

  it('renders none of the messages again of which nothing has changed', async () => {
    const { ann } = await openWith(...Array.from({ length: 40 }, (_, index) => `line ${index + 1}`));
    await isStill(ann);
    const again = await renderedBy(async () => {
      ann.heading = 'Another heading';
      await ann.updateComplete;
    });
    expect(again).to.equal(0);
    const inAnotherLanguage = await renderedBy(async () => {
      ann.strings = { edited: 'changed' };
      await ann.updateComplete;
    });
    expect(inAnotherLanguage).to.equal(40);
  });

  it('renders a new message, and the one before it, and no other', async () => {
    const { ann, ben } = await openWith(...Array.from({ length: 40 }, (_, index) => `line ${index + 1}`));
    await isStill(ann);
    const rendered = await renderedBy(async () => {
      await ben.says('one more');
      await eventually(() => messageOf(ann, 'one more'));
      await isStill(ann);
    });
    expect(rendered).to.equal(2);
  });
});

describe('a further chat on a page', () => {
  it('makes neither style sheets nor formats of times of its own', async () => {
    const rooms = [newRoom(), newRoom()];
    const answer = joined({ head: 1, messages: [entry(1, 'hello')] });
    const server = await scriptedServer({ joins: Object.fromEntries(rooms.map((room) => [room, answer])) });
    const open = async (room: string | undefined): Promise<void> => {
      const chat = placeChat({ 'relay-url': server.url, room: room ?? '', username: 'Ann' });
      await eventually(() => messageOf(chat, 'hello'));
      // What loads once the room is online is there too, so that the first chat leaves none of it to the second.
      await eventually(() => part(chat, 'rename'));
      await isStill(chat);
    };
    await open(rooms[0]);
    let formats = NaN;
    const sheets = await callsOf(globalThis, 'CSSStyleSheet', async () => {
      formats = await callsOf(Intl, 'DateTimeFormat', () => open(rooms[1]));
    });
    expect([sheets, formats]).to.deep.equal([0, 0]);
  });
});

describe('a conversation of many messages', () => {
  it('has the last ones in the document, of which a new one moves none out', async () => {
    const room = newRoom();
    const all = Array.from({ length: 610 }, (_, index) => entry(index + 1, `line ${index + 1}`));
    const server = await scriptedServer({
      joins: { [room]: joined({ head: all.length, messages: all }) },
    });
    const chat = placeChat({ 'relay-url': server.url, room, username: 'Ann' });
    await eventually(() => messageOf(chat, 'line 610'));
    const [first] = parts(chat, 'message');
    for (let count = 611; count <= 640; count++) {
      const entries = [entry(count, `line ${count}`)];
      await server.say('entries', { room, epoch: 'first', entries });
      await eventually(() => messageOf(chat, `line ${count}`));
      expect(parts(chat, 'message')[0]).to.equal(first);
      expect(parts(chat, 'message').length).to.equal(count - 500);
    }
    const more = Array.from({ length: 10 }, (_, index) => entry(641 + index, `line ${641 + index}`));
    await server.say('entries', { room, epoch: 'first', entries: more });
    await eventually(() => messageOf(chat, 'line 650'));
    expect(parts(chat, 'message').length).to.equal(100);
  });

  it('fills a pane of any height', async () => {
    const room = newRoom();
    const all = Array.from({ length: 400 }, (_, index) => entry(index + 1, `line ${index + 1}`));
    const server = await scriptedServer({
      joins: { [room]: joined({ head: all.length, messages: all }) },
    });
    const chat = placeChat({ 'relay-url': server.url, room, username: 'Ann', style: 'block-size: 6000px' });
    await eventually(() => messageOf(chat, 'line 400'));
    await eventually(() => {
      const pane = part(chat, 'content');
      expect(pane.scrollHeight).to.be.above(pane.clientHeight + 1);
    });
  });
});
