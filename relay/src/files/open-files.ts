import { makeFolder } from '../log/folder/make-folder.ts';
import type { RoomLog } from '../log/log.ts';
import type { Nodes } from '../nodes/nodes.ts';
import type { BlobStore } from './blobs/blob-store.ts';
import { FolderBlobs } from './blobs/folder-blobs.ts';
import { FileRecords, type TakingMessage } from './file-records.ts';
import { CommittedFiles } from './removal/committed-files.ts';
import { FileSweep } from './removal/file-sweep.ts';

/** The files of a relay, apart from their transfer. */
export interface OpenedFiles {
  records: FileRecords;
  blobs: BlobStore;
  /** Follows the log. */
  committed: CommittedFiles;
  close(): Promise<void>;
}

export interface FilesStore {
  log: RoomLog;
  nodes: Nodes;
  /** Whether a message waits for a moderator. */
  isHeld: (log: RoomLog, message: TakingMessage) => Promise<boolean>;
}

/**
 * Opens the records and the bytes of files. One of the relays that share them removes what nothing needs any more.
 *
 * @throws {Error} if the folder cannot be used; the message is a sentence for the operator
 */
export async function openFiles(folder: string, { log, nodes, isHeld }: FilesStore): Promise<OpenedFiles> {
  const blobs = await openBlobs(folder);
  const records = new FileRecords(log, blobs);
  const committed = await CommittedFiles.open(log, records);
  const sweep = new FileSweep({ log, records, blobs, isHeld: (message) => isHeld(log, message) });
  const led = nodes.lead('files', (signal) => sweep.keepSweeping(signal));
  return {
    records,
    blobs,
    committed,
    async close() {
      await Promise.all([led.close(), committed.close()]);
      await blobs.close();
    },
  };
}

/** @throws {Error} as `openFiles` */
export async function openBlobs(folder: string): Promise<BlobStore> {
  try {
    await makeFolder(folder);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot use the folder of files ${folder}: ${reason}`, { cause });
  }
  return new FolderBlobs(folder);
}
