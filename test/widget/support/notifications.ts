// Opens a chat with notifications, lets the reader leave the page, and waits for what the page and the system show.
import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { inBackground } from './background.ts';
import { newRoom, openChat } from './chat.ts';
import { eventually } from './eventually.ts';
import type { Page } from './page.ts';
import { Person } from './person.ts';
import type { Loudspeaker, NotificationCentre } from './system.ts';
import { holdTime, passTime } from './time.ts';
import { part } from './view.ts';

export const title = 'A page with a chat';

/** Ann's chat with these attributes, and Ben in the same room. */
export async function openWithBen(
  attributes: Record<string, string>,
): Promise<{ room: string; chat: RealtimeChat; ben: Person }> {
  const room = newRoom();
  const ben = await Person.enter(room, 'Ben');
  const chat = await openChat({ room, ...attributes });
  return { room, chat, ben };
}

/** Waits until the switch in the header is there, with which also all else is that the page asked for. */
export function hasSwitch(chat: RealtimeChat, name: 'bell' | 'sound'): Promise<HTMLElement> {
  return eventually(() => part(chat, name));
}

export function isOn(element: HTMLElement): boolean {
  return element.getAttribute('aria-pressed') === 'true';
}

export async function hears(loudspeaker: Loudspeaker, count: number): Promise<void> {
  await eventually(() => expect(loudspeaker.sounds).to.equal(count));
}

/** Waits until this was shown by the system, and nothing else. */
export async function showed(centre: NotificationCentre, ...lines: string[]): Promise<void> {
  await eventually(() => expect(centre.lines).to.deep.equal(lines));
}

export async function isTitled(words: string): Promise<void> {
  await eventually(() => expect(document.title).to.equal(words));
}

export async function isUnread(chat: RealtimeChat, count: number): Promise<void> {
  await eventually(() => expect(chat.unread).to.equal(count));
}

// The calm after what one test was told is not that of the next one.
beforeEach(async () => {
  document.title = title;
  await eventually(async () => expect(await heldLocks('alert')).to.be.empty);
});

/** The reader leaves the page, and these tabs; resolves when all know. */
export async function leaves(...tabs: Page[]): Promise<void> {
  for (const page of [window, ...tabs.map((tab) => tab.window)]) inBackground(true, page);
  await eventually(async () => expect(await heldLocks('watched')).to.be.empty);
}

/** The names of the locks of this origin that contain all these words. */
export async function heldLocks(...words: string[]): Promise<string[]> {
  const { held = [] } = await navigator.locks.query();
  return held.flatMap(({ name = '' }) => (words.every((word) => name.includes(word)) ? [name] : []));
}

/** While time is held; afterwards nothing that waited for it is in the way of the next test. */
export function inHeldTime(test: () => Promise<void>): () => Promise<void> {
  return async () => {
    holdTime();
    try {
      await test();
    } finally {
      passTime(10_000);
    }
  };
}
