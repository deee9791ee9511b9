import {
  holdsCheckMark,
  isWellFormed,
  parse,
  usernameSchema,
  withoutCheckMarks,
} from '@realtime-chat/protocol';
import * as v from 'valibot';
import type { Logger } from '../../logger.ts';
import { userIdPrefix, type Person } from '../../moderation/person.ts';
import { resemblesServerName } from '../../rooms/names/confusables.ts';

export const identitySchema = v.object({
  /** Databases often count their people; the id is told as a string in any case. */
  id: v.pipe(
    v.union([v.string(), v.pipe(v.number(), v.safeInteger())], 'must be a string or a whole number'),
    v.transform(String),
    v.nonEmpty('must not be empty'),
    v.maxLength(200, 'is too long'),
    v.check(isWellFormed, 'holds an unpaired surrogate'),
  ),
  username: v.nullish(v.string('must be a string')),
  roles: v.optional(v.array(v.string('must be a string'), 'must be a list'), []),
  /** What they may do, by patterns of rooms: `{ 'team-*': 'write', news: 'read' }`. Without it, all everywhere. */
  rooms: v.optional(
    v.record(v.string(), v.picklist(['read', 'write'], 'must be read or write'), 'must be an object'),
  ),
  /** Until when this holds, in milliseconds since 1970. */
  expires: v.optional(v.pipe(v.number('must be a number'), v.finite('must be finite'))),
});

/** Somebody whom the site knows. */
export type Identity = v.InferInput<typeof identitySchema>;

/** @throws {TypeError} that names what is wrong with the identity. */
export function toPerson(identity: unknown, logger: Logger): Person {
  const parsed = parse(identitySchema, identity);
  if (!parsed.ok) throw new TypeError(`the site gave no identity: ${parsed.reason}`);
  const { id, username, roles, rooms, expires } = parsed.value;
  return {
    id: userIdPrefix + id,
    username: nameOf(id, username ?? undefined, logger),
    roles,
    rooms,
    expires,
  };
}

export function toGuest(id: string): Person {
  return { id, username: undefined, roles: [] };
}

/**
 * A site's own names were not made for here, so one that does not fit keeps nobody out. A check mark is left out of the
 * name: only the relay says, by `verified`, that the site vouches for it.
 */
function nameOf(id: string, username: string | undefined, logger: Logger): string | undefined {
  if (username === undefined) return undefined;
  if (holdsCheckMark(username)) {
    logger.warn(
      { code: 'check_mark_in_name', id },
      'the site gave a name with a check mark, which is left out',
    );
  }
  const parsed = parse(v.object({ username: usernameSchema }), { username: withoutCheckMarks(username) });
  if (parsed.ok && !resemblesServerName(parsed.value.username)) return parsed.value.username;
  const reason = parsed.ok ? 'username is, or looks like, the relay’s own' : parsed.reason;
  logger.warn({ code: 'unusable_name', id, reason }, 'the site gave a name that nobody can go by');
  return undefined;
}
