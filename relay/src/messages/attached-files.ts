import type { AttachedFile, ChatFile } from '@realtime-chat/protocol';
import type { RelayContext } from '../context.ts';
import { assertOn } from '../files/assert-on.ts';
import type { TakingMessage } from '../files/file-records.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/* The files of a message that is sent. */

/**
 * The files as the message will have them: the relay knows their names, types and sizes from the uploads.
 *
 * @throws {Refusal} `files_off`, `forbidden`, `file_not_found`, `conflict`
 */
export async function checkFiles(
  socket: RelaySocket,
  { files, permissions }: Pick<RelayContext, 'files' | 'permissions'>,
  message: TakingMessage,
  attached: readonly AttachedFile[],
): Promise<ChatFile[]> {
  const { records } = assertOn(files, 'files: ');
  await permissions.assert(socket.data.person, message.room, 'attach');
  return records.check(message, attached);
}

/**
 * Gives the files to a message before it is appended.
 *
 * @returns a function that takes them back, for a message that was refused
 * @throws {Refusal} `file_not_found`, `conflict`: another request was faster
 */
export async function takeFiles(
  context: Pick<RelayContext, 'files'>,
  message: TakingMessage,
  files: readonly ChatFile[] | undefined,
): Promise<() => Promise<void>> {
  if (!files) return async () => {};
  const { records } = assertOn(context.files, 'files: ');
  const taken = await records.take(
    message,
    files.map(({ id }) => id),
  );
  return () => records.giveBack(message, taken);
}

/** The files of a message that is stored already. The log compares only their ids. */
export function asKnown(attached: readonly AttachedFile[]): ChatFile[] {
  return attached.map(({ id }) => ({ id, name: '', type: '', size: 0 }));
}
