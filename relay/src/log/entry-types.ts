import {
  archivedFileSchema,
  type ChatFile,
  deletedSchema,
  editedSchema,
  erasedSchema,
  type Entry,
  type MessageEntry,
  messageEntrySchema,
  moderatedSchema,
  type Moderated,
  parse,
  type Parsed,
  reactedSchema,
  withoutPerson as messageWithoutPerson,
} from '@realtime-chat/protocol';
import * as v from 'valibot';

/*
 * The table of entry types. The rules of the stores, the fold, the archive, the webhooks and the live rooms ask it, and none
 * of them names a type itself. A new type is a schema in the protocol (`frames.ts`), a draft and a row here, and its own
 * code. A client skips entries of an unknown type. If such a client must see the effect, the fold has to put it into the
 * message.
 */

/** The message that a draft is about. The id makes sure that it is the intended one. */
export interface Target {
  seq: number;
  id: string;
}

interface Authored {
  /** Unique for one sender in one room: a second append with this id gets the place of the first. */
  id: string;
  sender: string;
}

interface ChangeAuthored extends Authored {
  target: Target;
}

export interface MessageDraft extends Authored {
  type: 'message';
  /** Absent for messages of the relay itself. */
  username?: string | undefined;
  /** Whether the site has confirmed this name of the sender. */
  verified?: boolean | undefined;
  message: string;
  files?: readonly ChatFile[] | undefined;
  /** The message that this one replies to. */
  reply?: Target | undefined;
}

/** A change to a message. */
export type ChangeDraft =
  | (ChangeAuthored & { type: 'edit'; message: string })
  | (ChangeAuthored & { type: 'delete' })
  | (ChangeAuthored & { type: 'react'; username?: string | undefined; emoji: string; on: boolean });

/** A moderation action. */
export interface ModerationDraft extends Authored, Pick<Moderated, 'type' | 'action'> {
  person?: string | undefined;
  until?: number | undefined;
  seconds?: number | undefined;
}

/** Takes the texts and the name of a person out of a room. */
export interface EraseDraft extends Authored {
  type: 'erase';
  person: string;
}

/** An entry that has no place in the log yet. */
export type Draft = MessageDraft | ChangeDraft | ModerationDraft | EraseDraft;

type Type = Entry['type'];
type Drafts = { [D in Draft as D['type']]: D };
type Entries = { [E in Entry as E['type']]: E };
/* Written so that the compiler sees that the draft, its row and its entry are of one type. */
type DraftOf<T extends Type = Type> = { [K in T]: { type: K } & Drafts[K] }[T];
type EntryOf<T extends Type = Type> = { [K in T]: { type: K } & Entries[K] }[T];

/** The fields of every entry. */
type Placed = Pick<Entry, 'seq' | 'time' | 'id' | 'sender'>;

/** The message that a draft is about, as it reads at that moment, and whether the sender gives it an emoji. */
export interface TargetState {
  original: MessageEntry | undefined;
  gives: (emoji: string) => boolean;
}

/** The effect of a change on the list of people who gave a message an emoji. */
export type ReactorsChange = 'clear' | { emoji: string; on: boolean; username?: string | undefined };

interface EntryType<T extends Type> {
  /** The schema of an archived entry: stricter than the wire's schema, and without unknown fields. */
  archived: v.GenericSchema<unknown, EntryOf<T>>;
  /** The message that a draft is about, which must exist; absent for types that concern no message. */
  target?: (draft: DraftOf<T>) => Target | undefined;
  /** Whether that message may be deleted already. */
  allowsDeleted?: boolean;
  entry: (draft: DraftOf<T>, placed: Placed, state: TargetState) => EntryOf<T>;
  /**
   * Whether a draft equals the entry that was appended under its id before. A text that was replaced or deleted since cannot
   * be compared, and counts as equal. The name may differ, because people may rename themselves between two attempts.
   */
  isSame: (draft: DraftOf<T>, first: Entry) => boolean;
  /** Whether the draft changes nothing: then it does not become an entry, because there can be any number of them. */
  isIdle?: (entry: EntryOf<T>, state: TargetState) => boolean;
  /** The effect on the text of its message: the entry has a new text, or deletes the text. Absent: no effect. */
  text?: (entry: EntryOf<T>) => 'replaced' | 'removed' | undefined;
  /** The form of the entry after a later one has replaced or deleted its text. Absent: entries of this type have no text. */
  withoutText?: (entry: EntryOf<T>) => EntryOf<T>;
  reactors?: (entry: EntryOf<T>) => ReactorsChange;
  /** The form of the entry without the text and the name of an erased person. Absent: entries of this type have neither. */
  withoutPerson?: (entry: EntryOf<T>, person: string) => EntryOf<T>;
  /** The id of the person whom the entry, or the entry of the draft, erases from all entries before it. */
  erases?: (entry: EntryOf<T> | DraftOf<T>) => string;
}

const seqSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const placed = {
  seq: seqSchema,
  id: v.pipe(v.string(), v.maxLength(64)),
  time: v.number(),
  sender: v.pipe(v.string(), v.maxLength(256)),
};
const changing = { ...placed, target: seqSchema };

const entryTypes: { readonly [T in Type]: EntryType<T> } = {
  message: {
    archived: v.strictObject({
      ...messageEntrySchema.entries,
      ...placed,
      files: v.optional(v.array(archivedFileSchema)),
      reply: v.optional(seqSchema),
    }),
    target: ({ reply }) => reply,
    allowsDeleted: true,
    entry: ({ type, message, files, username, verified, reply }, place) => ({
      ...place,
      type,
      message,
      ...(files && { files: [...files] }),
      ...(username !== undefined && { username }),
      ...(verified && { verified }),
      ...(reply && { reply: reply.seq }),
    }),
    isSame({ message, files, reply }, first) {
      if (first.type !== 'message') return false;
      if (first.deleted) return true;
      if (idsOf(files) !== idsOf(first.files)) return false;
      return first.reply === reply?.seq && (first.edited !== undefined || first.message === message);
    },
    withoutPerson: messageWithoutPerson,
  },

  edit: {
    archived: v.strictObject({ ...editedSchema.entries, ...changing }),
    target: ({ target }) => target,
    entry: ({ type, target, message }, place) => ({ ...place, type, target: target.seq, message }),
    isSame: ({ target, message }, first) =>
      first.type === 'edit' &&
      first.target === target.seq &&
      (first.message === undefined || first.message === message),
    text: ({ message }) => (message === undefined ? undefined : 'replaced'),
    withoutText({ message: _, ...rest }) {
      return rest;
    },
    withoutPerson(entry, person) {
      const { message, ...rest } = entry;
      return entry.sender === person && message !== undefined ? rest : entry;
    },
  },

  delete: {
    archived: v.strictObject({ ...deletedSchema.entries, ...changing }),
    target: ({ target }) => target,
    entry: ({ type, target }, place) => ({ ...place, type, target: target.seq }),
    isSame: ({ target }, first) => first.type === 'delete' && first.target === target.seq,
    text: () => 'removed',
    reactors: () => 'clear',
  },

  react: {
    archived: v.strictObject({ ...reactedSchema.entries, ...changing }),
    target: ({ target }) => target,
    entry({ type, target, username, emoji, on }, place, { original, gives }) {
      const { count = 0 } = original?.reactions?.find((each) => each.emoji === emoji) ?? {};
      return {
        ...place,
        type,
        target: target.seq,
        ...(username !== undefined && { username }),
        emoji,
        on,
        count: count + Number(on) - Number(gives(emoji)),
      };
    },
    isSame: ({ target, emoji, on }, first) =>
      first.type === 'react' && first.target === target.seq && first.emoji === emoji && first.on === on,
    isIdle: ({ emoji, on }, { gives }) => on === gives(emoji),
    reactors: ({ emoji, on, username }) => ({ emoji, on, username }),
    withoutPerson: (entry, person) =>
      entry.sender === person && entry.username ? { ...entry, username: '' } : entry,
  },

  moderate: {
    archived: v.strictObject({ ...moderatedSchema.entries, ...placed }),
    entry: ({ type, action, person, until, seconds }, place) => ({
      ...place,
      type,
      action,
      ...(person !== undefined && { person }),
      ...(until !== undefined && { until }),
      ...(seconds !== undefined && { seconds }),
    }),
    isSame: ({ action, person }, first) =>
      first.type === 'moderate' && first.action === action && first.person === person,
  },

  erase: {
    archived: v.strictObject({ ...erasedSchema.entries, ...placed }),
    entry: ({ type, person }, place) => ({ ...place, type, person }),
    isSame: ({ person }, first) => first.type === 'erase' && first.person === person,
    erases: ({ person }) => person,
  },
};

/** What a sender tells of files besides their ids may differ between two attempts. */
function idsOf(files: readonly ChatFile[] = []): string {
  return files.map(({ id }) => id).join(' ');
}

const typedSchema = v.looseObject({
  type: v.custom<Type>(
    (type) => typeof type === 'string' && Object.hasOwn(entryTypes, type),
    `must be one of ${Object.keys(entryTypes).join(', ')}`,
  ),
});

/** All types, as the label of a metric has them. */
export const entryTypeNames: readonly string[] = Object.keys(entryTypes);

function rowOf<T extends Type>({ type }: { type: T }): EntryType<T> {
  return entryTypes[type];
}

export function targetOf<T extends Type>(draft: DraftOf<T>): Target | undefined {
  return rowOf<T>(draft).target?.(draft);
}

export function allowsDeleted(draft: Draft): boolean {
  return rowOf(draft).allowsDeleted ?? false;
}

/** The entry that a draft becomes. */
export function entryFrom<T extends Type>(
  draft: DraftOf<T>,
  { seq, time }: Pick<Placed, 'seq' | 'time'>,
  state: TargetState = { original: undefined, gives: () => false },
): EntryOf<T> {
  const { id, sender } = draft;
  return rowOf<T>(draft).entry(draft, { seq, time, id, sender }, state);
}

export function isSame<T extends Type>(draft: DraftOf<T>, first: Entry): boolean {
  return rowOf<T>(draft).isSame(draft, first);
}

export function isIdle<T extends Type>(entry: EntryOf<T>, state: TargetState): boolean {
  return rowOf<T>(entry).isIdle?.(entry, state) ?? false;
}

export function textAfter<T extends Type>(entry: EntryOf<T>): 'replaced' | 'removed' | undefined {
  return rowOf<T>(entry).text?.(entry);
}

export function withoutText<T extends Type>(entry: EntryOf<T>): EntryOf<T> {
  return rowOf<T>(entry).withoutText?.(entry) ?? entry;
}

export function reactorsAfter<T extends Type>(entry: EntryOf<T>): ReactorsChange | undefined {
  return rowOf<T>(entry).reactors?.(entry);
}

export function withoutPerson<T extends Type>(entry: EntryOf<T>, person: string): EntryOf<T> {
  return rowOf<T>(entry).withoutPerson?.(entry, person) ?? entry;
}

/** The id of the person whom an entry, or the entry of a draft, erases, if it erases one. */
export function erasedBy<T extends Type>(entry: EntryOf<T> | DraftOf<T>): string | undefined {
  return rowOf<T>(entry).erases?.(entry);
}

/** Parses one line of an archive. */
export function parseArchived(json: unknown): Parsed<Entry> {
  const typed = parse(typedSchema, json, 'the entry');
  return typed.ok ? parse(rowOf(typed.value).archived, json) : typed;
}
