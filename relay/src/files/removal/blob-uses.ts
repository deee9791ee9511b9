import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { newId } from '../../log/ids.ts';
import { eachMeta } from '../../log/meta/each-meta.ts';
import type { RoomLog } from '../../log/log.ts';
import type { BlobStore } from '../blobs/blob-store.ts';

/** The kind under which the log has the files that use a blob, by hash and file id. */
export const usesKind = 'file-use';

/** The kind under which the log has the removals of blobs that are under way, by hash. */
export const removalsKind = 'file-removal';

/** The kind under which the log has the blobs that have lost a use and may have no other, by hash. */
export const looseKind = 'file-loose';

/** After this many milliseconds, the relay that began a removal does not end it any more. */
const removalTime = 30_000;

/** A removal that took longer than so many milliseconds before its last step is given up: another upload may wait for it. */
const longestRemoval = 10_000;

/** How often an upload looks whether such a removal is over, in milliseconds. */
const lookInterval = 50;

const timedSchema = v.object({ time: v.number() });

type UsesLog = Pick<RoomLog, 'putMeta' | 'updateMeta' | 'getMeta' | 'metaAfter'>;

/**
 * Counts which files use a blob, since equal files share one. The last file that goes takes the blob with it.
 *
 * A blob is removed only if the log knows of a use that it had. What else is in the place of files stays: a relay that was started
 * with the data of another one must not remove the files of that one.
 *
 * An upload notes its use first, and then waits for a removal of the same blob. A removal is noted first, and then looks for uses.
 * So at least one of them sees the other, in whatever relays they are, and no used blob is removed.
 */
export class BlobUses {
  #log: UsesLog;
  #blobs: Pick<BlobStore, 'remove'> | undefined;

  /** @param blobs absent where they are out of reach: then they are removed by a relay that has them */
  constructor(log: UsesLog, blobs?: Pick<BlobStore, 'remove'>) {
    this.#log = log;
    this.#blobs = blobs;
  }

  /**
   * @param put stores the blob. It is called when no removal can take the blob away
   * @throws the error of `put`
   */
  async add(hash: string, fileId: string, put: () => Promise<void>): Promise<void> {
    await this.#log.putMeta(usesKind, keyOf(hash, fileId), { time: Date.now() });
    try {
      while (await this.#isBeingRemoved(hash)) await pause(lookInterval);
      await put();
    } catch (error) {
      await this.drop(hash, fileId).catch(() => {});
      throw error;
    }
  }

  /** A file is gone. If no other uses its blob, the blob goes too. */
  async drop(hash: string, fileId: string): Promise<void> {
    await this.loosen(hash, fileId);
    await this.removeLoose(hash);
  }

  /** A file is gone. Its blob is removed by one of the calls below. */
  async loosen(hash: string, fileId: string): Promise<void> {
    // Noted first: if this process ends before the blob is removed, nothing else would tell of the blob.
    await this.#log.putMeta(looseKind, hash, { by: newId() });
    await this.#log.putMeta(usesKind, keyOf(hash, fileId), undefined);
  }

  /** Removes a blob that has lost a use, unless it has another one. A later call does it if another removal is under way. */
  async removeLoose(hash: string): Promise<void> {
    const note = await this.#log.getMeta(looseKind, hash);
    if (note === undefined || !(await this.#removeUnused(hash))) return;
    // Another file may have gone meanwhile, and be noted by a note of its own.
    await this.#log.updateMeta(looseKind, hash, (now) => (isDeepStrictEqual(now, note) ? undefined : now));
  }

  /**
   * Removes all blobs that have lost a use and have no other.
   *
   * @returns the number of those that are still there: their place is out of reach here, or fails
   */
  async removeAllLoose(): Promise<number> {
    let left = 0;
    for await (const [hash] of eachMeta(this.#log, looseKind)) {
      // A later sweep meets the same blob, and logs the failure.
      await this.removeLoose(hash).catch(() => {});
      const isStill = (await this.#log.getMeta(looseKind, hash)) !== undefined;
      if (isStill && !(await this.isUsed(hash))) left += 1;
    }
    return left;
  }

  async isUsed(hash: string): Promise<boolean> {
    const [use] = await this.#log.metaAfter(usesKind, keyOf(hash, ''), 1);
    return use?.[0].startsWith(keyOf(hash, '')) ?? false;
  }

  /** @returns whether it is settled: the blob is used, or removed */
  async #removeUnused(hash: string): Promise<boolean> {
    if (!this.#blobs) return false;
    if (await this.isUsed(hash)) return true;
    const began = performance.now();
    let isMine = false;
    await this.#log.updateMeta(removalsKind, hash, (before) => {
      isMine = !isUnderWay(before);
      return isMine ? { time: Date.now() } : before;
    });
    if (!isMine) return false;
    try {
      if (await this.isUsed(hash)) return true;
      if (performance.now() - began >= longestRemoval) return false;
      await this.#blobs.remove(hash);
      return true;
    } finally {
      await this.#log.putMeta(removalsKind, hash, undefined);
    }
  }

  /** Forgets a removal that was interrupted. */
  async endRemoval(hash: string): Promise<void> {
    await this.#log.updateMeta(removalsKind, hash, (before) => (isUnderWay(before) ? before : undefined));
  }

  async #isBeingRemoved(hash: string): Promise<boolean> {
    return isUnderWay(await this.#log.getMeta(removalsKind, hash));
  }
}

/** The hash and the file of a use, and when it was noted. */
export function parseUse([key, value]: readonly [key: string, value: unknown]) {
  const [hash = '', fileId = ''] = key.split('/');
  const parsed = v.safeParse(timedSchema, value);
  return { hash, fileId, time: parsed.success ? parsed.output.time : 0 };
}

function keyOf(hash: string, fileId: string): string {
  return `${hash}/${fileId}`;
}

function isUnderWay(removal: unknown): boolean {
  const parsed = v.safeParse(timedSchema, removal);
  return parsed.success && Math.abs(Date.now() - parsed.output.time) < removalTime;
}
