import * as v from 'valibot';

const targetSchema = v.object({ seq: v.number(), id: v.string() });

/** A message, or a change to a stored message, as the outbox keeps it until the relay has acknowledged it. */
export const outboxItemSchema = v.object({
  /** Stays the same for all attempts, so that the relay recognises a second attempt. */
  id: v.string(),
  /** The name of the request that delivers it. */
  event: v.picklist(['send', 'edit', 'delete', 'react']),
  username: v.optional(v.string()),
  message: v.optional(v.string()),
  /** The message that this one replies to. */
  reply: v.optional(targetSchema),
  /** The message that is changed. */
  target: v.optional(targetSchema),
  emoji: v.optional(v.string()),
  on: v.optional(v.boolean()),
  /** When it was written: milliseconds since 1970 by the clock of this machine. */
  time: v.number(),
  /** Items are sent in ascending order. */
  order: v.number(),
  /** The sender of the first attempt. The relay would not recognise a second attempt of another sender. */
  sender: v.optional(v.string()),
  /** Why it was given up. The item stays until the person retries or discards it. */
  error: v.optional(v.string()),
});

export type OutboxItem = v.InferOutput<typeof outboxItemSchema>;
/** The part of an item that goes to the relay. */
export type OutboxRequest = Omit<OutboxItem, 'time' | 'order' | 'sender' | 'error'>;
