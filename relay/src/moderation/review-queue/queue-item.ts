import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Target } from '../../log/entry-types.ts';

/* The items of the review queue, as the store has them. */

const target = v.object({ seq: v.number(), id: v.string() });

const itemSchema = v.variant('type', [
  v.object({
    type: v.literal('report'),
    time: v.number(),
    target,
    /** The ids of the reporters. */
    people: v.array(v.string()),
  }),
  v.object({
    type: v.literal('held'),
    time: v.number(),
    id: v.string(),
    sender: v.string(),
    username: v.optional(v.string()),
    message: v.string(),
    reply: v.optional(target),
  }),
]);

const keySchema = v.tuple([v.string(), v.string()]);

export type StoredItem = v.InferOutput<typeof itemSchema>;
export type ReportItem = Extract<StoredItem, { type: 'report' }>;
export type HeldItem = Extract<StoredItem, { type: 'held' }>;

/** The part of an item that is in memory. The text and the reporters are in the store alone. */
export type IndexedItem = { time: number } & (
  | { type: 'report'; target: Target; count: number }
  | { type: 'held'; id: string; sender: string; digest: string; address?: string | undefined }
);

export function keyOf(room: string, itemId: string): string {
  return JSON.stringify([room, itemId]);
}

/** `undefined` if the key is not one of the queue's. */
export function parseKey(key: string): { room: string; itemId: string } | undefined {
  try {
    const [room, itemId] = v.parse(keySchema, JSON.parse(key));
    return { room, itemId };
  } catch {
    return undefined;
  }
}

export function parseItem(stored: unknown): StoredItem | undefined {
  const parsed = v.safeParse(itemSchema, stored);
  return parsed.success ? parsed.output : undefined;
}

export function toIndexed(item: StoredItem, address?: string): IndexedItem {
  const { type, time } = item;
  if (type === 'report') return { type, time, target: item.target, count: item.people.length };
  const { id, sender } = item;
  return { type, time, id, sender, digest: digestOf(item), address };
}

/** A digest of a held message: it shows whether a retry has the same content, without the text in memory. */
export function digestOf({ message, reply }: { message: string; reply?: Target | undefined }): string {
  const content = JSON.stringify([message, reply?.seq ?? null]);
  return createHash('sha256').update(content).digest('base64url').slice(0, 22);
}
