import {
  holdsCheckMark,
  isWellFormed,
  limits,
  parse,
  usernameSchema,
  withoutCheckMarks,
} from '@realtime-chat/protocol';
import * as v from 'valibot';
import type { Logger } from '../../logger.ts';
import { userIdPrefix, type Person } from '../../moderation/person.ts';
import { resemblesServerName } from '../../rooms/names/server-names.ts';

export const identitySchema = v.object({
  /** Many databases have numeric ids. The id is always a string on the wire. */
  id: v.pipe(
    v.union([v.string(), v.pipe(v.number(), v.safeInteger())], 'must be a string or a whole number'),
    v.transform(String),
    v.nonEmpty('must not be empty'),
    v.maxLength(200, 'is too long'),
    v.check(isWellFormed, 'holds an unpaired surrogate'),
  ),
  username: v.nullish(v.string('must be a string')),
  /** The address (https) of their picture. One that cannot be used is ignored. */
  picture: v.optional(v.custom<string | null>(() => true)),
  roles: v.optional(v.array(v.string('must be a string'), 'must be a list'), []),
  /** Rights by room pattern: `{ 'team-*': 'write', news: 'read' }`. Without it, the person may do all in all rooms. */
  rooms: v.optional(
    v.record(v.string(), v.picklist(['read', 'write'], 'must be read or write'), 'must be an object'),
  ),
  /** When the identity expires, in milliseconds since 1970. */
  expires: v.optional(v.pipe(v.number('must be a number'), v.finite('must be finite'))),
});

/** A person whom the site knows. */
export type Identity = v.InferInput<typeof identitySchema>;

/** @throws {TypeError} says what is wrong with the identity */
export function toPerson(identity: unknown, allowsPictures: boolean, logger: Logger): Person {
  const parsed = parse(identitySchema, identity, 'the identity');
  if (!parsed.ok) throw new TypeError(`the site gave no identity: ${parsed.reason}`);
  const { id, username, picture, roles, rooms, expires } = parsed.value;
  return {
    id: userIdPrefix + id,
    username: nameOf(id, username ?? undefined, logger),
    picture: allowsPictures ? pictureOf(id, picture, logger) : undefined,
    roles,
    rooms,
    expires,
  };
}

const noRoles: readonly string[] = [];

export function toGuest(id: string): Person {
  return { id, username: undefined, roles: noRoles };
}

const pictureSchema = v.pipe(
  v.string('must be a string'),
  v.maxLength(limits.picture, `must have at most ${limits.picture} characters`),
  v.url('must be a URL'),
  v.transform((text) => new URL(text)),
  v.check(({ protocol }) => protocol === 'https:', 'must begin with https://'),
  v.check(({ username, password }) => !username && !password, 'must hold no name or password'),
  v.transform(({ href }) => href),
  v.maxLength(limits.picture, `must have at most ${limits.picture} characters`),
);

/** Without a usable picture, a person has initials. That is no reason to refuse them. */
function pictureOf(id: string, picture: unknown, logger: Logger): string | undefined {
  if (picture == null || picture === '') return undefined;
  const parsed = parse(v.object({ picture: pictureSchema }), { picture });
  if (parsed.ok) return parsed.value.picture;
  logger.warn(
    { code: 'unusable_picture', id, reason: parsed.reason },
    'the site gave a picture that the relay does not use',
  );
  return undefined;
}

/**
 * The site's names may not follow the relay's rules. An unusable name is dropped, and its person may still connect. Check
 * marks are removed: only `verified` says that the site vouches for a name.
 */
function nameOf(id: string, username: string | undefined, logger: Logger): string | undefined {
  if (username === undefined) return undefined;
  if (holdsCheckMark(username)) {
    logger.warn(
      { code: 'check_mark_in_name', id },
      'the site gave a name with a check mark, which was removed',
    );
  }
  const parsed = parse(v.object({ username: usernameSchema }), { username: withoutCheckMarks(username) });
  if (parsed.ok && !resemblesServerName(parsed.value.username)) return parsed.value.username;
  const reason = parsed.ok ? 'username is, or looks like, the relay’s own' : parsed.reason;
  logger.warn({ code: 'unusable_name', id, reason }, 'the site gave a name that the relay does not allow');
  return undefined;
}
