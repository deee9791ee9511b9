import { isDeepStrictEqual } from 'node:util';
import { limits, type Moderated, type RulesPage, type ActiveRestriction } from '@realtime-chat/protocol';
import * as v from 'valibot';
import { isGuest, type Visitor } from './person.ts';

/** One mute or ban. */
const termSchema = v.object({
  /** The end in milliseconds since 1970; absent if it has no end. */
  until: v.optional(v.number()),
  /** The start. */
  time: v.optional(v.number(), 0),
  /** It also holds for guests from these addresses: a ban for all of them, a mute for those with a newer session. */
  addresses: v.optional(v.array(v.string()), []),
  /** The person's name at that time. */
  username: v.optional(v.string()),
  /** Whether an owner or the site imposed it. Then it holds for moderators too. */
  byOwner: v.optional(v.boolean(), false),
});

const termsSchema = v.optional(v.record(v.string(), termSchema), {});

const restrictionsSchema = v.object({
  /** People that may not write, by id. */
  muted: termsSchema,
  /** People that may not join, by id. */
  banned: termsSchema,
  /** Slow mode: the seconds between two messages of one person. */
  slow: v.optional(v.number(), 0),
  /** Whether only moderators may write. */
  locked: v.optional(v.boolean(), false),
  /** The last actions that are applied, by sender and id: a retried action must not be applied again. */
  done: v.optional(v.array(v.string()), []),
});

/** The length of `done`: more actions than can be in progress at once. */
const maxDone = 100;

/** Addresses of one mute or ban. Beyond it, the oldest are dropped. */
const maxAddresses = 20;

/** The restrictions in one room. */
export type Restrictions = Readonly<v.InferOutput<typeof restrictionsSchema>>;

type Term = v.InferOutput<typeof termSchema>;
type Terms = Readonly<Record<string, Term>>;

/** The details of an action that its entry in the log does not contain. */
export interface ActionDetails {
  /** The person's addresses, if the action is to hold for guests from there too. */
  addresses?: readonly string[] | undefined;
  username?: string | undefined;
  byOwner?: boolean;
}

export const noRestrictions: Restrictions = { muted: {}, banned: {}, slow: 0, locked: false, done: [] };

/** @throws {v.ValiError} if the stored value is not valid */
export function parseRestrictions(stored: unknown): Restrictions {
  return v.parse(restrictionsSchema, stored);
}

/** The restrictions after one more action. Beyond the bound of `limits.restrictions`, the oldest are dropped. */
export function afterAction(
  before: Restrictions,
  action: Omit<Moderated, 'seq'>,
  details: ActionDetails = {},
): Restrictions {
  return withoutExpired(withAction(before, action, details), action.time);
}

function withAction(
  before: Restrictions,
  moderated: Omit<Moderated, 'seq'>,
  details: ActionDetails,
): Restrictions {
  const done = [...before.done, keyOf(moderated)].slice(-maxDone);
  const restrictions = { ...withoutExpired(before, moderated.time), done };
  const { muted, banned } = restrictions;
  const { action, person = '', seconds = 0 } = moderated;
  switch (action) {
    case 'mute':
      return {
        ...restrictions,
        muted: { ...without(muted, person), [person]: termOf(moderated, details, own(muted, person)) },
      };
    case 'unmute':
      return { ...restrictions, muted: lifted(muted, person, details) };
    case 'ban': {
      // The ban takes over the addresses of the mute: the person may have changed their address between the two.
      const known = [own(muted, person), own(banned, person)].filter((term) => term !== undefined);
      return {
        ...restrictions,
        banned: { ...without(banned, person), [person]: termOf(moderated, details, ...known) },
      };
    }
    case 'unban':
      return { ...restrictions, banned: lifted(banned, person, details) };
    case 'slow':
      return { ...restrictions, slow: seconds };
    case 'lock':
    case 'unlock':
      return { ...restrictions, locked: action === 'lock' };
    default:
      return restrictions;
  }
}

/** The mutes and bans of a person in the stored restrictions of a room, expired ones included. */
export function restrictionsOf(stored: unknown, person: string): { action: 'mute' | 'ban'; term: Term }[] {
  const parsed = v.safeParse(restrictionsSchema, stored);
  if (!parsed.success) return [];
  const { muted, banned } = parsed.output;
  const found = [
    { action: 'mute' as const, term: own(muted, person) },
    { action: 'ban' as const, term: own(banned, person) },
  ];
  return found.flatMap(({ action, term }) => (term ? [{ action, term }] : []));
}

/** Takes the name and the addresses of a person out of their mute and ban, which go on holding for their id. */
export function withoutPersonalData(restrictions: Restrictions, person: string): Restrictions {
  const anonymous = (terms: Terms): Record<string, Term> =>
    Object.fromEntries(
      Object.entries(terms).map(([id, { username, addresses, ...term }]) => [
        id,
        id === person
          ? { ...term, addresses: [] }
          : { ...term, addresses, ...(username !== undefined && { username }) },
      ]),
    );
  return { ...restrictions, muted: anonymous(restrictions.muted), banned: anonymous(restrictions.banned) };
}

/** Whether these restrictions include an action already. */
export function isApplied({ done }: Restrictions, action: Pick<Moderated, 'sender' | 'id'>): boolean {
  return done.includes(keyOf(action));
}

/** @param isModerator whether the visitor may moderate the room */
export function isMuted(
  restrictions: Restrictions,
  visitor: Visitor,
  isModerator: boolean,
  now = Date.now(),
): boolean {
  return mutedUntil(restrictions, visitor, isModerator, now) > 0;
}

/** The end of a visitor's mute in milliseconds since 1970: `Infinity` without an end, 0 if the visitor is not muted. */
export function mutedUntil(
  { muted }: Restrictions,
  visitor: Visitor,
  isModerator: boolean,
  now = Date.now(),
): number {
  const terms = termsFor(muted, visitor, isModerator, now, ({ time }) => visitor.since > time);
  return Math.max(0, ...terms.map(({ until = Infinity }) => until));
}

/** @param isModerator whether the visitor may moderate the room */
export function isBanned(
  { banned }: Restrictions,
  visitor: Visitor,
  isModerator: boolean,
  now = Date.now(),
): boolean {
  return termsFor(banned, visitor, isModerator, now, () => true).length > 0;
}

/** The people whose ban is another one than before. */
export function newlyBanned(before: Restrictions, after: Restrictions): string[] {
  return Object.entries(after.banned)
    .filter(([person, term]) => !isDeepStrictEqual(term, own(before.banned, person)))
    .map(([person]) => person);
}

/** The addresses whose guests are muted or banned together with a person. */
export function addressesOf(terms: Terms, person: string): readonly string[] {
  return own(terms, person)?.addresses ?? [];
}

/** The terms that apply to a visitor: by id, and to a guest also by address. */
function termsFor(
  terms: Terms,
  { person, address }: Visitor,
  isModerator: boolean,
  now: number,
  appliesByAddress: (term: Term) => boolean,
): Term[] {
  const term = own(terms, person.id);
  const personal = term && isInForce(term, now) && (!isModerator || term.byOwner) ? [term] : [];
  if (isModerator || !isGuest(person)) return personal;
  return personal.concat(
    Object.values(terms).filter(
      (each) => isInForce(each, now) && each.addresses.includes(address) && appliesByAddress(each),
    ),
  );
}

/** Removes expired mutes and bans, and the oldest ones beyond the bound. */
export function withoutExpired(restrictions: Restrictions, now = Date.now()): Restrictions {
  const inForce = (terms: Terms): Record<string, Term> =>
    Object.fromEntries(
      Object.entries(terms)
        .filter(([, term]) => isInForce(term, now))
        .toSorted(([, one], [, other]) => one.time - other.time)
        .slice(-limits.restrictions),
    );
  return { ...restrictions, muted: inForce(restrictions.muted), banned: inForce(restrictions.banned) };
}

export function isEmpty(restrictions: Restrictions): boolean {
  return countOf(restrictions) === 0;
}

/** The number of restrictions: mutes, bans, slow mode, the lock. */
export function countOf({ muted, banned, slow, locked }: Restrictions): number {
  return Object.keys(muted).length + Object.keys(banned).length + Number(slow > 0) + Number(locked);
}

/** A room's restrictions as moderators see them: mutes and bans page by page, newest first. */
export function restrictionsPage(restrictions: Restrictions, skip: number): RulesPage {
  const { muted, banned, slow, locked } = withoutExpired(restrictions);
  const listed = (action: ActiveRestriction['action'], terms: Terms) =>
    Object.entries(terms).map(([person, { until, time, addresses, username }]) => ({
      time,
      restriction: {
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
    decrees: all.slice(skip, skip + limits.restrictionsPage).map(({ restriction }) => restriction),
    count: all.length,
    ...(slow > 0 && { slow }),
    ...(locked && { locked }),
  };
}

/** @param known earlier terms of the same person that are still in force */
function termOf(
  { time, until }: Omit<Moderated, 'seq'>,
  details: ActionDetails,
  ...known: readonly (Term | undefined)[]
): Term {
  const before = known.filter((term) => term !== undefined);
  const { addresses, username = before.find((term) => term.username !== undefined)?.username } = details;
  const all = [...before.flatMap((term) => term.addresses), ...(addresses ?? [])];
  return {
    // The earliest start: a repeated mute must still hold for guests whose session began between the two.
    time: Math.min(time, ...before.map((term) => term.time)),
    addresses: addresses ? [...new Set(all)].slice(-maxAddresses) : [],
    byOwner: details.byOwner ?? false,
    ...(until !== undefined && { until }),
    ...(username !== undefined && { username }),
  };
}

/** Removes a person's term, and the person's addresses from all other terms. */
function lifted(terms: Terms, person: string, { addresses = [] }: ActionDetails): Record<string, Term> {
  return Object.fromEntries(
    Object.entries(without(terms, person)).map(([id, term]) => [
      id,
      { ...term, addresses: term.addresses.filter((address) => !addresses.includes(address)) },
    ]),
  );
}

function isInForce({ until = Infinity }: Term, now: number): boolean {
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
