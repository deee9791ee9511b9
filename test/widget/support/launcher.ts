// Opens a launcher on a page, and reads what it shows.
import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { isOnline, newRoom, placeChat, stage } from './chat.ts';
import { eventually } from './eventually.ts';
import { scrollTo } from './hands.ts';
import { Page } from './page.ts';
import { Person } from './person.ts';
import { distanceFromEnd, focusedPart, messageOf, part, parts } from './view.ts';

function launcherOf(attributes: Record<string, string>): Record<string, string> {
  const given = { 'relay-url': window.relayUrl, room: newRoom(), username: 'Ann', layout: 'launcher' };
  return { ...given, ...attributes };
}

/** A launcher whose button is there; Ann's, in a room of her own, unless told otherwise. */
export async function placeLauncher(
  attributes: Record<string, string> = {},
  place = stage(),
): Promise<RealtimeChat> {
  const chat = placeChat(launcherOf(attributes), place);
  await eventually(() => part(chat, 'launcher'));
  return chat;
}

/** A launcher that somebody has opened by its button. */
export async function openLauncher(attributes: Record<string, string> = {}): Promise<RealtimeChat> {
  const chat = await placeLauncher(attributes);
  part(chat, 'launcher').click();
  await isOnline(chat);
  await hasFocus(chat, 'field');
  return chat;
}

/** An open launcher whose reader is further up, in older messages of Ben. */
export async function openScrolledUp(): Promise<{ chat: RealtimeChat; ben: Person }> {
  const room = newRoom();
  const ben = await Person.enter(room, 'Ben');
  await ben.says(...Array.from({ length: 40 }, (_, index) => `line ${index + 1}`));
  const chat = await openLauncher({ room });
  await eventually(() => messageOf(chat, 'line 40'));
  await eventually(() => expect(distanceFromEnd(chat)).to.be.below(1));
  await scrollTo(chat, 200);
  return { chat, ben };
}

/** A launcher on a page as narrow as a phone. */
export async function openPhone(attributes: Record<string, string> = {}): Promise<RealtimeChat> {
  return (await openPhonePage(attributes)).chat;
}

export async function openPhonePage(attributes: Record<string, string> = {}): Promise<Page> {
  const page = await Page.open(launcherOf(attributes));
  await eventually(() => part(page.chat, 'launcher'));
  page.window.focus();
  return page;
}

export function isShown(chat: RealtimeChat): boolean {
  return part(chat, 'panel').getClientRects().length > 0;
}

export async function hasFocus(chat: RealtimeChat, name: string): Promise<void> {
  await eventually(() => expect(focusedPart(chat)).to.equal(name));
}

export function badge(chat: RealtimeChat): string | undefined {
  return parts(chat, 'badge')[0]?.textContent;
}

export function statusesOf(chat: RealtimeChat): string[] {
  const statuses: string[] = [];
  chat.addEventListener('chat-status', ({ detail: { status } }) => statuses.push(status));
  return statuses;
}

export function openings(chat: RealtimeChat): boolean[] {
  const heard: boolean[] = [];
  chat.addEventListener('chat-open', ({ detail: { open } }) => heard.push(open));
  return heard;
}
