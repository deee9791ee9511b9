import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { entry, joined, refused } from './support/answers.ts';
import { isOnline, newRoom, openChat, openTwo, placeChat, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { choose, scrollTo } from './support/hands.ts';
import { Person } from './support/person.ts';
import { ownRelay, scriptedServer } from './support/servers.ts';
import { holdTime, passTime } from './support/time.ts';
import { bannerWords, messageOf, shows, statusWords } from './support/view.ts';

type Region = 'messages' | 'status';

const selectors = { messages: '[aria-live="polite"]', status: '.announcer[role="status"]' };

function regionOf(chat: RealtimeChat, region: Region = 'messages'): HTMLElement {
  const [found, ...others] = chat.shadowRoot?.querySelectorAll<HTMLElement>(selectors[region]) ?? [];
  if (!found || others.length > 0) throw new Error(`There is not one region for ${region}`);
  return found;
}

/** What a screen reader is told from now on: it reads what is added to a live region, and nothing else of it. */
function listen(chat: RealtimeChat, region: Region = 'messages'): string[] {
  const told: string[] = [];
  const hear = (records: MutationRecord[]): void => {
    const added = records.flatMap(({ addedNodes }) => [...addedNodes]);
    told.push(...added.map((node) => node.textContent?.trim() ?? '').filter(Boolean));
  };
  new MutationObserver(hear).observe(regionOf(chat, region), {
    childList: true,
    subtree: true,
    characterData: true,
  });
  return told;
}

async function tells(told: string[], lines: string[]): Promise<void> {
  await eventually(() => expect(told).to.deep.equal(lines));
}

/** A frame of the log, as the relay sends it. */
const frame = (room: string, ...entries: object[]): object => ({ room, epoch: 'first', entries });

/** Ann on a server that says what a test wants, and what she is told. */
async function openScripted(): Promise<{
  ann: RealtimeChat;
  told: string[];
  says: (...entries: object[]) => Promise<void>;
}> {
  const room = newRoom();
  const server = await scriptedServer({ joins: { [room]: joined() } });
  const ann = await openChat({ 'relay-url': server.url, room });
  return { ann, told: listen(ann), says: (...entries) => server.say('entries', frame(room, ...entries)) };
}

describe('messages of other people', () => {
  it('are announced by a live region that exists, empty and not hidden, before the first one', async () => {
    const chat = placeChat({ 'relay-url': window.relayUrl, room: newRoom() });
    await chat.updateComplete;
    expect(statusWords(chat)).to.equal('Connecting…');
    for (const region of ['messages', 'status'] as const) {
      const element = regionOf(chat, region);
      expect(element).to.have.text('');
      expect(element.checkVisibility({ opacityProperty: true, visibilityProperty: true })).to.be.true;
      expect(element.closest('[inert], [aria-hidden], [role="log"]')).to.be.null;
    }
    // Messages have one region, and no other element speaks of them.
    const live = chat.shadowRoot?.querySelectorAll(
      '[aria-live], [role="log"], [role="status"], [role="alert"]',
    );
    expect([...(live ?? [])].map(({ className, id }) => className || id)).to.deep.equal([
      'announcer',
      'announcer',
      'problem',
    ]);
    await isOnline(chat);
  });

  it('are announced once each, author first, without marks, equal ones too; the reader’s own are not', async () => {
    const { ann, ben } = await openTwo();
    const told = listen(ann);
    await ann.send('from me');
    for (const text of ['some **bold** words', 'again', 'again']) {
      await ben.send(text);
      await eventually(() =>
        expect(regionOf(ann)).to.contain.text(text === 'again' ? text : 'some bold words'),
      );
    }
    await tells(told, ['Ben: some bold words', 'Ben: again', 'Ben: again']);
  });

  it('are announced one by one while there are few at once, and by their number otherwise', async () => {
    const { told, says } = await openScripted();
    await says(entry(1, 'one'), entry(2, 'two'), entry(3, 'three'));
    await tells(told, ['Ben: one', 'Ben: two', 'Ben: three']);
    told.length = 0;
    await says(entry(4, 'four'), entry(5, 'to @Ann'), entry(6, 'six'), entry(7, 'seven'));
    await tells(told, ['4 new messages, 1 mention', 'Ben mentioned you: to @Ann']);
  });

  it('are gathered for a second after an announcement', async () => {
    holdTime();
    const { ann, told, says } = await openScripted();
    await says(entry(1, 'one'));
    await tells(told, ['Ben: one']);
    for (let seq = 2; seq <= 6; seq += 1) await says(entry(seq, `message ${seq}`));
    await eventually(() => messageOf(ann, 'message 6'));
    passTime(999);
    await ann.updateComplete;
    expect(told).to.deep.equal(['Ben: one']);
    passTime(1);
    await tells(told, ['Ben: one', '5 new messages']);
  });

  it('are announced in their current version, and not if they were deleted meanwhile', async () => {
    holdTime();
    const { ann, told, says } = await openScripted();
    await says(entry(1, 'one'));
    await tells(told, ['Ben: one']);
    await says(entry(2, 'two'), entry(3, 'three'), entry(4, 'four'));
    const change = { sender: 'ben', time: Date.now() };
    await says({ ...change, seq: 5, id: 'deletion', type: 'delete', target: 2 });
    await says({ ...change, seq: 6, id: 'edit', type: 'edit', target: 3, message: 'not three' });
    await shows(ann, ['Ben: one', 'Ben: Message deleted', 'Ben: not three', 'Ben: four']);
    passTime(1000);
    await tells(told, ['Ben: one', 'Ben: not three', 'Ben: four']);
  });

  it('stay in the live region for 15 seconds after the last one', async () => {
    holdTime();
    const { ann, told, says } = await openScripted();
    await says(entry(1, 'one'));
    await tells(told, ['Ben: one']);
    passTime(10_000);
    await says(entry(2, 'two'));
    await tells(told, ['Ben: one', 'Ben: two']);
    passTime(14_999);
    await ann.updateComplete;
    expect(regionOf(ann)).to.have.text('Ben: oneBen: two');
    passTime(1);
    await eventually(() => expect(regionOf(ann)).to.have.text(''));
  });

  it('are not announced if they are older or shown already', async () => {
    const room = newRoom();
    const ben = await Person.enter(room, 'Ben');
    await ben.says(...Array.from({ length: 80 }, (_, index) => `message ${index}`));
    const ann = await openChat({ room });
    const told = listen(ann);
    await eventually(() => messageOf(ann, 'message 79'));
    await scrollTo(ann, 0);
    await eventually(() => messageOf(ann, 'message 0'));
    ann.disconnect();
    await ben.says('while she was away');
    ann.connect();
    await tells(told, ['Ben: while she was away']);
  });

  it('are not announced after their room was left, and are removed', async () => {
    holdTime();
    const { ann, told, says } = await openScripted();
    await says(entry(1, 'one'));
    await tells(told, ['Ben: one']);
    await says(entry(2, 'two'));
    await eventually(() => messageOf(ann, 'two'));
    ann.room = newRoom();
    await eventually(() => expect(regionOf(ann)).to.have.text(''));
    passTime(1000);
    await ann.updateComplete;
    expect(told).to.deep.equal(['Ben: one']);
  });

  it('are gone from the live region when the element was removed and inserted again', async () => {
    const { ann, told, says } = await openScripted();
    await says(entry(1, 'one'));
    await tells(told, ['Ben: one']);
    stage().append(ann);
    await eventually(() => expect(regionOf(ann)).to.have.text(''));
    await isOnline(ann);
  });
});

describe('the connection', () => {
  it('is announced when it is lost and when it is back, but not the first time', async () => {
    const relay = await ownRelay();
    const ann = placeChat({ 'relay-url': relay.url, room: newRoom() });
    await ann.updateComplete;
    const told = listen(ann, 'status');
    await isOnline(ann);
    await relay.kill();
    const lost = 'Offline. What you send waits here.';
    await eventually(() => expect(bannerWords(ann)).to.equal(lost));
    await relay.startAgain();
    await isOnline(ann);
    await tells(told, [lost, 'Online']);
    await relay.kill();
    await relay.startAgain();
    await tells(told, [lost, 'Online', lost, 'Online']);
  });

  it('is announced when it fails, with the reason', async () => {
    const room = newRoom();
    const server = await scriptedServer({ joins: { [room]: refused('forbidden') } });
    const ann = placeChat({ 'relay-url': server.url, room });
    await ann.updateComplete;
    const told = listen(ann, 'status');
    await eventually(() => expect(bannerWords(ann)).to.equal('You may not do this.Try again'));
    await tells(told, ['You may not do this.']);
  });

  it('is not announced again when another announcement ends', async () => {
    const { ann, ben } = await openTwo();
    const told = listen(ann, 'status');
    await ben.send('something rude');
    await eventually(() => messageOf(ann, 'something rude'));
    const thanks = 'Thank you. The message was reported.';
    await choose(ann, 'something rude', 'Report');
    await tells(told, [thanks]);
    // Whatever one does next, it is over.
    await choose(ann, 'something rude', '👍');
    await eventually(() => expect(bannerWords(ann)).to.equal(''));
    // Whatever the end of it has changed would be told by now.
    await tells(told, [thanks, '👍 1, Ann']);
  });
});
