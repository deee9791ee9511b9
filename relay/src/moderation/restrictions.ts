import { limits, type Moderated, type RulesPage, type Standing } from '@realtime-chat/protocol';
import * as v from 'valibot';
import { isGuest, type Visitor } from './person.ts';

/** What somebody may not do any more. */
const termSchema = v.object({
  /** Until when, in milliseconds since 1970; for good where it is absent. */
  until: v.optional(v.number()),
  /** Since when. */
  time: v.optional(v.number(), 0),
  /** Guests from these addresses may not either: of a ban all, of a mute those who came after it. */
  addresses: v.optional(v.array(v.string()), []),
  /** What they went by. */
  username: v.optional(v.string()),
  /** Whether somebody decreed it who stands above moderators. */
  byOwner: v.optional(v.boolean(), false),
});

const termsSchema = v.optional(v.record(v.string(), termSchema), {});

const rulesSchema = v.object({
  /** Who may not write, by id. */
  muted: termsSchema,
  /** Who may not come in, by id. */
  banned: termsSchema,
  /** How many seconds one waits between two messages. */
  slow: v.optional(v.number(), 0),
  /** Whether moderators alone may write. */
  locked: v.optional(v.boolean(), false),
  /** The last decrees that are in this, by sender and id: one that is tried again must not count again. */
  done: v.optional(v.array(v.string()), []),
});

/** So many of the last decrees are known by their ids: more than are under way at once. */
const remembered = 100;

/** Of one person; where they come from more, the last ones count. */
const mostAddresses = 20;

/** What moderators have decreed in one room, as it stands by now. */
export type Rules = Readonly<v.InferOutput<typeof rulesSchema>>;

type Term = v.InferOutput<typeof termSchema>;
type Terms = Readonly<Record<string, Term>>;

/** What no entry tells of a decree. */
export interface About {
  /** Where the person was seen, if it is to hold for guests from there too. */
  addresses?: readonly string[] | undefined;
  username?: string | undefined;
  byOwner?: boolean;
}

export const noRules: Rules = { muted: {}, banned: {}, slow: 0, locked: false, done: [] };

/** @throws {v.ValiError} if these are none */
export function rulesFrom(stored: unknown): Rules {
  return v.parse(rulesSchema, stored);
}

/** The rules after one more decree, as they are shown to moderators: where there are too many, the oldest is forgotten. */
export function ruled(before: Rules, decree: Omit<Moderated, 'seq'>, about: About = {}): Rules {
  return inForce(withDecree(before, decree, about), decree.time);
}

function withDecree(before: Rules, decree: Omit<Moderated, 'seq'>, about: About): Rules {
  const done = [...before.done, keyOf(decree)].slice(-remembered);
  const rules = { ...inForce(before, decree.time), done };
  const { muted, banned } = rules;
  const { action, person = '', seconds = 0 } = decree;
  switch (action) {
    case 'mute':
      return {
        ...rules,
        muted: { ...without(muted, person), [person]: termOf(decree, about, own(muted, person)) },
      };
    case 'unmute':
      return { ...rules, muted: lifted(muted, person, about) };
    case 'ban': {
      // Who changed their address between the two is known by both.
      const known = [own(muted, person), own(banned, person)].filter((term) => term !== undefined);
      return { ...rules, banned: { ...without(banned, person), [person]: termOf(decree, about, ...known) } };
    }
    case 'unban':
      return { ...rules, banned: lifted(banned, person, about) };
    case 'slow':
      return { ...rules, slow: seconds };
    case 'lock':
    case 'unlock':
      return { ...rules, locked: action === 'lock' };
    default:
      return rules;
  }
}

/** Whether a decree is in these rules already. */
export function isDone({ done }: Rules, decree: Pick<Moderated, 'sender' | 'id'>): boolean {
  return done.includes(keyOf(decree));
}

/** Whether somebody may not write. @param isKeeper whether they look after the room themselves */
export function isMuted(rules: Rules, visitor: Visitor, isKeeper: boolean, now = Date.now()): boolean {
  return mutedUntil(rules, visitor, isKeeper, now) > 0;
}

/** Until when somebody may not write, in milliseconds since 1970: `Infinity` for good, 0 where they may. */
export function mutedUntil({ muted }: Rules, visitor: Visitor, isKeeper: boolean, now = Date.now()): number {
  const terms = applying(muted, visitor, isKeeper, now, ({ time }) => visitor.since > time);
  return Math.max(0, ...terms.map(({ until = Infinity }) => until));
}

/** Whether somebody may not come in. @param isKeeper whether they look after the room themselves */
export function isBanned({ banned }: Rules, visitor: Visitor, isKeeper: boolean, now = Date.now()): boolean {
  return applying(banned, visitor, isKeeper, now, () => true).length > 0;
}

/** From where guests are kept out with a person. */
export function addressesOf(terms: Terms, person: string): readonly string[] {
  return own(terms, person)?.addresses ?? [];
}

/** What concerns somebody by who they are, or, as a guest, by where they come from. */
function applying(
  terms: Terms,
  { person, address }: Visitor,
  isKeeper: boolean,
  now: number,
  isMeant: (term: Term) => boolean,
): Term[] {
  const term = own(terms, person.id);
  const theirs = term && holds(term, now) && (!isKeeper || term.byOwner) ? [term] : [];
  if (isKeeper || !isGuest(person)) return theirs;
  return theirs.concat(
    Object.values(terms).filter(
      (each) => holds(each, now) && each.addresses.includes(address) && isMeant(each),
    ),
  );
}

/** What is over is forgotten, and where there would be too many, what was decreed first. */
export function inForce(rules: Rules, now = Date.now()): Rules {
  const standing = (terms: Terms): Record<string, Term> =>
    Object.fromEntries(
      Object.entries(terms)
        .filter(([, term]) => holds(term, now))
        .toSorted(([, one], [, other]) => one.time - other.time)
        .slice(-limits.decrees),
    );
  return { ...rules, muted: standing(rules.muted), banned: standing(rules.banned) };
}

/** Whether there is nothing that anybody has to keep to. */
export function isNothing(rules: Rules): boolean {
  return countOf(rules) === 0;
}

/** How many restrictions there are: mutes, bans, slow mode, the lock. */
export function countOf({ muted, banned, slow, locked }: Rules): number {
  return Object.keys(muted).length + Object.keys(banned).length + Number(slow > 0) + Number(locked);
}

/** What holds in a room, as moderators are told of it: of what holds for single people the newest first. */
export function rulesPage(rules: Rules, skip: number): RulesPage {
  const { muted, banned, slow, locked } = inForce(rules);
  const listed = (action: Standing['action'], terms: Terms) =>
    Object.entries(terms).map(([person, { until, time, addresses, username }]) => ({
      time,
      decree: {
        action,
        person,
        ...(username !== undefined && { username }),
        ...(until !== undefined && { until }),
        ...(addresses.length > 0 && { address: true }),
      },
    }));
  const all = [...listed('mute', muted), ...listed('ban', banned)]
    .toSorted((one, other) => one.time - other.time)
    .toReversed();
  return {
    decrees: all.slice(skip, skip + limits.standing).map(({ decree }) => decree),
    count: all.length,
    ...(slow > 0 && { slow }),
    ...(locked && { locked }),
  };
}

/** @param known what was decreed for the same person before, and still stands */
function termOf(
  { time, until }: Omit<Moderated, 'seq'>,
  about: About,
  ...known: readonly (Term | undefined)[]
): Term {
  const before = known.filter((term) => term !== undefined);
  const { addresses, username = before.find((term) => term.username !== undefined)?.username } = about;
  const all = [...before.flatMap((term) => term.addresses), ...(addresses ?? [])];
  return {
    // Who came between the two did not come before.
    time: Math.min(time, ...before.map((term) => term.time)),
    addresses: addresses ? [...new Set(all)].slice(-mostAddresses) : [],
    byOwner: about.byOwner ?? false,
    ...(until !== undefined && { until }),
    ...(username !== undefined && { username }),
  };
}

/** Without what is decreed for somebody, and without what holds for them by where they come from. */
function lifted(terms: Terms, person: string, { addresses = [] }: About): Record<string, Term> {
  return Object.fromEntries(
    Object.entries(without(terms, person)).map(([id, term]) => [
      id,
      { ...term, addresses: term.addresses.filter((address) => !addresses.includes(address)) },
    ]),
  );
}

function holds({ until = Infinity }: Term, now: number): boolean {
  return until > now;
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
