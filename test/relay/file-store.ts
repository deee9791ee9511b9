// Records of files beside a log on the disk, with their bytes in a folder.
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { FolderBlobs } from '../../relay/src/files/blobs/folder-blobs.ts';
import type { UploadedFile } from '../../relay/src/files/file-record.ts';
import { FileRecords } from '../../relay/src/files/file-records.ts';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';
import { blobsIn } from '../support/uploads.ts';

let count = 0;

/** A new id of a file, in a form that a test can read. */
export function newFileId(): string {
  count += 1;
  return `file-${String(count).padStart(17, '0')}`;
}

export const hashOf = (bytes: string): string => createHash('sha256').update(bytes).digest('hex');

/** Stores bytes as an upload does. */
export async function addFile(
  records: FileRecords,
  blobs: FolderBlobs,
  folder: string,
  bytes: string,
  more: Partial<UploadedFile> = {},
): Promise<string> {
  const id = newFileId();
  const part = join(folder, `${id}.part`);
  await writeFile(part, bytes);
  const hash = hashOf(bytes);
  const file = { id, room: 'lobby', owner: 'ann', name: 'cat.txt', type: 'text/plain', hash };
  await records.add({ ...file, size: bytes.length, created: Date.now(), ...more }, () =>
    blobs.put(hash, part),
  );
  return id;
}

export interface FileStore {
  data: string;
  log: LmdbLog;
  blobs: FolderBlobs;
  records: FileRecords;
  /** Stores bytes as an upload does. @returns the id of the file */
  add: (bytes: string, more?: Partial<UploadedFile>) => Promise<string>;
}

export async function newFileStore(t: TestContext, data?: string): Promise<FileStore> {
  const folder = data ?? (await newFolder(t));
  const log = await LmdbLog.open(folder);
  afterwards(t, () => log.close());
  // Where a relay on this data folder has them.
  const files = join(folder, 'files');
  await mkdir(files, { recursive: true, mode: 0o700 });
  const blobs = new FolderBlobs(files);
  const records = new FileRecords(log, blobs);
  return {
    data: folder,
    log,
    blobs,
    records,
    add: (bytes, more) => addFile(records, blobs, files, bytes, more),
  };
}

/** A data folder with these files, ready for a relay. */
export async function newFilesFolder(
  t: TestContext,
  files: readonly Partial<UploadedFile>[],
  data?: string,
): Promise<{ data: string; ids: string[] }> {
  const store = await newFileStore(t, data);
  const ids: string[] = [];
  for (const [index, file] of files.entries()) ids.push(await store.add(`a cat ${index}`, file));
  await store.log.close();
  return { data: store.data, ids };
}

/** What a relay that is closed has left of files: the ids of the records, and the number of blobs. */
export async function leftFiles(t: TestContext, data: string): Promise<{ ids: string[]; blobs: number }> {
  const { log, records } = await newFileStore(t, data);
  const ids: string[] = [];
  for await (const [id] of records.all()) ids.push(id);
  await log.close();
  return { ids, blobs: await countBlobs(data) };
}

/** The number of blobs in a data folder. */
export async function countBlobs(data: string): Promise<number> {
  return (await blobsIn(join(data, 'files'))).length;
}
