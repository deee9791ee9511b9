import type { Change } from '@realtime-chat/protocol';
import { reactorsAfter, withoutPerson } from '../entry-types.ts';
import { isChange, type Kept, keptWithoutPerson } from '../fold.ts';
import type { Other } from '../log.ts';
import { dropReactors, dropText, type HoldBack } from './drop.ts';
import type { Tables } from './tables.ts';

/* A person's entries, found by the table of ids. Of each person it holds every entry of a room. */

type PersonTables = Pick<Tables, 'uses' | 'entries'> & Partial<Pick<Tables, 'changes'>>;

/** How many ids are read at once. */
const pageSize = 100;

/** The seqs of the entries of this person that are kept, ascending. */
export function seqsBy(tables: PersonTables, room: string, person: string): number[] {
  const seqs = Array.from(entriesBy(tables, room, person), (page) => page.map(({ seq }) => seq)).flat();
  return seqs.toSorted((one, other) => one - other);
}

/** The entries of this person that are kept, page by page, in the order of their ids. */
function* entriesBy(
  { uses, entries, changes }: PersonTables,
  room: string,
  person: string,
): Generator<(Kept | Other)[]> {
  // No text is certain to follow all ids, so the range ends where another person begins.
  let last: [string, string, string] = [room, person, ''];
  for (let isOver = false; !isOver;) {
    const page = [...uses.getRange({ start: last, exclusiveStart: true, limit: pageSize })];
    const own = page.filter(({ key: [ofRoom, sender] }) => ofRoom === room && sender === person);
    yield own.flatMap(({ key: [, , id], value }) => {
      const entry = value.idle
        ? undefined
        : (entries.get([room, value.seq]) ?? changes?.get([room, value.seq]));
      // An id outlives its entry.
      return entry?.sender === person && entry.id === id ? [entry] : [];
    });
    isOver = own.length < pageSize;
    last = own.at(-1)?.key ?? last;
  }
}

/**
 * Takes the texts and the name of a person out of a room, in steps. They run inside the transaction of the entry that erases
 * the person.
 */
export function* erasePerson(
  tables: Tables,
  room: string,
  person: string,
  holdBack: HoldBack,
): Generator<void> {
  for (const page of entriesBy(tables, room, person)) {
    for (const entry of page) {
      if (entry.type === 'message') eraseMessage(tables, room, entry, person, holdBack);
      else eraseChange(tables, room, entry, person, holdBack);
    }
    yield;
  }
}

function eraseMessage(tables: Tables, room: string, message: Kept, person: string, holdBack: HoldBack): void {
  const erased = keptWithoutPerson(message, person);
  if (erased === message) return;
  holdBack(room, message);
  dropText(tables, room, message.textIn, holdBack);
  if (message.reactions) dropReactors(tables, room, message.seq);
  void tables.entries.put([room, message.seq], erased);
}

function eraseChange(tables: Tables, room: string, entry: Other, person: string, holdBack: HoldBack): void {
  const erased = withoutPerson(entry, person);
  if (erased === entry) return;
  holdBack(room, entry);
  void tables.changes.put([room, entry.seq], erased);
  if (isChange(entry)) eraseReactor(tables, room, entry, person, holdBack);
}

/** Takes the name of a person out of the reactions of a message, and out of the full list of these reactions. */
function eraseReactor(
  { entries, reactors }: Tables,
  room: string,
  change: Change,
  person: string,
  holdBack: HoldBack,
): void {
  const after = reactorsAfter(change);
  if (after === undefined || after === 'clear') return;
  const key: [string, number, string, string] = [room, change.target, after.emoji, person];
  if (reactors.get(key)?.username) void reactors.put(key, { username: '' });
  const message = entries.get([room, change.target]);
  const erased = message && keptWithoutPerson(message, person);
  if (!message || erased === message) return;
  holdBack(room, message);
  if (erased) void entries.put([room, change.target], erased);
}
