import { statfs } from 'node:fs/promises';
import { codeOf } from '../log/folder/error-code.ts';
import type { Logger } from '../logger.ts';
import { Refusal } from '../refusal.ts';

/** So many bytes of the disk are left to the messages: files never fill it. */
const leftToMessages = 32 * 1024 * 1024;

/** The disk that a folder is on. */
export class FreeDisk {
  #folder: string;
  #logger: Pick<Logger, 'warn'>;
  /** The bytes that are being written: not all of them have taken their place. */
  #arriving = 0;

  constructor(folder: string, logger: Pick<Logger, 'warn'>) {
    this.#folder = folder;
    this.#logger = logger;
  }

  /** @throws {Refusal} `storage_full`: the disk has no room for so many bytes more */
  async assertHas(bytes: number): Promise<void> {
    const { bavail, blocks, bsize } = await statfs(this.#folder);
    // Some file systems of networks tell no size.
    if (blocks === 0 || bavail * bsize >= bytes + this.#arriving + leftToMessages) return;
    const refusal = diskFull();
    this.#logger.warn({ code: 'files_full', reason: refusal.message }, 'a file was refused');
    throw refusal;
  }

  /**
   * Runs a task that writes at most so many bytes. Tasks that run at once share the room.
   *
   * @throws {Refusal} as `assertHas`, and the error of the task
   */
  async write(bytes: number, task: () => Promise<void>): Promise<void> {
    await this.assertHas(bytes);
    this.#arriving += bytes;
    try {
      await task();
    } finally {
      this.#arriving -= bytes;
    }
  }
}

/** Turns an error of the file system that tells of a full disk, a quota or a bound on the size of files into a refusal. */
export function diskRefusal(error: unknown): unknown {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(codeOf(error))) ? diskFull(error) : error;
}

function diskFull(cause?: unknown): Refusal {
  return new Refusal('storage_full', 'the disk of the relay is full', { retryAfter: 60, cause });
}
