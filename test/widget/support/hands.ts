// What a person does to a chat.
import { expect, nextFrame, oneEvent } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { eventually } from './eventually.ts';
import { input, isMenuOpen, menuItem, messageOf, part } from './view.ts';

/** Types into the text field, or the name field, in place of what it holds. */
export function type(chat: RealtimeChat, name: 'field' | 'name', text: string): void {
  const field = input(chat, name);
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, data: text }));
}

export function clickSend(chat: RealtimeChat): void {
  part(chat, 'send').click();
}

/** Presses Enter in the text field. @returns whether the field is left to do what it does with the key. */
export function pressEnter(chat: RealtimeChat, init: KeyboardEventInit = {}): boolean {
  return press(part(chat, 'field'), 'Enter', { code: 'Enter', keyCode: 13, ...init });
}

/** Presses a key. @returns whether what has the focus is left to do what it does with the key. */
export function press(target: Element, key: string, init: KeyboardEventInit = {}): boolean {
  const event = { key, bubbles: true, composed: true, cancelable: true, ...init };
  return target.dispatchEvent(new KeyboardEvent('keydown', event));
}

/** Presses what a person would press, where it is: the page hears of it before the element does. */
export function pressOn(element: Element): void {
  const { left, top, width, height } = element.getBoundingClientRect();
  const clientX = left + width / 2;
  const clientY = top + height / 2;
  const init = { bubbles: true, composed: true, cancelable: true, clientX, clientY };
  element.dispatchEvent(new PointerEvent('pointerdown', init));
  element.dispatchEvent(new PointerEvent('pointerup', init));
  element.dispatchEvent(new MouseEvent('click', init));
}

/** Opens the menu of the message with this text by its button, which is there as soon as the message is stored. */
export async function openMenu(chat: RealtimeChat, text: string): Promise<void> {
  const button = await eventually(() => {
    const found = messageOf(chat, text).querySelector<HTMLElement>('[part="actions"]');
    if (!found) throw new Error(`${JSON.stringify(text)} has no menu`);
    return found;
  });
  button.click();
  await eventually(() => expect(isMenuOpen(chat)).to.be.true);
}

/** Chooses what the menu of the message with this text calls so. */
export async function choose(chat: RealtimeChat, text: string, name: string): Promise<void> {
  await openMenu(chat, text);
  menuItem(chat, name).click();
}

/** Deletes the message with this text, and says so twice. */
export async function remove(chat: RealtimeChat, text: string): Promise<void> {
  await choose(chat, text, 'Delete');
  await eventually(() => menuItem(chat, 'Delete for everyone?').click());
}

export function say(chat: RealtimeChat, text: string): void {
  type(chat, 'field', text);
  pressEnter(chat);
}

/** Scrolls the pane as a reader does; resolves when the pane has told so. */
export async function scrollTo(chat: RealtimeChat, top: number): Promise<void> {
  const pane = part(chat, 'content');
  // Nobody scrolls what is not on the screen yet.
  await nextFrame();
  await nextFrame();
  const told = oneEvent(pane, 'scroll');
  pane.scrollTop = top;
  await told;
}

/** Scrolls to the beginning until this part is there: what just came may have brought the reader back to the end. */
export async function scrollToBeginningFor(chat: RealtimeChat, name: string): Promise<void> {
  await eventually(() => {
    part(chat, 'content').scrollTop = 0;
    part(chat, name);
  });
}
