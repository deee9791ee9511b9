import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** How many bytes are read and hashed at a time: few reads for a file, and a fraction of a millisecond in the event loop. */
const readSize = 256 * 1024;

/**
 * A hash is a part of a path or of a key in a bucket. No other text may become one.
 *
 * @throws {Error} if the text is not a hash
 */
export function assertHash(text: string): void {
  if (!/^[\da-f]{64}$/.test(text)) throw new Error('not the hash of a blob');
}

export async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: readSize }), hash);
  return hash.digest('hex');
}
