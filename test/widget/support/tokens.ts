import type { RealtimeChat } from '@realtime-chat/widget';
import { SignJWT } from 'jose';
import { eventually } from './eventually.ts';

export const authSecret = 'a secret of thirty-two characters, or more';

/** A site's token of Mona, who moderates unless told otherwise. */
export function token(claims: Record<string, unknown> = {}): Promise<string> {
  return new SignJWT({ sub: '7', name: 'Mona', roles: ['moderator'], ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(authSecret));
}

/**
 * Opens a chat with a token that ends soon after the person is there. Where a busy machine is too slow for that, it opens
 * another one, whose token lasts longer.
 *
 * @param exp when the token ends, in seconds since 1970
 */
export async function openBeforeEnd(
  open: (exp: number) => Promise<RealtimeChat>,
  isThere: (chat: RealtimeChat) => void,
): Promise<RealtimeChat> {
  for (let seconds = 3; ; seconds *= 2) {
    const exp = Math.floor(Date.now() / 1000) + seconds;
    const chat = await open(exp);
    try {
      await eventually(() => isThere(chat), exp * 1000 - Date.now());
      return chat;
    } catch (error) {
      chat.remove();
      if (seconds > 20) throw error;
    }
  }
}
