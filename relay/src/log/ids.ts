import { createHash, randomBytes } from 'node:crypto';

/** The sender of the relay's own entries, and of those of the site's servers. */
export const relaySender = 'relay';

/** An id that nobody else has: of a guest, of what waits, of what was said by somebody who gave it none. */
export function newId(): string {
  return randomBytes(16).toString('base64url');
}

/** The id of one part of what is done under an id: the same each time, and no longer than others. */
export function partId(id: string, part: number): string {
  return createHash('sha256').update(`${id} ${part}`).digest('base64url').slice(0, 22);
}
