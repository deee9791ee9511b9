import * as v from 'valibot';

/** A message on its way out, as the outbox keeps it. */
export const outgoingSchema = v.object({
  /** Never changes, so that the relay knows a second try for what it is. */
  id: v.string(),
  username: v.string(),
  message: v.string(),
  /** When it was written: milliseconds since 1970 by this machine's clock. */
  time: v.number(),
  /** What was written later has a higher one. */
  order: v.number(),
  /** As whom it was tried. The relay would not know it for the same message from anybody else. */
  sender: v.optional(v.string()),
  /** Why it was given up, until somebody decides what becomes of it. */
  error: v.optional(v.string()),
});

export type Outgoing = v.InferOutput<typeof outgoingSchema>;
