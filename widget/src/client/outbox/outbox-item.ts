import * as v from 'valibot';

const targetSchema = v.object({ seq: v.number(), id: v.string() });

/** A message on its way out, or a change to one that is stored, as the outbox keeps it. */
export const outgoingSchema = v.object({
  /** Never changes, so that the relay knows a second try for what it is. */
  id: v.string(),
  /** What it is, by the name of the request that delivers it. */
  event: v.picklist(['send', 'edit', 'delete', 'react']),
  username: v.optional(v.string()),
  message: v.optional(v.string()),
  /** The message that this one answers. */
  reply: v.optional(targetSchema),
  /** The message that is changed. */
  target: v.optional(targetSchema),
  emoji: v.optional(v.string()),
  on: v.optional(v.boolean()),
  /** When it was written: milliseconds since 1970 by this machine's clock. */
  time: v.number(),
  /** What was written later has a higher one. */
  order: v.number(),
  /** As whom it was tried. The relay would not know it for the same from anybody else. */
  sender: v.optional(v.string()),
  /** Why it was given up, until somebody decides what becomes of it. */
  error: v.optional(v.string()),
});

export type Outgoing = v.InferOutput<typeof outgoingSchema>;
/** What is asked of the relay. */
export type Content = Omit<Outgoing, 'time' | 'order' | 'sender' | 'error'>;
