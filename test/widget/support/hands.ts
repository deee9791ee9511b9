// What a person does to a chat.
import { nextFrame, oneEvent } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { input, part } from './view.ts';

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
  const key = { key: 'Enter', code: 'Enter', keyCode: 13, bubbles: true, composed: true, cancelable: true };
  return part(chat, 'field').dispatchEvent(new KeyboardEvent('keydown', { ...key, ...init }));
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
