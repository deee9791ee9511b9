// Visits of a room by a person who may have missed messages, and what the chat shows at the visit.
import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { isOnline, newRoom } from './chat.ts';
import { eventually } from './eventually.ts';
import { Page } from './page.ts';
import { Person } from './person.ts';
import { messageOf, part, parts } from './view.ts';

export const lines = (count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, index) => `line ${index + from}`);

/** The chat of Ann in a page of its own, online. */
export async function visit(room: string, attributes: Record<string, string> = {}): Promise<Page> {
  const page = await Page.open({ 'relay-url': window.relayUrl, room, username: 'Ann', ...attributes });
  if (attributes['layout'] === 'launcher') await eventually(() => part(page.chat, 'launcher'));
  if (attributes['layout'] !== 'launcher' || 'eager' in attributes) {
    await isOnline(page.chat);
    await page.hasLoaded();
  }
  return page;
}

/** Waits until the browser remembers what was seen of the room, by so many people. */
export async function isRemembered(room: string, people = 1): Promise<void> {
  await eventually(() => expect(seenKeys(room)).to.have.lengthOf(people));
}

/** The keys of the last seen positions of the room, one for each person. */
export function seenKeys(room: string): string[] {
  return Object.keys(localStorage).filter(
    (key) => key.startsWith('realtime-chat:seen:') && key.endsWith(` ${room}`),
  );
}

/** A room that Ann has read to its end and left, and in which Ben has then said these lines. */
export async function missed(...texts: string[]): Promise<{ room: string; ben: Person }> {
  const room = newRoom();
  const ben = await Person.enter(room, 'Ben');
  await ben.says('before');
  const page = await visit(room);
  await eventually(() => messageOf(page.chat, 'before'));
  await isRemembered(room);
  await page.close();
  await ben.says(...texts);
  return { room, ben };
}

/** The text of the message below the divider. */
export function firstUnseen(chat: RealtimeChat): string | undefined {
  return part(chat, 'unseen').nextElementSibling?.querySelector('[part~="text"]')?.textContent?.trim();
}

/** How far down in the pane the divider is, in parts of the pane. */
export function placeOfDivider(chat: RealtimeChat): number {
  const pane = part(chat, 'content');
  const { top } = pane.getBoundingClientRect();
  return (part(chat, 'unseen').getBoundingClientRect().top - top) / pane.clientHeight;
}

export async function isAtDivider(chat: RealtimeChat): Promise<void> {
  await eventually(() => expect(placeOfDivider(chat)).to.be.closeTo(0.2, 0.02));
}

/** The texts of the messages that are wholly in the pane. */
export function inView(chat: RealtimeChat): string[] {
  const { top, bottom } = part(chat, 'content').getBoundingClientRect();
  return parts(chat, 'message')
    .filter((item) => {
      const place = item.getBoundingClientRect();
      return place.top >= top && place.bottom <= bottom + 1;
    })
    .flatMap((item) => item.querySelector('[part~="text"]')?.textContent?.trim() ?? []);
}
