import { closeSync, constants, existsSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';

/** How much the time of the last write to the store may differ from the noted time, in milliseconds. */
const tolerance = 1000;

/**
 * Notices that the store's file was replaced by an older copy. The copy lacks the entries that were acknowledged after it
 * was made, and would give their seqs again, to other messages.
 *
 * The file system records when a file last changed (`ctime`), and a restore cannot set this time back. After each commit,
 * the relay notes this time in a file next to the store. If the two times differ, another program has written to the store.
 * A change of the file's owner or mode looks the same; then clients only load their messages again.
 *
 * A script may stop the relay, restore a copy and start the relay within the tolerance. Such a copy has an older version,
 * because the store counts its commits, or it is another file. A restored image of a whole machine sets the clock of the
 * file system back too: this class cannot notice it.
 */
export class RollbackDetector {
  #store: string;
  #notes: string;
  #file: number | undefined;

  /**
   * @param store the file to watch
   * @param notes the file for the noted values; it is created if it is missing
   */
  constructor(store: string, notes: string) {
    this.#store = store;
    this.#notes = notes;
  }

  /** Whether the store's file has not changed since the last note. Must be called before the store is opened. */
  agrees(): boolean {
    const { changed, file } = this.#recorded();
    const { ctimeMs, ino } = statSync(this.#store);
    return ino === file && Math.abs(ctimeMs - changed) <= tolerance;
  }

  /** Whether the store's version is at least the noted one. */
  hasReached(version: number): boolean {
    return version >= this.#recorded().version;
  }

  /**
   * Notes the present state of the store as valid. Synchronous, because it runs between a commit and its acknowledgement.
   *
   * @param version grows with each commit
   */
  record(version: number): void {
    this.#file ??= openSync(this.#notes, constants.O_CREAT | constants.O_WRONLY, 0o600);
    const { ctimeMs, ino } = statSync(this.#store);
    writeSync(this.#file, `${ctimeMs.toFixed(3)} ${version} ${ino}`.padEnd(72), 0);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #recorded(): { changed: number; version: number; file: number } {
    const text = existsSync(this.#notes) ? readFileSync(this.#notes, 'utf8') : '';
    const [changed = 0, version = 0, file = 0] = text.split(' ', 3).map(Number);
    return { changed, version, file };
  }
}
