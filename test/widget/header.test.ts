import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { joined } from './support/answers.ts';
import { newRoom, openChat, openTwo, placeChat, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { fits } from './support/fits.ts';
import { ownRelay, scriptedServer } from './support/servers.ts';
import { bannerWords, part, peopleCount, statusWords } from './support/view.ts';

/** Whether the status takes a place that people see. */
function showsStatus(chat: RealtimeChat): boolean {
  return getComputedStyle(part(chat, 'status')).clipPath === 'none';
}

function heightOf(chat: RealtimeChat, name: string): number {
  return part(chat, name).getBoundingClientRect().height;
}

function facesIn(chat: RealtimeChat): (string | null)[] {
  return [...part(chat, 'members').querySelectorAll('[part="avatar"]')].map(({ textContent }) => textContent);
}

/** A chat in this much place, with so many people. */
async function openWith(names: string[], style: string): Promise<RealtimeChat> {
  const room = newRoom();
  const others = names.map((username) => ({ id: username, username }));
  const members = [{ id: 'ann', username: 'Ann' }, ...others];
  const server = await scriptedServer({ joins: { [room]: joined({ members, count: members.length }) } });
  return openChat({
    'relay-url': server.url,
    room,
    heading: 'A long heading of this room '.repeat(4),
    style,
  });
}

describe('the status in the header', () => {
  it('is seen while the chat connects, and for screen readers alone once it is online', async () => {
    const room = newRoom();
    const silent = await scriptedServer({ joins: {} });
    const connecting = placeChat({ 'relay-url': silent.url, room });
    await eventually(() => expect(statusWords(connecting)).to.equal('Connecting…'));
    expect(showsStatus(connecting)).to.be.true;
    const chat = await openChat();
    expect(statusWords(chat)).to.equal('Online');
    expect(showsStatus(chat)).to.be.false;
  });

  it('is seen once: not where the strip below tells what is wrong', async () => {
    const relay = await ownRelay();
    const chat = await openChat({ 'relay-url': relay.url });
    await relay.kill();
    await eventually(() => expect(bannerWords(chat)).to.equal('Offline. What you send waits here.'));
    expect(statusWords(chat)).to.equal('Reconnecting…');
    expect(showsStatus(chat)).to.be.false;
  });

  it('has another colour while it connects than once it is refused', async () => {
    const colourOf = (chat: RealtimeChat): string =>
      getComputedStyle(part(chat, 'status'), '::before').backgroundColor;
    const room = newRoom();
    const silent = await scriptedServer({ joins: {} });
    const connecting = placeChat({ 'relay-url': silent.url, room });
    await eventually(() => expect(statusWords(connecting)).to.equal('Connecting…'));
    const refusing = await scriptedServer({
      joins: { [room]: { ok: false, error: { code: 'forbidden', message: '' } } },
    });
    const refused = placeChat({ 'relay-url': refusing.url, room });
    await eventually(() => expect(statusWords(refused)).to.equal('Not available'));
    expect(colourOf(refused)).not.to.equal(colourOf(connecting));
  });
});

describe('the header', () => {
  it('has one line however long the heading is, from 240 pixels on', async () => {
    for (const width of [240, 320, 400]) {
      const chat = await openWith(['Ben', 'Cem'], `inline-size: ${width}px`);
      await eventually(() => expect(facesIn(chat)).not.to.be.empty);
      expect(heightOf(chat, 'header')).to.be.below(56);
      fits(chat);
    }
  });

  it('shows the beginning of a heading that is too long, also of one from left to right in a chat from right to left', async () => {
    const place = stage('inline-size: 320px');
    place.dir = 'rtl';
    const letters = async (heading: string): Promise<[DOMRect, DOMRect]> => {
      const chat = await openChat({ heading }, place);
      const title = chat.shadowRoot?.querySelector('h2');
      if (!title) throw new Error('The chat has no heading');
      const range = document.createRange();
      range.selectNodeContents(title);
      const text = range.getClientRects()[0] ?? new DOMRect();
      const edge = title.getBoundingClientRect();
      chat.remove();
      return [text, edge];
    };
    const [long, edge] = await letters('A long heading of this room '.repeat(4));
    expect(long.left).to.be.at.least(edge.left - 1);
    const [short, end] = await letters('Room');
    expect(short.right).to.be.closeTo(end.right, 1);
  });

  it('shows the faces of up to three others', async () => {
    const { ann } = await openTwo();
    await eventually(() => expect(facesIn(ann)).to.deep.equal(['B']));
    const chat = await openWith(['Ben', 'Cem', 'Dora Lee', 'Eva'], '');
    await eventually(() => expect(facesIn(chat)).to.deep.equal(['B', 'C', 'DL']));
    expect(peopleCount(chat)).to.equal('5 people');
  });

  it('shows one’s own face as long as nobody else is there', async () => {
    const chat = await openChat();
    await eventually(() => expect(facesIn(chat)).to.deep.equal(['A']));
  });

  it('is lower where there is little height', async () => {
    const high = await openChat({ style: 'block-size: 400px' });
    const low = await openChat({ style: 'block-size: 256px' });
    expect(heightOf(low, 'header')).to.be.below(heightOf(high, 'header') - 12);
    expect(heightOf(low, 'header')).to.be.at.most(36);
  });
});

describe('a chat to which the page gives no height', () => {
  it('has a height of its own', async () => {
    const chat = await openChat({ style: 'block-size: auto' });
    expect(heightOf(chat, 'panel')).to.be.within(400, 520);
    expect(heightOf(chat, 'content')).to.be.above(200);
    fits(chat);
  });

  it('has the height of its place', async () => {
    const place = stage('display: flex; block-size: 300px');
    const chat = await openChat({ style: 'block-size: auto' }, place);
    await eventually(() => expect(heightOf(chat, 'panel')).to.equal(300));
  });
});

describe('the strip below the header', () => {
  it('tells that what is sent waits, over the whole width', async () => {
    const relay = await ownRelay();
    const chat = await openChat({ 'relay-url': relay.url });
    await relay.kill();
    await eventually(() => expect(bannerWords(chat)).to.equal('Offline. What you send waits here.'));
    const [header, strip, pane] = ['header', 'banner', 'content'].map((name) =>
      part(chat, name).getBoundingClientRect(),
    );
    expect(strip?.top).to.equal(header?.bottom);
    expect(strip?.width).to.equal(header?.width);
    expect(pane?.top).to.equal(strip?.bottom);
  });

  it('does not speak of sending to who only reads', async () => {
    const relay = await ownRelay();
    const chat = await openChat({ 'relay-url': relay.url, readonly: '' });
    await relay.kill();
    await eventually(() => expect(bannerWords(chat)).to.equal('The chat cannot be reached. Trying again…'));
  });
});
