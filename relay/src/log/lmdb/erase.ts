import type { Change } from '@realtime-chat/protocol';
import { reactorsAfter, withoutPerson } from '../entry-types.ts';
import { isChange, keptWithoutPerson } from '../fold.ts';
import type { Other } from '../log.ts';
import { dropReactors, dropText, type HoldBack } from './drop.ts';
import { entryAt, type Tables } from './tables.ts';

/* A person's entries, found by the table of ids. Of each person it holds every entry of a room. */

/** The seqs of the entries of this person that are kept, ascending. */
export function seqsBy(
  tables: Pick<Tables, 'uses' | 'entries'> & Partial<Pick<Tables, 'changes'>>,
  room: string,
  person: string,
): number[] {
  const seqs: number[] = [];
  // No text is certain to follow all ids, so the range ends where another person begins.
  for (const { key, value } of tables.uses.getRange({ start: [room, person, ''] })) {
    const [ofRoom, sender, id] = key;
    if (ofRoom !== room || sender !== person) break;
    if (value.idle) continue;
    const entry = tables.entries.get([room, value.seq]) ?? tables.changes?.get([room, value.seq]);
    // An id outlives its entry.
    if (entry?.sender === person && entry.id === id) seqs.push(value.seq);
  }
  return seqs.toSorted((one, other) => one - other);
}

/** Takes the texts and the name of a person out of a room. Runs inside the transaction of the entry that erases the person. */
export function erasePerson(tables: Tables, room: string, person: string, holdBack: HoldBack): void {
  for (const seq of seqsBy(tables, room, person)) {
    const entry = entryAt(tables, room, seq);
    if (!entry) continue;
    if (entry.type === 'message') {
      holdBack(room, entry);
      dropText(tables, room, entry.textIn, holdBack);
      dropReactors(tables, room, seq);
      void tables.entries.put([room, seq], keptWithoutPerson(entry, person));
    } else eraseChange(tables, room, entry, person, holdBack);
  }
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
