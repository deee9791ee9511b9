import { expect, nextFrame } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined } from './support/answers.ts';
import { newRoom, openChat, placeChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say, scrollTo } from './support/hands.ts';
import { Person } from './support/person.ts';
import { ownRelay, scriptedServer } from './support/servers.ts';
import { distanceFromEnd, dividers, isSent, messageOf, part, parts, placeOf } from './support/view.ts';

const length = 1000;
const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `message ${index + 1}`);

/** The texts of the messages in the document. */
function texts(chat: RealtimeChat): string[] {
  return parts(chat, 'text').map((text) => text.textContent);
}

/** The text of the first message, or of the last one, that the pane shows a part of. */
function inView(chat: RealtimeChat, which: 'first' | 'last'): string {
  const pane = part(chat, 'content').getBoundingClientRect();
  const visible = parts(chat, 'text').filter((text) => {
    const { top, bottom } = text.getBoundingClientRect();
    return bottom > pane.top && top < pane.bottom;
  });
  return visible.at(which === 'first' ? 0 : -1)?.textContent ?? '';
}

/**
 * Scrolls to where the loaded conversation ends and waits until it goes on there.
 *
 * @returns by how many pixels what the reader saw has moved.
 */
async function goOn(chat: RealtimeChat, direction: 'up' | 'down'): Promise<number> {
  const edge = (): string | undefined => texts(chat).at(direction === 'up' ? 0 : -1);
  const before = edge();
  const pane = part(chat, 'content');
  await scrollTo(chat, direction === 'up' ? 0 : pane.scrollHeight);
  const seen = inView(chat, direction === 'up' ? 'first' : 'last');
  const place = placeOf(chat, seen);
  await eventually(() => expect(edge()).not.to.equal(before));
  return Math.abs(placeOf(chat, seen) - place);
}

/** Looks at each change of the pane. */
function watch(chat: RealtimeChat, changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(part(chat, 'content'), { childList: true, subtree: true });
  return () => observer.disconnect();
}

describe('a conversation of a thousand messages', () => {
  it('can be read up to its first message and back, with only a part of it in the document', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    await ben.says(...numbered(length));
    const chat = await openChat({ room });
    await nextFrame();
    await nextFrame();
    const read = new Set(texts(chat));
    let most = 0;
    const stop = watch(chat, () => (most = Math.max(most, parts(chat, 'message').length)));

    for (let step = 0; step < 60 && !read.has('message 1'); step++) {
      expect(await goOn(chat, 'up')).to.be.at.most(1);
      // What was read and what comes now follow one another.
      expect(texts(chat).some((text) => read.has(text))).to.be.true;
      for (const text of texts(chat)) read.add(text);
    }
    await eventually(() => expect(dividers(chat)[0]).to.equal('This is the beginning of the conversation'));
    for (const text of numbered(length)) expect(read).to.include(text);
    expect(texts(chat)).to.deep.equal(numbered(length).slice(0, texts(chat).length));

    const back: string[] = texts(chat);
    for (let step = 0; step < 60 && !texts(chat).includes(`message ${length}`); step++) {
      expect(await goOn(chat, 'down')).to.be.at.most(1);
      back.push(...texts(chat).filter((text) => !back.includes(text)));
    }
    expect(back).to.deep.equal(numbered(length));
    await scrollTo(chat, part(chat, 'content').scrollHeight);
    expect(distanceFromEnd(chat)).to.be.below(1);
    await eventually(() => expect(parts(chat, 'latest').length).to.equal(0));
    expect(most).to.be.within(100, 400);

    await goOn(chat, 'up');
    say(chat, 'and I');
    await isSent(chat, 'and I');
    expect(distanceFromEnd(chat)).to.be.below(1);
    expect(texts(chat).slice(-2)).to.deep.equal([`message ${length}`, 'and I']);
    stop();
  });
});

describe('while older messages load', () => {
  it('a progress line is shown until they are there', async () => {
    const relay = await ownRelay();
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben', relay.url);
    await ben.says(...numbered(60));
    const chat = await openChat({ 'relay-url': relay.url, room });
    const progress = (): Element | null | undefined => chat.shadowRoot?.querySelector('[role="progressbar"]');
    expect(progress()).not.to.exist;
    await relay.pause();
    await scrollTo(chat, 0);
    await eventually(() => expect(progress()).to.have.attribute('aria-label', 'Loading older messages'));
    expect(progress()?.getBoundingClientRect().height).to.be.above(0);
    const place = placeOf(chat, 'message 11');
    await relay.resume();
    await eventually(() => messageOf(chat, 'message 1'));
    await eventually(() => expect(progress()).not.to.exist);
    expect(placeOf(chat, 'message 11')).to.be.closeTo(place, 1);
  });
});

describe('many messages at once', () => {
  it('are rendered once per animation frame, in place and in order', async () => {
    const room = newRoom();
    const all = numbered(200);
    // All in one breath, however long it takes the test to ask for something.
    const server = await scriptedServer({
      joins: { [room]: joined() },
      says: all.map((text, index): [string, object] => [
        'entries',
        { room, epoch: 'first', entries: [entry(index + 1, text)] },
      ]),
    });
    const chat = placeChat({ 'relay-url': server.url, room, username: 'Ann' });
    await chat.updateComplete;
    const draws: { frame: unknown; at: number }[] = [];
    const stop = watch(chat, () =>
      draws.push({ frame: document.timeline.currentTime, at: performance.now() }),
    );
    await eventually(() => messageOf(chat, 'message 200'));
    stop();
    // The older ones are rendered when the reader scrolls up.
    expect(texts(chat)).to.deep.equal(all.slice(-100));
    expect(distanceFromEnd(chat)).to.be.below(1);
    expect(draws.length).to.be.below(100);
    for (const [index, { frame, at }] of draws.entries()) {
      const before = draws[index - 1];
      // Where no frame comes for a tenth of a second, the chat does not wait for it.
      if (before && before.frame === frame) expect(at - before.at).to.be.at.least(90);
    }
  });
});
