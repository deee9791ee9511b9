import type { Change } from '@realtime-chat/protocol';
import { Refusal } from '../../refusal.ts';
import { erasedBy, reactorsAfter, withoutText } from '../entry-types.ts';
import { folded, isChange } from '../fold.ts';
import type { Pending } from '../group-commit.ts';
import type { Entry, Other } from '../log.ts';
import { judge, type Outcome } from '../store-rules.ts';
import { dropReactors, dropText, type HoldBack } from './drop.ts';
import { erasePerson } from './erase.ts';
import { entryAt, type Reach, reachOf, type Tables } from './tables.ts';

/*
 * Writes of new entries. All run inside a transaction, where each read sees the writes before it. They are generators: an entry
 * that erases a person takes many steps.
 */

/** Judges one append and writes what comes of it. */
export function* appendOne(
  tables: Tables,
  epoch: string,
  { room, draft, permit }: Pending,
  unflushed: { begin: (room: string, head: number) => void; holdBack: HoldBack },
): Generator<void, Outcome> {
  const reach = reachOf(tables, room);
  const { head } = reach;
  const outcome = judge(draft, permit, {
    epoch,
    head,
    now: Date.now(),
    use: (sender, id) => tables.uses.get([room, sender, id]),
    entry: (seq) => entryAt(tables, room, seq),
    hasGiven: (target, emoji, person) => tables.reactors.doesExist([room, target, emoji, person]),
  });
  if (outcome instanceof Refusal) return outcome;
  const { entry, use } = outcome;
  if (entry) {
    unflushed.begin(room, head);
    yield* putEntry(tables, room, reach, entry, (...held) => unflushed.holdBack(...held));
  } else if (use) {
    const { sender, id } = draft;
    void tables.uses.put([room, sender, id], use);
    void tables.forgotten.put([room, use.seq, sender, id], { sender, id, time: use.time });
  }
  return outcome;
}

/** @param reach of the room before this entry */
export function* putEntry(
  tables: Tables,
  room: string,
  { floor, messages }: Reach,
  entry: Entry,
  holdBack: HoldBack,
): Generator<void> {
  const { seq, time, sender, id } = entry;
  void tables.uses.put([room, sender, id], { seq, time });
  if (entry.type === 'message') void tables.entries.put([room, seq], entry);
  else void tables.changes.put([room, seq], fold(tables, room, entry, holdBack));
  const added = entry.type === 'message' ? 1 : 0;
  void tables.rooms.put(room, { head: seq, floor, messages: messages + added });
  const person = erasedBy(entry);
  if (person !== undefined) yield* erasePerson(tables, room, person, holdBack);
}

/** @returns the change as it is to be kept. */
function fold(tables: Tables, room: string, entry: Other, holdBack: HoldBack): Other {
  if (!isChange(entry)) return entry;
  const original = tables.entries.get([room, entry.target]);
  // Its text is nowhere else, so nobody could delete it.
  if (!original) return withoutText(entry);
  const { kept, change, stale } = folded(original, entry);
  holdBack(room, original);
  void tables.entries.put([room, original.seq], kept);
  dropText(tables, room, stale, holdBack);
  if (!original.deleted) noteReactor(tables, room, change);
  return change;
}

function noteReactor(tables: Tables, room: string, change: Change): void {
  const { target, sender } = change;
  const after = reactorsAfter(change);
  if (after === 'clear') dropReactors(tables, room, target);
  if (!after || after === 'clear') return;
  const { emoji, on, username } = after;
  const key: [string, number, string, string] = [room, target, emoji, sender];
  if (on) void tables.reactors.put(key, username === undefined ? {} : { username });
  else void tables.reactors.remove(key);
}
