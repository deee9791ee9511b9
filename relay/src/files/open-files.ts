import { makeFolder } from '../log/folder/make-folder.ts';
import type { RoomLog } from '../log/log.ts';
import type { Logger } from '../logger.ts';
import type { Nodes } from '../nodes/nodes.ts';
import type { BlobStore } from './blobs/blob-store.ts';
import { FolderBlobs } from './blobs/folder-blobs.ts';
import { bucketFrom } from './blobs/s3-bucket.ts';
import type { FilesPlace } from './files-place.ts';
import { FileRecords, type TakingMessage } from './file-records.ts';
import { CommittedFiles } from './removal/committed-files.ts';
import { FileSweep } from './removal/file-sweep.ts';
import { ForgottenFiles } from './removal/forgotten-files.ts';

/** The files of a relay, apart from their transfer. */
export interface OpenedFiles {
  records: FileRecords;
  blobs: BlobStore;
  /** Follows the log: notes and removes files of messages. */
  committed: CommittedFiles;
  /** Follows retention: removes the files of removed messages. */
  forgotten: ForgottenFiles;
  close(): Promise<void>;
}

/** What `openFiles` needs besides the place. */
export interface FilesStore {
  log: RoomLog;
  nodes: Nodes;
  /** Whether a message waits for a moderator. */
  isHeld: (log: RoomLog, message: TakingMessage) => Promise<boolean>;
  logger: Logger;
}

/**
 * Opens the records and the bytes of files. Of the relays that share them, one at a time removes files that nothing needs.
 *
 * @throws {Error} if the folder or the bucket cannot be used; the message is a sentence for the operator
 */
export async function openFiles(
  place: FilesPlace,
  { log, nodes, isHeld, logger }: FilesStore,
): Promise<OpenedFiles> {
  const blobs = await openBlobs(place, nodes.isShared);
  const records = new FileRecords(log, blobs);
  const committed = await CommittedFiles.open(log, records);
  const forgotten = new ForgottenFiles(log, records);
  const sweep = new FileSweep({ log, records, isHeld: (message) => isHeld(log, message), logger });
  const led = nodes.lead('files', (signal) => sweep.keepSweeping(signal));
  return {
    records,
    blobs,
    committed,
    forgotten,
    async close() {
      await Promise.all([led.close(), committed.close(), forgotten.close()]);
    },
  };
}

/** @throws {Error} as `openFiles` */
export async function openBlobs({ folder, bucket }: FilesPlace, isShared = false): Promise<BlobStore> {
  if (bucket !== undefined) return openBucket(bucket);
  try {
    await makeFolder(folder);
  } catch (cause) {
    throw new Error(`Cannot use the folder of files ${folder}: ${reasonOf(cause)}`, { cause });
  }
  return new FolderBlobs(folder, isShared);
}

/** Loads the code for buckets on demand, because most relays keep files in a folder. */
async function openBucket(address: string): Promise<BlobStore> {
  const { S3Blobs } = await import('./blobs/s3-blobs.ts');
  try {
    const blobs = new S3Blobs(bucketFrom(address, process.env));
    await blobs.probe();
    return blobs;
  } catch (cause) {
    throw new Error(`Cannot use the bucket of files ${address}: ${reasonOf(cause)}`, { cause });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
