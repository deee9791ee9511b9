import { fileSchema } from '@realtime-chat/protocol';
import * as v from 'valibot';
import type { OutgoingFile } from '../sync/outgoing-file.js';

const targetSchema = v.object({ seq: v.number(), id: v.string() });

/** A file of a message that is not sent yet. */
const outboxFileSchema = v.object({
  /** Its `id` is the same as `key` until the relay has been asked. */
  ...fileSchema.entries,
  /** Names its bytes in the store. */
  key: v.string(),
  /** Where its bytes go, once the relay has said so. */
  url: v.optional(v.string()),
  /** Whether the relay has all of it. */
  done: v.optional(v.boolean()),
  /** How many of its bytes the relay has, as far as this page knows. */
  sent: v.optional(v.number()),
});

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
  files: v.optional(v.array(outboxFileSchema)),
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

/** With its bytes, which the store keeps apart. */
export type OutboxFile = v.InferOutput<typeof outboxFileSchema> & OutgoingFile;
export interface OutboxItem extends Omit<v.InferOutput<typeof outboxItemSchema>, 'files'> {
  files?: readonly OutboxFile[] | undefined;
}
/** The part of an item that goes to the relay. */
export type OutboxRequest = Omit<OutboxItem, 'time' | 'order' | 'sender' | 'error'>;
