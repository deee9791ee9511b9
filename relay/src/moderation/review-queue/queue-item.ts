import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { fileSchema, type Message, type QueueItem } from '@realtime-chat/protocol';
import type { RoomLog } from '../../log/log.ts';
import type { MessageDraft, Target } from '../../log/entry-types.ts';

/* The items of the review queue, as the store has them. */

/** The kind under which the log stores the items, by [room, item id]. */
export const kind = 'queue';

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
    files: v.optional(v.array(fileSchema)),
    reply: v.optional(target),
    /** A relay has begun to publish it: which one, and when by its clock. */
    approval: v.optional(v.object({ by: v.string(), time: v.number() })),
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

export function heldItem(draft: MessageDraft, time: number): HeldItem {
  const { id, sender, username, message, files, reply } = draft;
  return {
    type: 'held',
    time,
    id,
    sender,
    message,
    ...(files && { files: [...files] }),
    ...(username !== undefined && { username }),
    ...(reply && { reply }),
  };
}

/** The message of an item, as moderators get it. */
export function messageIn(of: HeldItem | Message): QueueItem['message'] {
  const { id, sender, username, message, files } = of;
  return { id, sender, message, ...(files && { files }), ...(username !== undefined && { username }) };
}

/** An item without an erased person: without their id in a report. A held message of theirs is dropped. */
export function itemWithoutPerson(item: StoredItem | undefined, person: string): StoredItem | undefined {
  if (item?.type === 'held') return item.sender === person ? undefined : item;
  if (!item?.people.includes(person)) return item;
  // The number of reports stays.
  return { ...item, people: item.people.map((id) => (id === person ? '' : id)) };
}

/** The item of a held message: the same in every relay that gets the message. */
export function heldItemId({ sender, id }: { sender: string; id: string }): string {
  return digest(['held', sender, id]);
}

/** Whether a message waits for a moderator, whichever relay holds it. */
export async function isHeld(
  log: Pick<RoomLog, 'getMeta'>,
  { room, ...message }: { room: string; sender: string; id: string },
): Promise<boolean> {
  return (await log.getMeta(kind, keyOf(room, heldItemId(message)))) !== undefined;
}

/** The item of all reports of a message. */
export function reportItemId({ seq, id }: Target): string {
  return digest(['report', seq, id]);
}

/** A digest of a held message: it shows whether a retry has the same content, without the text in memory. */
export function digestOf({
  message,
  files,
  reply,
}: Pick<MessageDraft, 'message' | 'files' | 'reply'>): string {
  const ids = files?.map(({ id }) => id) ?? [];
  return digest([message, reply?.seq ?? null, ...ids]);
}

function digest(content: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}
