import { idSchema, parse, roomSchema, textSchema, usernameSchema } from '@realtime-chat/protocol';
import * as v from 'valibot';
import { newId } from '../log/ids.ts';
import type { AppendResult, RoomLog } from '../log/log.ts';
import { Refusal } from '../refusal.ts';

/** A message of the site’s server. */
export const publicationSchema = v.object({
  room: roomSchema,
  /** A retry under the same id does not store it twice. */
  id: v.optional(idSchema),
  message: textSchema,
  username: v.optional(usernameSchema),
});

export type Publication = v.InferInput<typeof publicationSchema>;

/** The position in the log, and the id. */
export type Published = AppendResult & { id: string };

/** The sender of the relay's own entries. */
export const relaySender = 'relay';

/**
 * Stores a message on behalf of the site's server. Without a `username`, it is a message of the relay itself.
 *
 * @throws {Refusal} `invalid`, `conflict`, `unavailable`
 */
export async function publish(log: RoomLog, publication: unknown): Promise<Published> {
  const parsed = parse(publicationSchema, publication);
  if (!parsed.ok) throw new Refusal('invalid', parsed.reason);
  const { room, id = newId(), message, username } = parsed.value;
  const result = await log.append(room, { type: 'message', id, sender: relaySender, username, message });
  return { ...result, id };
}
