import { idSchema, parse, roomSchema, textSchema, usernameSchema } from '@realtime-chat/protocol';
import * as v from 'valibot';
import { newId } from '../log/ids.ts';
import type { Receipt, RoomLog } from '../log/log.ts';
import { Refusal } from '../refusal.ts';

const publicationSchema = v.object({
  room: roomSchema,
  /** Published again under the same id, it is there once. */
  id: v.optional(idSchema),
  message: textSchema,
  username: v.optional(usernameSchema),
});

export type Publication = v.InferInput<typeof publicationSchema>;

/** Where it stands, and under which id. */
export type Published = Receipt & { id: string };

/** Who has done what the relay itself does. */
export const relaySender = 'relay';

/**
 * Says something in a room on behalf of the server. Without a `username` it is the relay that speaks.
 *
 * @throws {Refusal} `invalid`, `conflict`, `unavailable`
 */
export async function publish(log: RoomLog, publication: unknown): Promise<Published> {
  const parsed = parse(publicationSchema, publication);
  if (!parsed.ok) throw new Refusal('invalid', parsed.reason);
  const { room, id = newId(), message, username } = parsed.value;
  const receipt = await log.append(room, { type: 'message', id, sender: relaySender, username, message });
  return { ...receipt, id };
}
