import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { newRoom, openChat, openOther } from './chat.ts';
import { eventually } from './eventually.ts';
import { localRelay } from './servers.ts';
import { authSecret, token } from './tokens.ts';
import { messageOf, part, parts } from './view.ts';

/** A room of a relay that takes tokens of the site. */
export async function newPlace(...args: string[]): Promise<{ 'relay-url': string; room: string }> {
  const url = await localRelay('--auth-secret', authSecret, '--greeting', '', ...args);
  return { 'relay-url': url, room: newRoom() };
}

/** Ann in front of a guest, and Mona, who moderates. */
export async function openModerated(...args: string[]): Promise<{ mona: RealtimeChat; ann: RealtimeChat }> {
  const place = await newPlace(...args);
  const ann = await openChat(place);
  const mona = await openOther({ ...place, token: await token(), username: 'Mona' });
  return { mona, ann };
}

/** Sends this text, and waits until the others see it. */
export async function sendTo(chat: RealtimeChat, text: string, ...others: RealtimeChat[]): Promise<void> {
  await chat.send(text);
  for (const other of others) await eventually(() => void messageOf(other, text));
}

export function buttonsIn(chat: RealtimeChat, name: string): HTMLButtonElement[] {
  return [...part(chat, name).querySelectorAll('button')];
}

export const labelOf = (button: HTMLButtonElement): string => button.textContent.trim();

/** Opens the moderation panel by the list of people, or by the shield if something waits, and there this tab. */
export async function openModeration(chat: RealtimeChat, tab: 'Queue' | 'Room' | 'People'): Promise<void> {
  const isOpen = (): boolean => parts(chat, 'moderation')[0]?.matches(':popover-open') ?? false;
  if (!isOpen()) {
    const [shield] = parts(chat, 'shield');
    if (shield) {
      // In a narrow header, it is in the list of the controls.
      if (!shield.checkVisibility()) part(chat, 'controls').click();
      await eventually(() => expect(shield.checkVisibility()).to.be.true);
      shield.click();
    } else {
      part(chat, 'members').click();
      await eventually(() => {
        const opener = part(chat, 'people').querySelector<HTMLElement>('[aria-label="Moderation"]');
        expect(opener).to.exist;
        opener?.click();
      });
    }
  }
  await eventually(() => expect(isOpen()).to.be.true);
  const found = [...part(chat, 'moderation').querySelectorAll<HTMLElement>('[role="tab"]')].find((each) =>
    each.textContent.trim().startsWith(tab),
  );
  if (!found) throw new Error(`There is no tab ${tab}`);
  found.click();
  await eventually(() => expect(found).to.have.attribute('aria-selected', 'true'));
}

/** Clicks the button with this label in this part. */
export function pressButton(chat: RealtimeChat, name: string, label: string): void {
  const button = buttonsIn(chat, name).find((each) => labelOf(each) === label);
  if (!button) throw new Error(`There is no button ${label}`);
  button.click();
}
