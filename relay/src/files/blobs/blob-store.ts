import type { Readable } from 'node:stream';

/** A part of a blob: both ends are included. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Keeps the bytes of files under their SHA-256, as 64 hexadecimal digits. Equal files are kept once. */
export interface BlobStore {
  /** How many files should be checked and put at the same time. */
  readonly mostAtOnce: number;

  /**
   * Stores what the file at `path` has, which stays. It is durable when the promise resolves.
   *
   * @throws {Error} with the `code` of the file system, such as `ENOSPC`
   */
  put(hash: string, path: string): Promise<void>;

  /** @throws {Error} with the code `ENOENT` if there is no such blob */
  read(hash: string, range?: ByteRange): Promise<Readable>;

  has(hash: string): Promise<boolean>;

  /** Removes a blob. It may be absent. */
  remove(hash: string): Promise<void>;
}
