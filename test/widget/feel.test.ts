import { expect, nextFrame } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say, scrollTo, type } from './support/hands.ts';
import { Person } from './support/person.ts';
import { ownRelay } from './support/servers.ts';
import {
  distanceFromEnd,
  input,
  isIn,
  isSent,
  isStill,
  messageOf,
  part,
  parts,
  reactionsOf,
} from './support/view.ts';

/** Where the visible rows of a chat are on the screen, and how high they are, by the keys of their messages; in CSS pixels. */
type Places = Map<string, { top: number; height: number }>;

function placesOf(chat: RealtimeChat): Places {
  const pane = part(chat, 'content').getBoundingClientRect();
  const rows = parts(chat, 'message').map((row) => {
    const { top, bottom, height } = row.getBoundingClientRect();
    return {
      key: row.dataset.key ?? '',
      top,
      height,
      isVisible: bottom > pane.top && top < pane.bottom,
    };
  });
  return new Map(
    rows.filter(({ isVisible }) => isVisible).map(({ key, top, height }) => [key, { top, height }]),
  );
}

/**
 * Looks at the chat in each frame while something happens.
 *
 * @param act resolves when all of it is visible
 * @returns how far a row that was visible all the time has moved or grown between two frames, at most
 */
async function largestMove(chat: RealtimeChat, act: () => Promise<unknown>): Promise<number> {
  let isOver = false;
  let largest = 0;
  const acting = act().finally(() => (isOver = true));
  let before = placesOf(chat);
  // Two frames more: what arrived last is drawn in the next one, and may be moved in the one after that.
  for (let more = 2; more > 0; more -= isOver ? 1 : 0) {
    await nextFrame();
    const now = placesOf(chat);
    for (const [key, { top, height }] of now) {
      const old = before.get(key);
      if (old) largest = Math.max(largest, Math.abs(top - old.top), Math.abs(height - old.height));
    }
    before = now;
  }
  await acting;
  return largest;
}

const lines = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

async function openTalk(options: { relayUrl?: string } = {}): Promise<{ chat: RealtimeChat; ben: Person }> {
  const { relayUrl = window.relayUrl } = options;
  const room = newRoom();
  const ben = await Person.enter(room, 'Ben', relayUrl);
  await ben.says(...lines(30));
  const chat = await openChat({ room, 'relay-url': relayUrl });
  say(chat, 'mine');
  await isSent(chat, 'mine');
  await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
  await isStill(chat);
  return { chat, ben };
}

const messageIn = (chat: RealtimeChat, text: string) => {
  const found = chat.messages.find(({ message }) => message === text);
  if (!found) throw new Error(`No message reads ${text}`);
  return found;
};

describe('for a reader further up, no row moves', () => {
  const whileReading = async (act: (chat: RealtimeChat, ben: Person) => Promise<unknown>): Promise<void> => {
    const { chat, ben } = await openTalk();
    await scrollTo(chat, 420);
    const { scrollTop } = part(chat, 'content');
    expect(await largestMove(chat, () => act(chat, ben))).to.be.below(0.5);
    expect(part(chat, 'content').scrollTop).to.equal(scrollTop);
  };

  it('when messages arrive', () =>
    whileReading(async (chat, ben) => {
      await ben.says('one', 'two\nlines');
      await eventually(() => messageOf(chat, 'two\nlines'));
    }));

  it('when somebody types', () =>
    whileReading(async (chat, ben) => {
      ben.types();
      await eventually(() => expect(part(chat, 'typing').textContent).to.include('Ben'));
    }));

  it('when an own message below is edited', () =>
    whileReading(async (chat) => {
      await chat.edit(messageIn(chat, 'mine').id, 'mine\nin\nmore\nlines');
      await eventually(() => messageOf(chat, 'mine\nin\nmore\nlines'));
    }));

  it('when the text field grows', () =>
    whileReading(async (chat) => {
      const before = input(chat, 'field').clientHeight;
      type(chat, 'field', 'a\nb\nc\nd');
      await eventually(() => expect(input(chat, 'field').clientHeight).to.be.above(before));
    }));
});

describe('for a reader further up, the rows in view stay where they are', () => {
  it('when a message above them gets a reaction', async () => {
    const { chat, ben } = await openTalk();
    await scrollTo(chat, 420);
    const move = await largestMove(chat, async () => {
      await ben.gives(messageIn(chat, 'line 2'), '👍');
      await eventually(() => expect(reactionsOf(chat, 'line 2')).to.have.lengthOf(1));
    });
    expect(move).to.be.below(0.5);
  });

  it('when the connection is lost and comes back', async () => {
    const relay = await ownRelay();
    const { chat } = await openTalk({ relayUrl: relay.url });
    await scrollTo(chat, 420);
    const move = await largestMove(chat, async () => {
      await relay.kill();
      await eventually(() => expect(part(chat, 'banner').textContent.trim()).not.to.be.empty);
      await relay.startAgain();
      await eventually(() => expect(chat.status).to.equal('online'));
      await eventually(() => expect(part(chat, 'banner').textContent.trim()).to.be.empty);
    });
    expect(move).to.be.below(0.5);
  });
});

describe('for a reader at the end', () => {
  it('no row moves or grows while a message is on its way and stored', async () => {
    const relay = await ownRelay();
    const { chat } = await openTalk({ relayUrl: relay.url });
    await relay.pause();
    say(chat, 'new');
    await isIn(chat, 'new', 'sending');
    // A new message rises into view.
    await isStill(chat);
    const move = await largestMove(chat, async () => {
      await relay.resume();
      await isSent(chat, 'new');
    });
    expect(move).to.be.below(0.5);
  });

  it('the newest message stays in view when the text field grows', async () => {
    const { chat } = await openTalk();
    type(chat, 'field', 'a\nb\nc\nd');
    await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
  });

  it('no row moves when an own message is edited into a text of as many lines', async () => {
    const { chat } = await openTalk();
    const move = await largestMove(chat, async () => {
      await chat.edit(messageIn(chat, 'mine').id, 'yours');
      await eventually(() => messageOf(chat, 'yours'));
    });
    expect(move).to.be.below(0.5);
  });
});
