// What a person sees of a chat, found by the parts and data attributes that pages may rely on.
import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { eventually } from './eventually.ts';
import './readable-failures.ts';

/** In a list for `shows`: the chat has entered its room, where the relay greets. The greeting itself is no message. */
export const greeting = 'Server: Welcome to the chat';

export function parts(chat: RealtimeChat, name: string): HTMLElement[] {
  return [...(chat.shadowRoot?.querySelectorAll<HTMLElement>(`[part~="${name}"]`) ?? [])];
}

export function part(chat: RealtimeChat, name: string): HTMLElement {
  const [found] = parts(chat, name);
  if (!found) throw new Error(`There is no part ${name}`);
  return found;
}

/** The text field, or the name field. */
export function input(chat: RealtimeChat, name: 'field' | 'name'): HTMLInputElement | HTMLTextAreaElement {
  const found = chat.shadowRoot?.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[part="${name}"]`);
  if (!found) throw new Error(`There is no part ${name}`);
  return found;
}

/** The part that has the focus. */
export function focusedPart(chat: RealtimeChat): string | null | undefined {
  return chat.shadowRoot?.activeElement?.getAttribute('part');
}

/** Whether the list of people, or somebody in it, has the focus. */
export function hasPeopleFocus(chat: RealtimeChat): boolean {
  return part(chat, 'people').matches(':focus-within');
}

export function statusWords(chat: RealtimeChat): string {
  return parts(chat, 'status')[0]?.textContent.trim() ?? '';
}

/** What the header says of how many people are here. */
export function peopleCount(chat: RealtimeChat): string | undefined {
  return part(chat, 'members').querySelector(':scope > span:not(.faces)')?.textContent.trim();
}

/** What the button to the newest messages is called. */
export function latestName(chat: RealtimeChat): string | null {
  return part(chat, 'latest').ariaLabel;
}

export function bannerWords(chat: RealtimeChat): string {
  return parts(chat, 'banner')[0]?.textContent.trim() ?? '';
}

/** All text that is visible, whichever part it is in. */
export function words(chat: RealtimeChat): string {
  const shown = [...(chat.shadowRoot?.querySelectorAll<HTMLElement>('*') ?? [])].filter(
    (element) => element.childElementCount === 0 && element.getClientRects().length > 0,
  );
  return shown.map((element) => element.textContent).join('\n');
}

/** Each message as `author: text`, from top to bottom. */
export function conversation(chat: RealtimeChat): string[] {
  return parts(chat, 'message').map((message) => {
    const author = message.querySelector('[part~="author"]')?.textContent;
    const text = textOf(message).textContent;
    // One line for several deleted messages is nobody's.
    return author === undefined ? text : `${author}: ${text}`;
  });
}

/** The message whose text this is. */
export function messageOf(chat: RealtimeChat, text: string): HTMLElement {
  const found = parts(chat, 'message').find(
    (message) => message.querySelector('[part~="text"]')?.textContent === text,
  );
  if (!found) throw new Error(`No message reads ${JSON.stringify(text)}`);
  return found;
}

/** Waits until the conversation is exactly this. */
export async function shows(chat: RealtimeChat, lines: string[]): Promise<void> {
  const said = lines.filter((line) => line !== greeting);
  await eventually(() => {
    if (lines.includes(greeting)) expect(chat.status).not.to.equal('connecting');
    if (said.length === 0) expect(chat.status).not.to.equal('closed');
    expect(conversation(chat)).to.deep.equal(said);
  });
}

/** The words of the relay's greeting, if the chat shows it. */
export function greetingIn(chat: RealtimeChat): string | undefined {
  return parts(chat, 'greeting')[0]?.textContent;
}

/** Waits until some visible text of the chat holds these words. */
export async function says(chat: RealtimeChat, sentence: string): Promise<void> {
  await eventually(() => expect(words(chat)).to.include(sentence));
}

/** How far the pane is from its end, in CSS pixels. */
export function distanceFromEnd(chat: RealtimeChat): number {
  const pane = part(chat, 'content');
  return pane.scrollHeight - pane.scrollTop - pane.clientHeight;
}

/** Waits until the message with this text is stored. */
export async function isSent(chat: RealtimeChat, text: string): Promise<void> {
  await eventually(() => expect(messageOf(chat, text)).to.have.attribute('data-state', 'sent'));
}

/** Waits until the message with this text is on its way so far. */
export async function isIn(chat: RealtimeChat, text: string, state: string): Promise<void> {
  await eventually(() => expect(messageOf(chat, text)).to.have.attribute('data-state', state));
}

/** Waits for the button of the message with this text that is called so. */
export function buttonOf(chat: RealtimeChat, text: string, name: string): Promise<HTMLButtonElement> {
  return eventually(() => {
    const buttons = [...messageOf(chat, text).querySelectorAll('button')];
    const found = buttons.find((button) => button.textContent.trim() === name);
    if (!found) throw new Error(`${JSON.stringify(text)} has no button ${name}`);
    return found;
  });
}

/** The words of each line between messages, from top to bottom. */
export function dividers(chat: RealtimeChat): string[] {
  return parts(chat, 'divider').map((divider) => divider.textContent.trim());
}

/** Where on the screen this text begins. */
export function placeOf(chat: RealtimeChat, text: string): number {
  return textOf(messageOf(chat, text)).getBoundingClientRect().top;
}

/** The text of a message, as an element. */
export function textOf(message: Element): Element {
  const text = message.querySelector('[part~="text"]');
  if (!text) throw new Error('The message has no text');
  return text;
}

/** What the message with this text says it answers. */
export function quoteOf(chat: RealtimeChat, text: string): HTMLElement {
  const quote = messageOf(chat, text).querySelector<HTMLElement>('[part="quote"]');
  if (!quote) throw new Error(`${JSON.stringify(text)} answers nothing`);
  return quote;
}

/** What the message with this text was given, as `emoji count`, with a star at one's own. */
export function reactionsOf(chat: RealtimeChat, text: string): string[] {
  return [...messageOf(chat, text).querySelectorAll('[part~="reaction"]')].map((reaction) => {
    const own = reaction.getAttribute('aria-pressed') === 'true' ? '*' : '';
    return `${reaction.textContent.trim()}${own}`;
  });
}

export function isMenuOpen(chat: RealtimeChat): boolean {
  return parts(chat, 'menu')[0]?.matches(':popover-open') ?? false;
}

function menuItems(chat: RealtimeChat): HTMLElement[] {
  return [...part(chat, 'menu').querySelectorAll<HTMLElement>('[role^="menuitem"]')];
}

/** Everything in the open menu, as it is called. */
export function menuNames(chat: RealtimeChat): string[] {
  return menuItems(chat).map(nameOf);
}

export function menuItem(chat: RealtimeChat, name: string): HTMLElement {
  const found = menuItems(chat).find((item) => nameOf(item) === name);
  if (!found) throw new Error(`The menu has no ${name}, but ${menuNames(chat).join(', ')}`);
  return found;
}

function nameOf(element: Element): string {
  return element.getAttribute('aria-label') ?? element.textContent.trim();
}

/** Waits until nothing moves or changes its colours any more, but for what does so without end. */
export async function isStill(chat: RealtimeChat): Promise<void> {
  const animations = chat.shadowRoot?.getAnimations() ?? [];
  const ending = animations.filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(ending.map(({ finished }) => finished));
}

/** What assistive technology says about a field, beside its label. */
export function descriptionOf(field: HTMLElement): string {
  const root = field.getRootNode() as ShadowRoot;
  const ids = field.getAttribute('aria-describedby')?.split(' ') ?? [];
  return ids
    .map((id) => root.getElementById(id)?.textContent.trim())
    .filter(Boolean)
    .join(' ');
}
