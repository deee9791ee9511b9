import * as v from 'valibot';

/*
 * What the relay may say, as schemas by which a client parses it; the types are inferred from them. They
 * check shapes alone and stay free of pipes and messages, because they are part of every page's first load.
 */

/** Why the relay refused. Not every code may be known to every client. */
export const refusalSchema = v.object({
  code: v.string(),
  message: v.string(),
  retryAfter: v.optional(v.number()),
});

/** The relay ends the connection, or, where it names a room, puts one out of that. */
export const closedSchema = v.object({ ...refusalSchema.entries, room: v.optional(v.string()) });

export const refusedSchema = v.object({ error: refusalSchema });

export const memberSchema = v.object({
  id: v.string(),
  username: v.optional(v.string()),
  /** The site itself says that this is their name. */
  verified: v.optional(v.boolean()),
});

/** One emoji on one message: how many gave it, and the names of some of them. */
export const reactionSchema = v.object({
  emoji: v.string(),
  count: v.number(),
  people: v.array(memberSchema),
});

/** A message as it now reads. Without a `username` it is the relay that speaks. */
export const messageSchema = v.object({
  seq: v.number(),
  id: v.string(),
  /** When the relay stored it: milliseconds since 1970 by the relay's clock. */
  time: v.number(),
  /** The person's id, the same in all their tabs. */
  sender: v.string(),
  username: v.optional(v.string()),
  /** The site itself said that this is the sender's name. */
  verified: v.optional(v.boolean()),
  message: v.string(),
  /** The seq of the message that this one answers. */
  reply: v.optional(v.number()),
  /** When its text was last changed. */
  edited: v.optional(v.number()),
  /** Its text is gone, everywhere. */
  deleted: v.optional(v.boolean()),
  reactions: v.optional(v.array(reactionSchema)),
});

const changed = {
  seq: v.number(),
  id: v.string(),
  time: v.number(),
  sender: v.string(),
  /** The seq of the message that is changed. */
  target: v.number(),
};

/** Gives a message another text. Without one it is of no account: what it said was replaced or deleted since. */
export const editedSchema = v.object({
  ...changed,
  type: v.literal('edit'),
  message: v.optional(v.string()),
});

/** Takes a message's text away. */
export const deletedSchema = v.object({ ...changed, type: v.literal('delete') });

/** Gives a message an emoji, or takes it back. */
export const reactedSchema = v.object({
  ...changed,
  type: v.literal('react'),
  username: v.optional(v.string()),
  emoji: v.string(),
  on: v.boolean(),
  /** How many give it that emoji after this. */
  count: v.number(),
});

/** Looks after a room: what a moderator has decreed in it. */
export const moderatedSchema = v.object({
  seq: v.number(),
  id: v.string(),
  time: v.number(),
  sender: v.string(),
  type: v.literal('moderate'),
  action: v.string(),
  /** The id of the person whom it is about, if it is about one. */
  person: v.optional(v.string()),
  /** Until when it holds, in milliseconds since 1970; for good where it is absent. */
  until: v.optional(v.number()),
  /** How many seconds one waits between two messages, where `action` is `slow`. */
  seconds: v.optional(v.number()),
});

/** The entry that brings a message. */
export const messageEntrySchema = v.object({ ...messageSchema.entries, type: v.literal('message') });

/** One entry of a room's log, of a type that is known. */
export const entrySchema = v.variant('type', [
  messageEntrySchema,
  editedSchema,
  deletedSchema,
  reactedSchema,
  moderatedSchema,
]);

/** An entry of any type. A client keeps its place past an entry of a type that it does not know. */
export const anyEntrySchema = v.looseObject({ seq: v.number(), type: v.string() });

export const membersSchema = v.object({
  room: v.string(),
  /** How many people are here; `members` names the first hundred of them. */
  count: v.number(),
  members: v.array(memberSchema),
});

export const entriesSchema = v.object({
  room: v.string(),
  epoch: v.string(),
  entries: v.array(anyEntrySchema),
});

/** Somebody is writing. It holds for a few seconds. */
export const typingSchema = v.object({ room: v.string(), member: memberSchema });

/** Up to which seq each has read, of those who let it be known. */
export const seenSchema = v.object({
  room: v.string(),
  seen: v.array(v.object({ ...memberSchema.entries, seq: v.number() })),
});

export const headSchema = v.object({ room: v.string(), epoch: v.string(), head: v.number() });

export const joinedSchema = v.object({
  epoch: v.string(),
  /** The seq of the newest entry, 0 in an empty room. */
  head: v.number(),
  /** The seq of the oldest entry that is kept. */
  floor: v.number(),
  /**
   * - `delta`: `entries` are all those after the `since` that was asked.
   * - `snapshot`: `messages` are the newest; there was no `since`, or it was too far back.
   * - `reset`: `messages` are the newest of another log than the one that `since` names: nothing of the old holds.
   */
  mode: v.picklist(['delta', 'snapshot', 'reset']),
  entries: v.optional(v.array(anyEntrySchema)),
  messages: v.optional(v.array(messageSchema)),
  count: v.number(),
  members: v.array(memberSchema),
  me: v.object({
    ...memberSchema.entries,
    session: v.string(),
    roles: v.optional(v.array(v.string())),
  }),
  /** For how many milliseconds one's own messages can be changed. */
  editWindow: v.optional(v.number()),
  /** Only moderators may write. */
  locked: v.optional(v.boolean()),
  /** How many seconds one waits between two messages. */
  slow: v.optional(v.number()),
  /** How much waits for moderators, of whom one is. */
  queue: v.optional(v.number()),
  /** One may not write. */
  muted: v.optional(v.boolean()),
  /** For how many milliseconds more, where that has an end. */
  mutedFor: v.optional(v.number()),
  /** The relay's own words to who enters; absent when one comes back. */
  greeting: v.optional(v.string()),
});

export const sentSchema = v.object({
  epoch: v.string(),
  seq: v.number(),
  time: v.number(),
});

/** The answer where there is nothing to tell. */
export const doneSchema = v.object({ ok: v.literal(true) });

export const pageSchema = v.object({ messages: v.array(messageSchema), floor: v.number() });

/** How much waits for the moderators of a room. */
export const queueCountSchema = v.object({ room: v.string(), count: v.number() });

/** What a server of the classic tutorial passes on. Nothing but the text is sure. */
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
export type Moderated = v.InferOutput<typeof moderatedSchema>;
/** One entry of a room's log. */
export type Entry = v.InferOutput<typeof entrySchema>;
/** An entry that changes the message at `target`. */
export type Change = Extract<Entry, { target: number }>;
export type Reaction = v.InferOutput<typeof reactionSchema>;
export type Member = v.InferOutput<typeof memberSchema>;
export type Members = v.InferOutput<typeof membersSchema>;
export type EntriesFrame = v.InferOutput<typeof entriesSchema>;
export type TypingFrame = v.InferOutput<typeof typingSchema>;
export type SeenFrame = v.InferOutput<typeof seenSchema>;
export type HeadFrame = v.InferOutput<typeof headSchema>;
export type QueueFrame = v.InferOutput<typeof queueCountSchema>;
export type Joined = v.InferOutput<typeof joinedSchema>;
export type Sent = v.InferOutput<typeof sentSchema> & {
  /** The relay had this message already; `seq` and `time` are those of the first. */
  duplicate?: boolean;
};
export type Page = v.InferOutput<typeof pageSchema>;
export type TutorialMessage = v.InferOutput<typeof tutorialMessageSchema>;
