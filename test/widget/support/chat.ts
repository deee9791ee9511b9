import { fixtureSync, html } from '@open-wc/testing';
import '@realtime-chat/widget';
import type { RealtimeChat } from '@realtime-chat/widget';
import { eventually } from './eventually.ts';
import { statusWords } from './view.ts';

// What one test's person is remembered by is none of the next one's.
beforeEach(() => localStorage.clear());

/** A room that no other test is in. */
export function newRoom(): string {
  // Pages that start in the same millisecond share the relay.
  return `room-${crypto.randomUUID().slice(0, 18)}`;
}

/** A place on the page, cleared after the test. */
export function stage(style = ''): HTMLElement {
  return fixtureSync<HTMLElement>(html`<div style=${style}></div>`);
}

/** The element as a page has it: with these attributes, in the document, not waited for. */
export function placeChat(attributes: Record<string, string>, place = stage()): RealtimeChat {
  const chat = document.createElement('realtime-chat');
  for (const [name, value] of Object.entries(attributes)) chat.setAttribute(name, value);
  place.append(chat);
  return chat;
}

/** The same, with a function that gets its tokens. */
export function placeWithProvider(
  attributes: Record<string, string>,
  tokenProvider: NonNullable<RealtimeChat['tokenProvider']>,
): RealtimeChat {
  const chat = document.createElement('realtime-chat');
  for (const [name, value] of Object.entries(attributes)) chat.setAttribute(name, value);
  chat.tokenProvider = tokenProvider;
  stage().append(chat);
  return chat;
}

/** Somebody's chat that is online: Ann's, in a room of her own on the relay of the run, unless told otherwise. */
export async function openChat(
  attributes: Record<string, string> = {},
  place?: HTMLElement,
): Promise<RealtimeChat> {
  const given = { 'relay-url': window.relayUrl, room: newRoom(), username: 'Ann', ...attributes };
  const chat = placeChat(given, place);
  await isOnline(chat);
  return chat;
}

/** The chat of somebody else: of Ben, unless told otherwise. Two of one page's would be the same person's. */
export function openOther(attributes: Record<string, string>, place?: HTMLElement): Promise<RealtimeChat> {
  localStorage.clear();
  return openChat({ username: 'Ben', ...attributes }, place);
}

/** Ann and Ben, each with a chat, in a room of their own. */
export async function openTwo(
  attributes: Record<string, string> = {},
): Promise<{ room: string; ann: RealtimeChat; ben: RealtimeChat }> {
  const room = newRoom();
  const ann = await openChat({ room, ...attributes });
  const ben = await openOther({ room, ...attributes });
  return { room, ann, ben };
}

export function isOnline(chat: RealtimeChat): Promise<void> {
  return eventually(() => {
    if (statusWords(chat) !== 'Online') throw new Error(`The status reads ${statusWords(chat)}`);
  });
}

/** The codes of all `chat-error` from now on. */
export function errorCodesOf(chat: RealtimeChat): string[] {
  const codes: string[] = [];
  chat.addEventListener('chat-error', ({ detail }) => codes.push(detail.code));
  return codes;
}
