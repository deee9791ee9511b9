import type { RoomLog } from '../../log/log.ts';

/** Whether the message at a seq has a file at present. */
export async function hasFile(
  log: Pick<RoomLog, 'entriesAfter'>,
  room: string,
  seq: number,
  fileId: string,
): Promise<boolean> {
  const [entry] = await log.entriesAfter(room, seq - 1, 1);
  if (entry?.type !== 'message' || entry.seq !== seq) return false;
  return entry.files?.some(({ id }) => id === fileId) ?? false;
}
