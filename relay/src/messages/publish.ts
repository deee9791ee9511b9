import {
  contentFields,
  hasContent,
  idSchema,
  noText,
  parse,
  roomSchema,
  usernameSchema,
} from '@realtime-chat/protocol';
import * as v from 'valibot';
import { newId, relaySender } from '../log/ids.ts';
import type { AppendResult } from '../log/log.ts';
import type { RelayContext } from '../context.ts';
import { assertOn } from '../files/assert-on.ts';
import { asKnown, takeFiles } from './attached-files.ts';
import { Refusal } from '../refusal.ts';

/** A message of the site’s server. */
export const publicationSchema = v.pipe(
  v.object({
    room: roomSchema,
    /** A retry under the same id does not store it twice. */
    id: v.optional(idSchema),
    /** The text. It may be empty beside `files`, which were uploaded by the HTTP API. */
    ...contentFields,
    username: v.optional(usernameSchema),
  }),
  v.forward(
    v.check((publication) => hasContent(publication), noText),
    ['message'],
  ),
);

export type Publication = v.InferInput<typeof publicationSchema>;

/** The position in the log, and the id. */
export type Published = AppendResult & { id: string };

/**
 * Stores a message on behalf of the site's server. Without a `username`, it is a message of the relay itself.
 *
 * @throws {Refusal} `invalid`, `conflict`, `unavailable`; for files also `files_off`, `file_not_found`
 */
export async function publish(
  { log, files: opened }: Pick<RelayContext, 'log' | 'files'>,
  publication: unknown,
): Promise<Published> {
  const parsed = parse(publicationSchema, publication);
  if (!parsed.ok) throw new Refusal('invalid', parsed.reason);
  const { room, id = newId(), message, files: attached, username } = parsed.value;
  const place = { room, sender: relaySender, id };
  const draft = { type: 'message', id, sender: relaySender, username, message } as const;
  if (!attached) return { ...(await log.append(room, draft)), id };
  if (await log.knows(room, relaySender, id))
    return { ...(await log.append(room, { ...draft, files: asKnown(attached) })), id };
  const { records } = assertOn(opened, 'files: ');
  const files = await records.check(place, attached);
  const giveBack = await takeFiles({ files: opened }, place, files);
  try {
    return { ...(await log.append(room, { ...draft, files })), id };
  } catch (error) {
    if (error instanceof Refusal && error.code !== 'unavailable') await giveBack().catch(() => {});
    throw error;
  }
}
