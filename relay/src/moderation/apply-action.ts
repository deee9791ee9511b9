import type { ModerateRequest } from '@realtime-chat/protocol';
import { isGuest, isGuestId, type Visitor } from './person.ts';
import { addressesOf, isBanned } from './restrictions.ts';
import type { RelayContext } from '../context.ts';
import type { AppendResult } from '../log/log.ts';
import { Refusal } from '../refusal.ts';

/** When banned people are removed anew, if the site's hook failed and does not say when to ask again, in seconds. */
const retryAfter = 5;

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
  // The person may have left another relay just now.
  await recentVisitors.refresh(person);
  const includesAddresses = ('address' in request ? request.address : undefined) ?? isGuestId(person);
  const result = await moderation.apply(id, request, {
    addresses: includesAddresses
      ? [...rooms.addressesOf(person), ...recentVisitors.addressesOf(person)]
      : undefined,
    username: recentVisitors.nameIn(room, person),
    byOwner: ranksAboveModerators,
  });
  if (request.action === 'ban') await removeBanned(context, room, [person]);
  return result;
}

/**
 * Removes banned people from this relay's part of the room, and all guests from the addresses of these bans.
 *
 * @throws {Refusal} `unavailable`: the site's hook has failed for somebody. All others are removed.
 */
async function removeBanned(
  { rooms, permissions, moderation }: Pick<RelayContext, 'rooms' | 'permissions' | 'moderation'>,
  room: string,
  banned: readonly string[],
): Promise<void> {
  const terms = moderation.restrictions(room).banned;
  const ids = new Set(banned);
  const addresses = new Set(banned.flatMap((person) => addressesOf(terms, person)));
  const isBannedPerson = (visitor: Visitor): boolean => ids.has(visitor.person.id);
  const isGuestAtAddress = (visitor: Visitor): boolean =>
    isGuest(visitor.person) && addresses.has(visitor.address);
  const visitors = rooms.visitorsIn(room);
  // The banned people come first: the site's hook may be slow.
  const candidates = [
    ...visitors.filter(isBannedPerson),
    ...visitors.filter((visitor) => !isBannedPerson(visitor) && isGuestAtAddress(visitor)),
  ];
  // Each person once, though they may have several tabs.
  const people = new Map(candidates.map((each) => [each.person.id, each]));
  const failures: unknown[] = [];
  for (const visitor of people.values()) {
    const isOut = (isModerator: boolean): boolean =>
      isBanned(moderation.restrictions(room), visitor, isModerator);
    try {
      // The site is asked only if the ban may still hold for this person: it may have been lifted.
      if (isOut(false) && isOut(await permissions.canModerate(visitor.person, room)))
        rooms.kick(room, visitor.person.id);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** @returns what removes people here that another relay has banned */
export function removeBannedElsewhere(
  context: Pick<RelayContext, 'rooms' | 'permissions' | 'moderation' | 'logger'>,
): (room: string, banned: readonly string[]) => void {
  const remove = (room: string, banned: readonly string[]): void => {
    removeBanned(context, room, banned).catch((err: unknown) => {
      const details = { code: 'banned_not_removed', err, room };
      // They may not write meanwhile.
      context.logger.warn(details, 'banned people could not be removed; the relay tries again');
      const seconds = (err instanceof Refusal && err.retryAfter) || retryAfter;
      setTimeout(remove, seconds * 1000, room, banned).unref();
    });
  };
  return remove;
}
