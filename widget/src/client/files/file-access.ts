import type { FileAccess } from '@realtime-chat/protocol';

/** How the files of a room are read, and when the key for that ends, in milliseconds since 1970 by this machine's clock. */
export interface TimedFileAccess extends FileAccess {
  ends: number;
}

export function timedAccess(access: FileAccess): TimedFileAccess {
  return { ...access, ends: Date.now() + access.for };
}
