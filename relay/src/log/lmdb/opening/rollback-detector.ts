import { closeSync, constants, existsSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';

/** By how much a write to the store may be later than the last note of one, in milliseconds. */
const tolerance = 1000;

/**
 * Notices that the store's file was replaced by an older copy. A copy knows nothing of what was acknowledged
 * after it was made, and would give the same seqs again, to other messages.
 *
 * The file system notes when a file last changed (`ctime`), and whoever restores a file cannot set that back.
 * So after each commit that time is noted in a file beside it; where the two disagree, somebody else has
 * written to the store. A mere change of its owner or mode looks the same, and costs no more than that
 * clients load their messages anew. A copy that is put back within that tolerance, as a script does which stops
 * the relay, restores and starts it, is told by its version, since the store counts its commits, or by being another
 * file. What takes the clock
 * of the file system back as well, as a restored image of a whole machine does, cannot be noticed here.
 */
export class Witness {
  #store: string;
  #notes: string;
  #file: number | undefined;

  /**
   * @param store the file to watch
   * @param notes the file to note in; made if it is not there
   */
  constructor(store: string, notes: string) {
    this.#store = store;
    this.#notes = notes;
  }

  /** Whether the store's file is as it was when it was last noted. To be asked before it is opened. */
  agrees(): boolean {
    const { changed, file } = this.#noted();
    const { ctimeMs, ino } = statSync(this.#store);
    return ino === file && Math.abs(ctimeMs - changed) <= tolerance;
  }

  /** Whether the store has come at least as far as when it was last noted. */
  hasReached(version: number): boolean {
    return version >= this.#noted().version;
  }

  /**
   * Takes the store to be right as it is now. Synchronous: it comes between a commit and its acknowledgement.
   *
   * @param version grows with each commit
   */
  note(version: number): void {
    this.#file ??= openSync(this.#notes, constants.O_CREAT | constants.O_WRONLY, 0o600);
    const { ctimeMs, ino } = statSync(this.#store);
    writeSync(this.#file, `${ctimeMs.toFixed(3)} ${version} ${ino}`.padEnd(72), 0);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #noted(): { changed: number; version: number; file: number } {
    const text = existsSync(this.#notes) ? readFileSync(this.#notes, 'utf8') : '';
    const [changed = 0, version = 0, file = 0] = text.split(' ', 3).map(Number);
    return { changed, version, file };
  }
}
