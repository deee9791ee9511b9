import { type AttachedFile, type ChatFile, fileSchema } from '@realtime-chat/protocol';
import * as v from 'valibot';

/** The kind under which the log has the records of files, by id. */
export const kind = 'file';

/** The message that a file belongs to. */
const ownerMessageSchema = v.object({
  sender: v.string(),
  id: v.string(),
  /** When the file was last given to it, in milliseconds since 1970. */
  time: v.number(),
});

const recordSchema = v.object({
  room: v.string(),
  /** The id of the person that uploaded it. */
  owner: v.string(),
  /** The network address from which it was uploaded. */
  address: v.optional(v.string()),
  name: v.string(),
  type: v.string(),
  size: v.number(),
  /** The SHA-256 of the bytes, as 64 hexadecimal digits. */
  hash: v.string(),
  width: v.optional(v.number()),
  height: v.optional(v.number()),
  /** When the upload was complete, in milliseconds since 1970. */
  created: v.number(),
  /** Absent until a message takes the file. */
  message: v.optional(ownerMessageSchema),
  /** The seq of that message; absent until it is in the log. */
  seq: v.optional(v.number()),
});

/** What the relay knows of an uploaded file. */
export type FileRecord = v.InferOutput<typeof recordSchema>;

/** A file whose upload is complete, and which no message has taken. */
export type UploadedFile = Omit<FileRecord, 'message' | 'seq'> & { id: string };

export function parseRecord(stored: unknown): FileRecord | undefined {
  const parsed = v.safeParse(recordSchema, stored);
  return parsed.success ? parsed.output : undefined;
}

/** A file as its message has it. */
export function fileOf(
  { name, type, size, width, height }: FileRecord,
  { id, alt, preview }: AttachedFile,
): ChatFile {
  const isPicture = width !== undefined && height !== undefined;
  return v.parse(fileSchema, {
    id,
    name,
    type,
    size,
    ...(isPicture && { width, height }),
    ...(preview !== undefined && { preview }),
    ...(alt !== undefined && alt !== '' && { alt }),
  });
}
