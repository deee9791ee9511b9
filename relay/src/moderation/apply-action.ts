import type { ModerateRequest } from '@realtime-chat/protocol';
import type { Receipt } from '../log/log.ts';
import { isGuest, isGuestId, type Visitor } from './person.ts';
import type { Relayed } from '../context.ts';
import { addressesOf, isBanned } from './restrictions.ts';

/** Who decrees something. */
export interface Author {
  id: string;
  /** Whether they stand above moderators, as owners and the site itself do. */
  isOwner: boolean;
}

/**
 * Decrees something and carries it out on those who are here, whoever asked for it. Whether they may is asked before.
 *
 * @throws {Refusal} `unavailable`, `conflict`
 */
export async function decree(
  relayed: Pick<Relayed, 'rooms' | 'permissions' | 'moderation' | 'whereabouts'>,
  { id, isOwner }: Author,
  request: ModerateRequest,
): Promise<Receipt> {
  const { rooms, moderation, whereabouts } = relayed;
  if (!('person' in request)) return moderation.decree(id, request);
  const { room, person } = request;
  const goesByAddress = ('address' in request ? request.address : undefined) ?? isGuestId(person);
  const receipt = await moderation.decree(id, request, {
    addresses: goesByAddress ? [...rooms.addressesOf(person), ...whereabouts.addressesOf(person)] : undefined,
    username: whereabouts.nameIn(room, person),
    byOwner: isOwner,
  });
  if (request.action === 'ban') await kick(relayed, room, person);
  return receipt;
}

/** Puts out whom the ban of a person keeps out: them, and guests from where they are. */
async function kick(
  { rooms, permissions, moderation }: Pick<Relayed, 'rooms' | 'permissions' | 'moderation'>,
  room: string,
  person: string,
): Promise<void> {
  const addresses = addressesOf(moderation.rules(room).banned, person);
  const isThemselves = (visitor: Visitor): boolean => visitor.person.id === person;
  const isFromThere = (visitor: Visitor): boolean =>
    isGuest(visitor.person) && addresses.includes(visitor.address);
  const visitors = rooms.visitorsIn(room);
  // They themselves first, each at once: where the site cannot be asked about one, those before are out.
  const meant = [
    ...visitors.filter(isThemselves),
    ...visitors.filter((visitor) => !isThemselves(visitor) && isFromThere(visitor)),
  ];
  for (const visitor of new Map(meant.map((each) => [each.person.id, each])).values()) {
    const isKeeper = await permissions.keeps(visitor.person, room);
    if (isBanned(moderation.rules(room), visitor, isKeeper)) rooms.kick(room, visitor.person.id);
  }
}
