import { limits, type Moderated } from '@realtime-chat/protocol';
import * as v from 'valibot';

/** Until when something holds, in milliseconds since 1970; for good where it is absent. */
const termSchema = v.object({ until: v.optional(v.number()) });

const rulesSchema = v.object({
  /** Who may not write, by id. */
  muted: v.optional(v.record(v.string(), termSchema), {}),
  /** Who may not come in, by id; guests from these addresses neither. */
  banned: v.optional(
    v.record(v.string(), v.object({ ...termSchema.entries, addresses: v.optional(v.array(v.string()), []) })),
    {},
  ),
  /** How many seconds one waits between two messages. */
  slow: v.optional(v.number(), 0),
  /** Whether moderators alone may write. */
  locked: v.optional(v.boolean(), false),
  /** The last decrees that are in this, by sender and id: one that is tried again must not count again. */
  done: v.optional(v.array(v.string()), []),
});

/** So many of the last decrees are known by their ids: more than are under way at once. */
const remembered = 100;

/** What moderators have decreed in one room, as it stands by now. */
export type Rules = Readonly<v.InferOutput<typeof rulesSchema>>;

export const noRules: Rules = { muted: {}, banned: {}, slow: 0, locked: false, done: [] };

/** @throws {v.ValiError} if these are none */
export function rulesFrom(stored: unknown): Rules {
  return v.parse(rulesSchema, stored);
}

/** The rules after one more decree. @param addresses those of a banned person, which no entry tells */
export function ruled(before: Rules, decree: Omit<Moderated, 'seq'>, addresses: string[] = []): Rules {
  const rules = { ...before, done: [...before.done, keyOf(decree)].slice(-remembered) };
  const { muted, banned } = current(rules, decree.time);
  const { action, person = '', until, seconds = 0 } = decree;
  const term = until === undefined ? {} : { until };
  switch (action) {
    case 'mute':
      return { ...rules, banned, muted: { ...muted, [person]: term } };
    case 'unmute':
      return { ...rules, banned, muted: without(muted, person) };
    case 'ban':
      return { ...rules, muted, banned: { ...banned, [person]: { ...term, addresses } } };
    case 'unban':
      return { ...rules, muted, banned: without(banned, person) };
    case 'slow':
      return { ...rules, muted, banned, slow: seconds };
    case 'lock':
    case 'unlock':
      return { ...rules, muted, banned, locked: action === 'lock' };
    default:
      return rules;
  }
}

/** Whether a decree is in these rules already. */
export function isDone({ done }: Rules, decree: Pick<Moderated, 'sender' | 'id'>): boolean {
  return done.includes(keyOf(decree));
}

/** Whether somebody may not write. */
export function isMuted({ muted }: Rules, id: string, now: number): boolean {
  return holds(own(muted, id), now);
}

/** Whether somebody may not come in: by who they are, or, as a guest, by where they come from. */
export function isBanned(
  { banned }: Rules,
  id: string,
  guestAddress: string | undefined,
  now: number,
): boolean {
  if (holds(own(banned, id), now)) return true;
  if (guestAddress === undefined) return false;
  return Object.values(banned).some((ban) => holds(ban, now) && ban.addresses.includes(guestAddress));
}

/** What is over is forgotten, and where there would be too many, what was decreed first. */
function current({ muted, banned }: Rules, now: number): Pick<Rules, 'muted' | 'banned'> {
  const standing = <Term extends { until?: number | undefined }>(terms: Record<string, Term>) =>
    Object.fromEntries(
      Object.entries(terms)
        .filter(([, term]) => holds(term, now))
        .slice(-limits.decrees),
    );
  return { muted: standing(muted), banned: standing(banned) };
}

function holds(term: { until?: number | undefined } | undefined, now: number): boolean {
  return term !== undefined && (term.until ?? Infinity) > now;
}

function own<T>(terms: Readonly<Record<string, T>>, id: string): T | undefined {
  return Object.hasOwn(terms, id) ? terms[id] : undefined;
}

function without<T>(terms: Readonly<Record<string, T>>, id: string): Record<string, T> {
  return Object.fromEntries(Object.entries(terms).filter(([key]) => key !== id));
}

function keyOf({ sender, id }: Pick<Moderated, 'sender' | 'id'>): string {
  return `${sender} ${id}`;
}
