import type { ModerateRequest } from '@realtime-chat/protocol';
import type { Receipt } from './log/log.ts';
import { isGuestId } from './person.ts';
import type { Relayed } from './relayed.ts';

/**
 * Decrees something and carries it out on those who are here, whoever asked for it. Whether they may is asked before.
 *
 * @throws {Refusal} `unavailable`, `conflict`
 */
export async function decree(
  { rooms, moderation }: Pick<Relayed, 'rooms' | 'moderation'>,
  sender: string,
  request: ModerateRequest,
): Promise<Receipt> {
  if (request.action !== 'ban') return moderation.decree(sender, request);
  const { room, person } = request;
  const keepsOut = request.address ?? isGuestId(person);
  const receipt = await moderation.decree(sender, request, keepsOut ? rooms.addressesOf(person) : []);
  rooms.putOut(room, person);
  return receipt;
}
