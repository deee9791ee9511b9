import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { newRoom, openChat } from './chat.ts';
import { eventually } from './eventually.ts';
import { Person } from './person.ts';
import { isMenuOpen, messageOf } from './view.ts';

/** Ann in a room with Ben, who has said these things, and who has turned to them before. */
export async function openWith(
  ...texts: string[]
): Promise<{ ann: RealtimeChat; ben: Person; room: string }> {
  const room = newRoom();
  const ben = await Person.enter(room, 'Ben');
  await ben.says(...texts);
  const ann = await openChat({ room });
  await eventually(() => messageOf(ann, texts.at(-1) ?? ''));
  return { ann, ben, room };
}

export function focused(chat: RealtimeChat): Element | null | undefined {
  return chat.shadowRoot?.activeElement;
}

export async function isOpen(chat: RealtimeChat): Promise<void> {
  await eventually(() => expect(isMenuOpen(chat)).to.be.true);
}

export async function isClosed(chat: RealtimeChat): Promise<void> {
  await eventually(() => expect(isMenuOpen(chat)).to.be.false);
}
