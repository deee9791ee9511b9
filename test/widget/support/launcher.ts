// Opens a launcher on a page, and reads what it shows.
import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { isOnline, newRoom, placeChat, stage } from './chat.ts';
import { eventually } from './eventually.ts';
import { Page } from './page.ts';
import { focusedPart, part, parts } from './view.ts';

/** A launcher whose button is there; Ann's, in a room of her own, unless told otherwise. */
export async function placeLauncher(
  attributes: Record<string, string> = {},
  place = stage(),
): Promise<RealtimeChat> {
  const given = { 'relay-url': window.relayUrl, room: newRoom(), username: 'Ann', layout: 'launcher' };
  const chat = placeChat({ ...given, ...attributes }, place);
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

/** A launcher on a page as narrow as a phone. */
export async function openPhone(attributes: Record<string, string> = {}): Promise<RealtimeChat> {
  return (await openPhonePage(attributes)).chat;
}

export async function openPhonePage(attributes: Record<string, string> = {}): Promise<Page> {
  const given = { 'relay-url': window.relayUrl, room: newRoom(), username: 'Ann', layout: 'launcher' };
  const page = await Page.open({ ...given, ...attributes });
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
