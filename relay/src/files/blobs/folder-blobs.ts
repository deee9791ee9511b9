import { createReadStream } from 'node:fs';
import { access, copyFile, link, mkdir, open, rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { codeOf } from '../../log/folder/error-code.ts';
import { newId } from '../../log/ids.ts';
import type { BlobStore, ByteRange } from './blob-store.ts';
import { assertHash, hashOfFile } from './hash.ts';

/** The letters of a hash that name its folder: with 256 folders, none of them becomes large. */
const folderLetters = 2;

/**
 * Blobs in a folder: `ab/cdef…`. A blob has its name only once all its bytes are on the disk, so a crash leaves no partial blob.
 * Several relays can share the folder.
 */
export class FolderBlobs implements BlobStore {
  /** The commits of the log need the disk and the threads of libuv too. */
  readonly mostAtOnce = 1;
  #folder: string;
  #isShared: boolean;

  /** @param isShared whether another relay may still write to the file that is put */
  constructor(folder: string, isShared = false) {
    this.#folder = folder;
    this.#isShared = isShared;
  }

  async put(hash: string, path: string): Promise<void> {
    const target = this.#pathOf(hash);
    const folder = dirname(target);
    await makeDurably(folder);
    if (!this.#isShared) await linkOrCopy(path, target, hash);
    // A link would also show what another relay writes later.
    else if (!(await this.has(hash))) await copy(path, target, hash);
    await flush(folder);
  }

  async read(hash: string, range?: ByteRange): Promise<Readable> {
    const stream = createReadStream(this.#pathOf(hash), range ?? {});
    await once(stream, 'open');
    return stream;
  }

  async has(hash: string): Promise<boolean> {
    try {
      await access(this.#pathOf(hash));
      return true;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    }
  }

  async remove(hash: string): Promise<void> {
    await rm(this.#pathOf(hash), { force: true });
  }

  #pathOf(hash: string): string {
    assertHash(hash);
    return join(this.#folder, hash.slice(0, folderLetters), hash.slice(folderLetters));
  }
}

async function makeDurably(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    throw error;
  }
  await flush(dirname(folder));
}

async function linkOrCopy(path: string, target: string, hash: string): Promise<void> {
  await flush(path);
  try {
    await link(path, target);
  } catch (error) {
    // The same bytes are there already, or the file system has no links.
    if (codeOf(error) !== 'EEXIST') await copy(path, target, hash);
  }
}

/** The draft is beside the file: where uploads are, what a killed process has left is removed. */
async function copy(path: string, target: string, hash: string): Promise<void> {
  const draft = join(dirname(path), `${newId()}.part`);
  try {
    await copyFile(path, draft);
    if ((await hashOfFile(draft)) !== hash) throw new Error('the bytes changed while they were stored');
    await flush(draft);
    await rename(draft, target);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Flushes a file, or the names in a folder. */
async function flush(path: string): Promise<void> {
  // Windows flushes no folders, and needs the right to write for a file.
  const handle = await open(path, process.platform === 'win32' ? 'r+' : 'r').catch((error: unknown) => {
    if (process.platform === 'win32' && codeOf(error) === 'EPERM') return undefined;
    throw error;
  });
  try {
    await handle?.sync();
  } finally {
    await handle?.close();
  }
}
