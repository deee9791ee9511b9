import type { ModerateRequest } from '@realtime-chat/protocol';
import { isGuest, isGuestId, type Visitor } from './person.ts';
import { addressesOf, isBanned } from './restrictions.ts';
import type { RelayContext } from '../context.ts';
import type { AppendResult } from '../log/log.ts';

/** The moderator that takes an action, or the site itself. */
export interface Moderator {
  id: string;
  /** True for owners and for the site itself. */
  ranksAboveModerators: boolean;
}

/**
 * Stores a moderation action, and removes banned people from the room. The caller has checked the permission.
 *
 * @throws {Refusal} `unavailable`, `conflict`
 */
export async function applyAction(
  context: Pick<RelayContext, 'rooms' | 'permissions' | 'moderation' | 'recentVisitors'>,
  { id, ranksAboveModerators }: Moderator,
  request: ModerateRequest,
): Promise<AppendResult> {
  const { rooms, moderation, recentVisitors } = context;
  if (!('person' in request)) return moderation.apply(id, request);
  const { room, person } = request;
  const includesAddresses = ('address' in request ? request.address : undefined) ?? isGuestId(person);
  const result = await moderation.apply(id, request, {
    addresses: includesAddresses
      ? [...rooms.addressesOf(person), ...recentVisitors.addressesOf(person)]
      : undefined,
    username: recentVisitors.nameIn(room, person),
    byOwner: ranksAboveModerators,
  });
  if (request.action === 'ban') await removeBanned(context, room, person);
  return result;
}

/** Removes the banned person from the room, and all guests from the addresses of the ban. */
async function removeBanned(
  { rooms, permissions, moderation }: Pick<RelayContext, 'rooms' | 'permissions' | 'moderation'>,
  room: string,
  person: string,
): Promise<void> {
  const addresses = addressesOf(moderation.restrictions(room).banned, person);
  const isBannedPerson = (visitor: Visitor): boolean => visitor.person.id === person;
  const isGuestAtAddress = (visitor: Visitor): boolean =>
    isGuest(visitor.person) && addresses.includes(visitor.address);
  const visitors = rooms.visitorsIn(room);
  // The banned person comes first. If the hook fails for a later visitor, the banned person is already out.
  const candidates = [
    ...visitors.filter(isBannedPerson),
    ...visitors.filter((visitor) => !isBannedPerson(visitor) && isGuestAtAddress(visitor)),
  ];
  // Each person once, though they may have several tabs.
  const people = new Map(candidates.map((each) => [each.person.id, each]));
  for (const visitor of people.values()) {
    const isModerator = await permissions.canModerate(visitor.person, room);
    if (isBanned(moderation.restrictions(room), visitor, isModerator)) rooms.kick(room, visitor.person.id);
  }
}
