import { randomBytes } from 'node:crypto';
import { parse, roomSchema, textSchema, usernameSchema } from '@realtime-chat/protocol';
import * as v from 'valibot';
import type { Receipt, RoomLog } from './log/log.ts';
import { Refusal } from './refusal.ts';

const publicationSchema = v.object({
  room: roomSchema,
  message: textSchema,
  username: v.optional(usernameSchema),
});

export type Publication = v.InferInput<typeof publicationSchema>;

/** Says something in a room on behalf of the server. Without a `username` it is the relay that speaks. */
export async function publish(log: RoomLog, publication: Publication): Promise<Receipt> {
  const parsed = parse(publicationSchema, publication);
  if (!parsed.ok) throw new Refusal('invalid', parsed.reason);
  const { room, message, username } = parsed.value;
  const id = randomBytes(16).toString('base64url');
  return log.append(room, { type: 'message', id, sender: 'relay', username, message });
}
