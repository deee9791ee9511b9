// Records of files beside a log on the disk, with their bytes in a folder.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { FolderBlobs } from '../../relay/src/files/blobs/folder-blobs.ts';
import type { UploadedFile } from '../../relay/src/files/file-record.ts';
import { FileRecords } from '../../relay/src/files/file-records.ts';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';

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
  const files = await newFolder(t);
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
