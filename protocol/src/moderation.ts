import * as v from 'valibot';

/* What moderators alone are told: most never need to read it. */

/** What waits for a moderator: a message that somebody reported, or one that was not let through yet. */
export const queueItemSchema = v.object({
  id: v.string(),
  type: v.picklist(['report', 'held']),
  /** Since when it waits. */
  time: v.number(),
  message: v.object({
    seq: v.optional(v.number()),
    id: v.string(),
    sender: v.string(),
    username: v.optional(v.string()),
    message: v.string(),
  }),
  /** How many reported it. */
  count: v.optional(v.number()),
});

export const queuedSchema = v.object({
  items: v.array(queueItemSchema),
  /** There is more behind these. */
  more: v.optional(v.boolean()),
});

/** What somebody may not do in a room any more. */
export const standingSchema = v.object({
  action: v.picklist(['mute', 'ban']),
  person: v.string(),
  /** What they went by, as far as it is known. */
  username: v.optional(v.string()),
  /** Until when it holds, in milliseconds since 1970; for good where it is absent. */
  until: v.optional(v.number()),
  /** It also holds for guests from where they were. */
  address: v.optional(v.boolean()),
});

export const rulesPageSchema = v.object({
  decrees: v.array(standingSchema),
  /** How many there are in all. */
  count: v.number(),
  locked: v.optional(v.boolean()),
  slow: v.optional(v.number()),
});

export type QueueItem = v.InferOutput<typeof queueItemSchema>;
export type Standing = v.InferOutput<typeof standingSchema>;
export type RulesPage = v.InferOutput<typeof rulesPageSchema>;
export type QueuePage = v.InferOutput<typeof queuedSchema>;
