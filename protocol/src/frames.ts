import * as v from 'valibot';

/*
 * Everything that the relay sends, as schemas that clients parse with. The types are inferred from them. The schemas
 * check shapes alone and have no pipes or error messages, because they are part of every page's first load.
 */

/** The reason of a refusal. A client may not know every code. */
export const refusalSchema = v.object({
  code: v.string(),
  message: v.string(),
  retryAfter: v.optional(v.number()),
  /** Why a token was refused, or `missing`. A client may not know every reason. */
  reason: v.optional(v.string()),
});

/** The relay ends the connection, or removes the client from `room` if it names one. */
export const closedSchema = v.object({ ...refusalSchema.entries, room: v.optional(v.string()) });

export const refusedSchema = v.object({ error: refusalSchema });

export const memberSchema = v.object({
  id: v.string(),
  username: v.optional(v.string()),
  /** Whether the site itself gives them this name. */
  verified: v.optional(v.boolean()),
  /** The address (https) of their picture, from the site. */
  picture: v.optional(v.string()),
  /** Whether the site gives them the role of a moderator or owner. */
  moderator: v.optional(v.boolean()),
});

/** Those authors of the messages beside it that have a picture. */
const authorsSchema = v.optional(v.array(memberSchema));

/** One emoji on one message: its count, and some of the people that gave it. */
export const reactionSchema = v.object({
  emoji: v.string(),
  count: v.number(),
  people: v.array(memberSchema),
});

/** A file of a message. Its bytes have an address of their own: see `fileAccessSchema`. */
export const fileSchema = v.object({
  id: v.string(),
  name: v.string(),
  /** Its media type, which the relay found in the bytes. */
  type: v.string(),
  /** In bytes. */
  size: v.number(),
  /** Of a picture or video, in pixels, as it is shown. */
  width: v.optional(v.number()),
  height: v.optional(v.number()),
  /** A ThumbHash of the picture, base64url. */
  preview: v.optional(v.string()),
  /** The alternative text, by the sender. */
  alt: v.optional(v.string()),
});

/** How a client reads the files of a room, and whether it may attach others. Absent: the relay has no files. */
export const fileAccessSchema = v.object({
  /** The base of addresses, absolute or relative to the path of the relay: `${url}${id}/${name}?key=${key}`. */
  url: v.string(),
  key: v.string(),
  /** For how many milliseconds the key holds. */
  for: v.number(),
  /** The most bytes of one file. */
  most: v.number(),
  /** Whether this person may attach files. */
  attach: v.boolean(),
});

/** The fields of every entry. */
const placed = {
  seq: v.number(),
  id: v.string(),
  /** The time when the relay stored it, in milliseconds since 1970 by the relay's clock. */
  time: v.number(),
  /** The person's id, the same in all their tabs. */
  sender: v.string(),
};

/** A message in its current state. */
export const messageSchema = v.object({
  ...placed,
  /** Absent for a message of the relay itself; empty if the sender was erased. */
  username: v.optional(v.string()),
  /** Whether the site itself gave the sender this name. */
  verified: v.optional(v.boolean()),
  message: v.string(),
  /** Its files. Then the text is their caption, and may be empty. */
  files: v.optional(v.array(fileSchema)),
  /** The seq of the message that this one replies to. */
  reply: v.optional(v.number()),
  /** The time of its last edit. */
  edited: v.optional(v.number()),
  /** Whether it is deleted. Then its text and its files are gone everywhere. */
  deleted: v.optional(v.boolean()),
  reactions: v.optional(v.array(reactionSchema)),
});

const changed = {
  ...placed,
  /** The seq of the changed message. */
  target: v.number(),
};

/** Replaces the text of a message. An edit without a text has no effect: a later edit or a deletion removed its text. */
export const editedSchema = v.object({
  ...changed,
  type: v.literal('edit'),
  message: v.optional(v.string()),
});

/** Removes the text and the files of a message. */
export const deletedSchema = v.object({ ...changed, type: v.literal('delete') });

/** Adds an emoji to a message, or removes it. */
export const reactedSchema = v.object({
  ...changed,
  type: v.literal('react'),
  username: v.optional(v.string()),
  emoji: v.string(),
  on: v.boolean(),
  /** The number of people that give it this emoji, after this entry. */
  count: v.number(),
});

/** An action of a moderator in a room. */
export const moderatedSchema = v.object({
  ...placed,
  type: v.literal('moderate'),
  action: v.string(),
  /** The id of the person that it applies to, if it applies to one. */
  person: v.optional(v.string()),
  /** Its end in milliseconds since 1970; absent if it has no end. */
  until: v.optional(v.number()),
  /** For the action `slow`: the seconds between two messages of one person. */
  seconds: v.optional(v.number()),
});

/** Erases a person: nothing before it in the room has a text or the name of this person any more. */
export const erasedSchema = v.object({ ...placed, type: v.literal('erase'), person: v.string() });

/** The entry of a message. */
export const messageEntrySchema = v.object({ ...messageSchema.entries, type: v.literal('message') });

/** The entries of each known type. A client chooses among them by itself, since `variant` would be a part of every page's load. */
export const entrySchemas = [
  messageEntrySchema,
  editedSchema,
  deletedSchema,
  reactedSchema,
  moderatedSchema,
  erasedSchema,
] as const;

/** One entry of a room's log, of a known type. */
export const entrySchema = v.variant('type', entrySchemas);

/** An entry of any type. A client that does not know the type skips the entry, and counts its seq. */
export const anyEntrySchema = v.looseObject({ seq: v.number(), type: v.string() });

export const membersSchema = v.object({
  room: v.string(),
  /** The number of people in the room. `members` names the first hundred of them. */
  count: v.number(),
  members: v.array(memberSchema),
});

export const entriesSchema = v.object({
  room: v.string(),
  epoch: v.string(),
  entries: v.array(anyEntrySchema),
  /** In rooms with more people than `members` names. */
  authors: authorsSchema,
});

/** A member is typing. It is valid for a few seconds. */
export const typingSchema = v.object({ room: v.string(), member: memberSchema });

/** The last read seq of each member that sends read receipts. */
export const seenSchema = v.object({
  room: v.string(),
  seen: v.array(v.object({ ...memberSchema.entries, seq: v.number() })),
});

export const headSchema = v.object({ room: v.string(), epoch: v.string(), head: v.number() });

export const joinedSchema = v.object({
  epoch: v.string(),
  /** The seq of the newest entry, 0 in an empty room. */
  head: v.number(),
  /** The seq of the oldest stored entry. */
  floor: v.number(),
  /**
   * - `delta`: `entries` are all entries after the requested `since`.
   * - `snapshot`: `messages` are the newest; there was no `since`, or it was too far back.
   * - `reset`: `messages` are the newest of another log than that of `since`: the client must drop all older state.
   */
  mode: v.picklist(['delta', 'snapshot', 'reset']),
  entries: v.optional(v.array(anyEntrySchema)),
  messages: v.optional(v.array(messageSchema)),
  authors: authorsSchema,
  count: v.number(),
  members: v.array(memberSchema),
  me: v.object({
    ...memberSchema.entries,
    session: v.string(),
    roles: v.optional(v.array(v.string())),
    /** Whether the person may choose another name, although the site gives them one. */
    mayRename: v.optional(v.boolean()),
  }),
  /** For how many milliseconds people can edit or delete their own messages. */
  editWindow: v.optional(v.number()),
  /** Whether this person has only the right to read. */
  readOnly: v.optional(v.boolean()),
  /** Whether only moderators may write. */
  locked: v.optional(v.boolean()),
  /** Slow mode: the seconds between two messages of one person. */
  slow: v.optional(v.number()),
  /** For moderators: the number of items in the review queue. */
  queue: v.optional(v.number()),
  /** Whether this person is muted. */
  muted: v.optional(v.boolean()),
  /** The milliseconds until the mute ends, if it has an end. */
  mutedFor: v.optional(v.number()),
  files: v.optional(fileAccessSchema),
  /** The relay's greeting; absent if the client joins again. */
  greeting: v.optional(v.string()),
  /** The present time by the relay's clock, in milliseconds since 1970. */
  time: v.optional(v.number()),
});

export const sentSchema = v.object({
  epoch: v.string(),
  seq: v.number(),
  time: v.number(),
});

/** An answer without content. */
export const doneSchema = v.object({ ok: v.literal(true) });

export const pageSchema = v.object({
  messages: v.array(messageSchema),
  floor: v.number(),
  authors: authorsSchema,
});

/** The number of items in the review queue of a room. */
export const queueCountSchema = v.object({ room: v.string(), count: v.number() });

/** Whether the relay's store cannot be written to. */
export const outageSchema = v.object({ active: v.boolean() });

/** A message from a server of the classic tutorial. Only the text is always present. */
export const tutorialMessageSchema = v.object({
  message: v.string(),
  username: v.optional(v.string()),
  id: v.optional(v.string()),
});

export type Message = v.InferOutput<typeof messageSchema>;
export type MessageEntry = v.InferOutput<typeof messageEntrySchema>;
export type Edited = v.InferOutput<typeof editedSchema>;
export type Deleted = v.InferOutput<typeof deletedSchema>;
export type Reacted = v.InferOutput<typeof reactedSchema>;
export type Erased = v.InferOutput<typeof erasedSchema>;
export type Moderated = v.InferOutput<typeof moderatedSchema>;
/** One entry of a room's log. */
export type Entry = v.InferOutput<typeof entrySchema>;
/** An entry that changes the message at `target`. */
export type Change = Extract<Entry, { target: number }>;
export type ChatFile = v.InferOutput<typeof fileSchema>;
export type FileAccess = v.InferOutput<typeof fileAccessSchema>;
export type Reaction = v.InferOutput<typeof reactionSchema>;
export type Member = v.InferOutput<typeof memberSchema>;
export type Members = v.InferOutput<typeof membersSchema>;
export type EntriesFrame = v.InferOutput<typeof entriesSchema>;
export type TypingFrame = v.InferOutput<typeof typingSchema>;
export type SeenFrame = v.InferOutput<typeof seenSchema>;
export type HeadFrame = v.InferOutput<typeof headSchema>;
export type QueueFrame = v.InferOutput<typeof queueCountSchema>;
export type OutageFrame = v.InferOutput<typeof outageSchema>;
export type Joined = v.InferOutput<typeof joinedSchema>;
export type Sent = v.InferOutput<typeof sentSchema> & {
  /** The relay had this entry already; `seq` and `time` are those of the first. */
  duplicate?: boolean;
};
export type Page = v.InferOutput<typeof pageSchema>;
export type TutorialMessage = v.InferOutput<typeof tutorialMessageSchema>;
