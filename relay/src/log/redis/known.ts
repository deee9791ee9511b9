import { isChange } from '../fold.ts';
import type { Use } from '../store-rules.ts';
import { idField, reactorField } from './keys.ts';
import { type Access, reachOf, storedAt, storedBy, valuesOf } from './reads.ts';
import { parseUse, type Stored } from './stored.ts';

/** What new entries are judged by. */
export interface Known {
  head: number;
  floor: number;
  /** By the field of an id. */
  uses: Map<string, Use>;
  entries: Map<number, Stored>;
  /** By message and field: the emoji that the senders give, each with its value. */
  given: Map<string, string>;
  /** The seqs of the entries of the person who is erased. */
  erased: number[];
}

/** What the new entries name. */
export interface Named {
  ids: readonly { sender: string; id: string }[];
  /** The seqs of messages, each with the id of a person that may have reacted to it. */
  targets: readonly { seq: number; sender: string }[];
  /** The person whom an entry erases. */
  erases?: string | undefined;
}

export function givenKey(target: number, emoji: string, person: string): string {
  return `${target} ${reactorField(emoji, person)}`;
}

/** Reads in two turns: the second has what the answers of the first name. */
export async function readKnown(access: Access, room: string, named: Named): Promise<Known> {
  const { client, keys } = access;
  const { ids, erases } = named;
  // The head comes first: if there is more by the time of the write, the erasure is tried again.
  const before = erases === undefined ? undefined : await reachOf(access, room);
  const theirs = erases === undefined ? undefined : await storedBy(access, room, erases);
  const targets = theirs && erases !== undefined ? targetsOf(theirs, erases) : named.targets;
  const fields = [...new Set(ids.map(({ sender, id }) => idField(sender, id)))];
  const [reach, values, entries] = await Promise.all([
    reachOf(access, room),
    valuesOf(client, keys.room(room).uses, fields),
    storedAt(access, room, [...new Set(targets.map(({ seq }) => seq))]),
  ]);
  const uses = new Map<string, Use>();
  for (const [index, field] of fields.entries()) {
    const value = values[index];
    if (value !== undefined) uses.set(field, parseUse(value));
  }
  const more = new Set<number>();
  for (const { seq, idle } of uses.values()) if (!idle) more.add(seq);
  for (const [seq, stored] of theirs ?? []) entries.set(seq, stored);
  for (const { entry } of entries.values()) {
    if (entry.type === 'message' && entry.textIn !== undefined) more.add(entry.textIn);
  }
  const [others, given] = await Promise.all([
    storedAt(
      access,
      room,
      [...more].filter((seq) => !entries.has(seq)),
    ),
    readGiven(access, room, targets, entries),
  ]);
  for (const [seq, stored] of others) entries.set(seq, stored);
  return { ...(before ?? reach), uses, entries, given, erased: [...(theirs?.keys() ?? [])] };
}

/** The messages that a person has given an emoji. */
function targetsOf(theirs: ReadonlyMap<number, Stored>, sender: string): { seq: number; sender: string }[] {
  return Array.from(theirs.values(), ({ entry }) => entry).flatMap((entry) =>
    isChange(entry) ? [{ seq: entry.target, sender }] : [],
  );
}

/** Nobody gives an emoji that the message does not show, so only those that it shows are read. */
async function readGiven(
  { client, keys }: Access,
  room: string,
  targets: Named['targets'],
  entries: Known['entries'],
): Promise<Map<string, string>> {
  const given = new Map<string, string>();
  await Promise.all(
    targets.map(async ({ seq, sender }) => {
      const entry = entries.get(seq)?.entry;
      if (entry?.type !== 'message' || !entry.reactions) return;
      const emoji = entry.reactions.map((reaction) => reaction.emoji);
      const fields = emoji.map((each) => reactorField(each, sender));
      const values = await valuesOf(client, keys.room(room).reactors(seq), fields);
      for (const [index, each] of emoji.entries()) {
        const value = values[index];
        if (value !== undefined) given.set(givenKey(seq, each, sender), value);
      }
    }),
  );
  return given;
}
