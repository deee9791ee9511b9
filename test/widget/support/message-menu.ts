import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { eventually } from './eventually.ts';
import { isMenuOpen } from './view.ts';

export function focused(chat: RealtimeChat): Element | null | undefined {
  return chat.shadowRoot?.activeElement;
}

export async function isOpen(chat: RealtimeChat): Promise<void> {
  await eventually(() => expect(isMenuOpen(chat)).to.be.true);
}

export async function isClosed(chat: RealtimeChat): Promise<void> {
  await eventually(() => expect(isMenuOpen(chat)).to.be.false);
}
