import * as v from 'valibot';
import { sharedKinds } from '../../log/log.ts';
import type { Person } from '../person.ts';

/** The kind under which a store that relays share has the visitors, by the person's id. */
export const kind = `${sharedKinds}visitors`;

const maxAddresses = 5;
const maxNames = 5;

/** `seen` is not renewed more often, in milliseconds: each change is a write where relays share the visitors. */
const seenAccuracy = 60 * 60 * 1000;

const personSchema = v.object({
  username: v.optional(v.string()),
  picture: v.optional(v.string()),
  roles: v.array(v.string()),
  rooms: v.optional(v.record(v.string(), v.picklist(['read', 'write']))),
});

const storedSchema = v.object({
  ...personSchema.entries,
  addresses: v.array(v.string()),
  names: v.optional(v.record(v.string(), v.string())),
  seen: v.number(),
});

/** A person that was connected lately. */
export interface RecentVisitor {
  person: Person;
  /** The most recent address comes last. */
  addresses: readonly string[];
  /**
   * By room: the name of the person's last message there. A name from another room must not be shown: nobody there may
   * have been able to object to it. Absent before the first message.
   */
  names?: ReadonlyMap<string, string> | undefined;
  /** When the person last connected, to the hour, in milliseconds since 1970. */
  seen: number;
}

/** What is known after a visit. It is `known` itself if the visit tells nothing new. */
export function withVisit(known: RecentVisitor | undefined, person: Person, address: string): RecentVisitor {
  const now = Date.now();
  const isSame =
    known?.addresses.at(-1) === address &&
    now - known.seen < seenAccuracy &&
    JSON.stringify(siteFields(known.person)) === JSON.stringify(siteFields(person));
  if (isSame) return known;
  return merged(known, { person, addresses: [address], seen: now });
}

/** What is known after a message under a name. The names of the rooms with the last messages are kept. */
export function withName(known: RecentVisitor, room: string, username: string): RecentVisitor {
  const { names } = known;
  return { ...known, names: newest(maxNames, names, [[room, username]]) };
}

/** What two relays know of a person. */
export function merged(one: RecentVisitor | undefined, other: RecentVisitor): RecentVisitor {
  if (!one) return other;
  const [older, newer] = one.seen <= other.seen ? [one, other] : [other, one];
  const addresses = newest(maxAddresses, older.addresses.map(pair), newer.addresses.map(pair));
  const names = older.names && newer.names ? newest(maxNames, older.names, newer.names) : undefined;
  return {
    person: newer.person,
    addresses: [...addresses.keys()],
    names: names ?? older.names ?? newer.names,
    seen: newer.seen,
  };
}

/** `undefined` if the stored value is not valid. */
export function parseVisitor(id: string, stored: unknown): RecentVisitor | undefined {
  const parsed = v.safeParse(storedSchema, stored);
  if (!parsed.success) return undefined;
  const { addresses, names, seen, username, ...person } = parsed.output;
  return {
    person: { id, username, ...person },
    addresses,
    names: names && new Map(Object.entries(names)),
    seen,
  };
}

export function storedVisitor({ person, addresses, names, seen }: RecentVisitor): object {
  return { ...siteFields(person), addresses, ...(names && { names: Object.fromEntries(names) }), seen };
}

/** All that is known of a person, for the person. */
export function recordOf({ person, addresses, names = new Map<string, string>() }: RecentVisitor): object {
  const { username, picture, roles } = person;
  return {
    ...(username !== undefined && { username }),
    ...(picture !== undefined && { picture }),
    ...(roles.length > 0 && { roles }),
    addresses,
    names: Object.fromEntries(names),
  };
}

/** What the site says of a person. */
function siteFields({ username, picture, roles, rooms }: Person): object {
  return { username, picture, roles, rooms };
}

const pair = (address: string): [string, string] => [address, address];

/** The last of all pairs, by key. A later pair replaces an earlier one. */
function newest(
  most: number,
  older: Iterable<readonly [string, string]> | undefined,
  newer: Iterable<readonly [string, string]>,
): Map<string, string> {
  const all = new Map<string, string>(older ?? []);
  for (const [key, value] of newer) {
    all.delete(key);
    all.set(key, value);
  }
  return new Map([...all].slice(-most));
}
