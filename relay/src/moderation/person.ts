import type { Member } from '@realtime-chat/protocol';

/** A person's access, by room pattern. In a pattern, `*` stands for any characters. */
export type Rights = Readonly<Record<string, 'read' | 'write'>>;

/** The person on a connection. */
export interface Person {
  id: string;
  /** The name that the site gives them, if they are logged in. */
  username: string | undefined;
  /** The address of the picture that the site gives them. */
  picture?: string | undefined;
  /** Roles from the site, such as `moderator` and `owner`. */
  roles: readonly string[];
  /** Full access to all rooms, if absent. */
  rooms?: Rights | undefined;
  /** The end of the token in milliseconds since 1970; absent if it does not expire. */
  expires?: number | undefined;
}

/** A person on a connection, with its address and session. */
export interface Visitor {
  person: Person;
  /** The client's address, as limits and bans use it. */
  address: string;
  /** The start of the connection's session in milliseconds since 1970. */
  since: number;
}

const moderatorRoles = new Set(['moderator', 'owner']);

/** Whether a role makes this person a moderator. Whether they may moderate a room, `Permissions` decides. */
export function hasModeratorRole({ roles }: Pick<Person, 'roles'>): boolean {
  return roles.some((role) => moderatorRoles.has(role));
}

/** Whether they rank above moderators. */
export function isOwner({ roles }: Pick<Person, 'roles'>): boolean {
  return roles.includes('owner');
}

/** Prefix of the ids of logged-in people. Ids of guests are random and never begin with it, so the two cannot collide. */
export const userIdPrefix = 'user:';

export function isGuestId(id: string): boolean {
  return !id.startsWith(userIdPrefix);
}

/** Whether they are not logged in. */
export function isGuest({ id }: Pick<Person, 'id'>): boolean {
  return isGuestId(id);
}

/** The person under a name, as other members see them. */
export function memberOf(person: Person, username: string | undefined): Member {
  return {
    id: person.id,
    ...(username !== undefined && { username }),
    ...(isVerified(person, username) && { verified: true }),
    ...(person.picture !== undefined && { picture: person.picture }),
    ...(hasModeratorRole(person) && { moderator: true }),
  };
}

/** Whether the site itself gives them this name. */
export function isVerified({ username }: Person, name: string | undefined): boolean {
  return username !== undefined && username === name;
}
