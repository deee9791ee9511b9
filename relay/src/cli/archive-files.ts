import { copyFile, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ChatFile } from '@realtime-chat/protocol';
import type { BlobStore } from '../files/blobs/blob-store.ts';
import { hashOfFile } from '../files/blobs/hash.ts';
import { kind, parseRecord, type UploadedFile } from '../files/file-record.ts';
import type { FileRecords } from '../files/file-records.ts';
import { newId } from '../log/ids.ts';
import type { Entry, LogReader } from '../log/log.ts';

/*
 * The bytes of files beside an archive: a folder with one file for each, named by its id and the ending of its name. The lines of
 * the archive have all else.
 */

const idLength = 22;

/** Copies files out of a relay. */
export class FileExport {
  #log: Pick<LogReader, 'getMeta'>;
  #blobs: Pick<BlobStore, 'read'>;
  #folder: string;
  copied = 0;
  /** Files whose bytes the relay does not have. */
  missing = 0;

  /** @param folder must exist */
  constructor(log: Pick<LogReader, 'getMeta'>, blobs: Pick<BlobStore, 'read'>, folder: string) {
    this.#log = log;
    this.#blobs = blobs;
    this.#folder = folder;
  }

  async copy({ id, name }: Pick<ChatFile, 'id' | 'name'>): Promise<void> {
    const record = parseRecord(await this.#log.getMeta(kind, id));
    const source = record && (await this.#blobs.read(record.hash).catch(() => undefined));
    if (!source) {
      this.missing += 1;
      return;
    }
    const path = join(this.#folder, `${id}${endingOf(name)}`);
    const draft = `${path}.part`;
    const handle = await open(draft, 'w', 0o600);
    await pipeline(source, handle.createWriteStream({ flush: true }));
    await rename(draft, path);
    this.copied += 1;
  }

  async copyAll(entry: Entry): Promise<void> {
    if (entry.type === 'message') for (const file of entry.files ?? []) await this.copy(file);
  }
}

/** Takes the files of an archive into a relay, before and after the entries that name them. */
export class FileImport {
  #records: FileRecords;
  #blobs: BlobStore;
  #folder: string;
  #drafts: string;
  #names: ReadonlyMap<string, string>;
  taken = 0;
  missing = 0;

  private constructor(
    records: FileRecords,
    blobs: BlobStore,
    { folder, drafts }: { folder: string; drafts: string },
    names: readonly string[],
  ) {
    this.#records = records;
    this.#blobs = blobs;
    this.#folder = folder;
    this.#drafts = drafts;
    this.#names = new Map(names.map((name) => [name.slice(0, idLength), name]));
  }

  /** @param folders the archive, and the folder of uploads, in which the relay removes what an interrupted import leaves */
  static async open(
    records: FileRecords,
    blobs: BlobStore,
    folders: { folder: string; drafts: string },
  ): Promise<FileImport> {
    await mkdir(folders.drafts, { recursive: true, mode: 0o700 });
    return new FileImport(records, blobs, folders, await readdir(folders.folder));
  }

  /** Stores the files of an entry. @returns the entry, with other ids for files that another room has already */
  async take(room: string, entry: Entry): Promise<Entry> {
    if (entry.type !== 'message' || !entry.files) return entry;
    const files: ChatFile[] = [];
    for (const file of entry.files) files.push(await this.#take(room, entry, file));
    return { ...entry, files };
  }

  /** Notes where the entries are, once they are in the log. */
  async settle(room: string, entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) {
      if (entry.type !== 'message') continue;
      for (const { id } of entry.files ?? []) await this.#records.settle(id, room, entry.seq);
    }
  }

  async #take(room: string, { sender, id: messageId, time }: Entry, file: ChatFile): Promise<ChatFile> {
    const name = this.#names.get(file.id);
    const path = name === undefined ? undefined : join(this.#folder, name);
    if (path === undefined || !(await isWhole(path, file.size))) {
      this.missing += 1;
      return file;
    }
    const known = await this.#records.get(file.id);
    const id = known && known.room !== room ? newId() : file.id;
    if (!known || id !== file.id) {
      const { name: given, type, size, width, height } = file;
      const record = { room, owner: sender, name: given, type, size, width, height, created: time };
      await this.#add({ id, ...record }, path);
    }
    await this.#records.take({ room, sender, id: messageId }, [id]);
    this.taken += 1;
    return { ...file, id };
  }

  /** By a copy: a folder of blobs takes the bytes by a link, and the archive stays as it is. */
  async #add(file: Omit<UploadedFile, 'hash'>, path: string): Promise<void> {
    const copy = join(this.#drafts, `${newId()}.part`);
    try {
      await copyFile(path, copy);
      const hash = await hashOfFile(copy);
      await this.#records.add({ ...file, hash }, async () => {
        if (!(await this.#blobs.has(hash))) await this.#blobs.put(hash, copy);
      });
    } finally {
      await rm(copy, { force: true });
    }
  }
}

/** A link could lead to any file of this machine. */
async function isWhole(path: string, size: number): Promise<boolean> {
  const about = await lstat(path);
  return about.isFile() && about.size === size && size > 0;
}

/** Only letters and digits, so that it is a name in any file system. */
function endingOf(name: string): string {
  return /\.[a-z\d]{1,16}$/i.exec(name)?.[0] ?? '';
}
