import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Target } from '../../log/entry-types.ts';

/* What waits for a moderator, as the store keeps it. */

const target = v.object({ seq: v.number(), id: v.string() });

const itemSchema = v.variant('type', [
  v.object({
    type: v.literal('report'),
    time: v.number(),
    target,
    /** The ids of the people who reported it. */
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

export type Item = v.InferOutput<typeof itemSchema>;
export type Report = Extract<Item, { type: 'report' }>;
export type Held = Extract<Item, { type: 'held' }>;

/** What is kept in memory of an item: its text and the people are on the disk alone. */
export type Indexed = { time: number } & (
  | { type: 'report'; target: Target; count: number }
  | { type: 'held'; id: string; sender: string; digest: string; address?: string | undefined }
);

export function keyOf(room: string, place: string): string {
  return JSON.stringify([room, place]);
}

/** Where an item waits; nothing, where the key is none of ours. */
export function placeOf(key: string): { room: string; place: string } | undefined {
  try {
    const [room, place] = v.parse(keySchema, JSON.parse(key));
    return { room, place };
  } catch {
    return undefined;
  }
}

export function itemFrom(stored: unknown): Item | undefined {
  const parsed = v.safeParse(itemSchema, stored);
  return parsed.success ? parsed.output : undefined;
}

export function indexed(item: Item, address?: string): Indexed {
  const { type, time } = item;
  if (type === 'report') return { type, time, target: item.target, count: item.people.length };
  const { id, sender } = item;
  return { type, time, id, sender, digest: digestOf(item), address };
}

/** Tells whether a message that is tried again is the same, without its text. */
export function digestOf({ message, reply }: { message: string; reply?: Target | undefined }): string {
  const content = JSON.stringify([message, reply?.seq ?? null]);
  return createHash('sha256').update(content).digest('base64url').slice(0, 22);
}
