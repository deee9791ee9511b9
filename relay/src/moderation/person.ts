import type { Member } from '@realtime-chat/protocol';

/** What somebody may do in the rooms whose name fits a pattern; `*` in it stands for any characters. */
export type Rights = Readonly<Record<string, 'read' | 'write'>>;

/** Who is on a connection. */
export interface Person {
  id: string;
  /** What the site calls them, if it knows them. */
  username: string | undefined;
  /** What else they are, beside somebody who talks: `moderator`, `owner`. */
  roles: readonly string[];
  /** All of it, in all rooms, where it is absent. */
  rooms?: Rights | undefined;
  /** Until when the site's word holds, in milliseconds since 1970; for ever where it is absent. */
  expires?: number | undefined;
}

/** Somebody, and how they came. */
export interface Visitor {
  person: Person;
  /** Where the connection comes from, as far as limits and bans go by it. */
  address: string;
  /** Since when there is the session that the connection has brought, in milliseconds since 1970. */
  since: number;
}

const keepers = new Set(['moderator', 'owner']);

/** Whether their roles say that they look after what others do. Whether they do in a room, `Permissions` says. */
export function isModerator({ roles }: Pick<Person, 'roles'>): boolean {
  return roles.some((role) => keepers.has(role));
}

/** Whether they stand above moderators. */
export function isOwner({ roles }: Pick<Person, 'roles'>): boolean {
  return roles.includes('owner');
}

/** Ids of those whom the site knows begin with it, so that they and those of guests, which are random, are never the same. */
export const knownPrefix = 'user:';

export function isGuestId(id: string): boolean {
  return !id.startsWith(knownPrefix);
}

/** Whether the site does not know them. */
export function isGuest({ id }: Pick<Person, 'id'>): boolean {
  return isGuestId(id);
}

/** The person under a name, as others see them. */
export function memberOf(person: Person, username: string | undefined): Member {
  return {
    id: person.id,
    ...(username !== undefined && { username }),
    ...(isVerified(person, username) && { verified: true }),
  };
}

/** Whether the site itself says that they go by this name. */
export function isVerified({ username }: Person, name: string | undefined): boolean {
  return username !== undefined && username === name;
}
