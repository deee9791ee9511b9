import * as v from 'valibot';
import { fileSchema } from './frames.ts';

/* Frames for moderators alone: most clients never need to parse them. */

/** An item of the review queue: a reported message, or a held one that is not sent yet. */
export const queueItemSchema = v.object({
  id: v.string(),
  type: v.picklist(['report', 'held']),
  /** The time when it was added, in milliseconds since 1970. */
  time: v.number(),
  message: v.object({
    seq: v.optional(v.number()),
    id: v.string(),
    sender: v.string(),
    username: v.optional(v.string()),
    message: v.string(),
    files: v.optional(v.array(fileSchema)),
  }),
  /** The number of people who reported it. */
  count: v.optional(v.number()),
});

/** A page of the review queue. */
export const queuedSchema = v.object({
  items: v.array(queueItemSchema),
  /** Whether more items follow. */
  more: v.optional(v.boolean()),
});

/** A mute or ban that is in force. */
export const activeRestrictionSchema = v.object({
  action: v.picklist(['mute', 'ban']),
  person: v.string(),
  /** The person's name at that time, if known. */
  username: v.optional(v.string()),
  /** Its end in milliseconds since 1970; absent if it has no end. */
  until: v.optional(v.number()),
  /** Whether it also holds for guests from the person's addresses. */
  address: v.optional(v.boolean()),
});

/** A page of the mutes and bans in a room, with its lock and its slow mode. */
export const rulesPageSchema = v.object({
  /** The mutes and bans of this page. */
  decrees: v.array(activeRestrictionSchema),
  /** The number of mutes and bans on all pages. */
  count: v.number(),
  locked: v.optional(v.boolean()),
  slow: v.optional(v.number()),
});

export type QueueItem = v.InferOutput<typeof queueItemSchema>;
export type ActiveRestriction = v.InferOutput<typeof activeRestrictionSchema>;
export type RulesPage = v.InferOutput<typeof rulesPageSchema>;
export type QueuePage = v.InferOutput<typeof queuedSchema>;
