import { expect, nextFrame } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { joined, refused, sent } from './answers.ts';
import { newRoom, openChat } from './chat.ts';
import { eventually } from './eventually.ts';
import { say } from './hands.ts';
import { scriptedServer } from './servers.ts';
import { focusedPart, isIn } from './view.ts';

/** Waits until the focus is there, and looks whether it stays: browsers take it from what is hidden a moment later. */
export async function focusIsOn(chat: RealtimeChat, name: string | null): Promise<void> {
  await eventually(() => expect(focusedPart(chat)).to.equal(name));
  await nextFrame();
  await nextFrame();
  expect(focusedPart(chat)).to.equal(name);
  expect(document.activeElement).to.equal(chat);
}

/** The text of the message that has the focus. */
export function focusedText(chat: RealtimeChat): string | null | undefined {
  return chat.shadowRoot?.activeElement?.querySelector('[part~="text"]')?.textContent;
}

export const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `message ${index}`);

/** Ann with a message that the server refuses first, and takes then. */
export async function openRefused(): Promise<RealtimeChat> {
  const room = newRoom();
  const server = await scriptedServer({ joins: { [room]: joined() }, sends: [refused('conflict'), sent(1)] });
  const ann = await openChat({ 'relay-url': server.url, room });
  say(ann, 'my words');
  await isIn(ann, 'my words', 'failed');
  return ann;
}
