import { join } from 'node:path';
import { inMemory } from '../log/open-log.ts';
import { namesBucket } from './blobs/s3-bucket.ts';

/** The value of the option `files` that turns files off. */
const off = 'off';

/** Where the files are that people attach. */
export interface FilesPlace {
  /** The folder of the files. If they are in a bucket, only uploads under way are here. */
  folder: string;
  /** The address of the bucket, such as `s3://bucket/prefix`. */
  bucket?: string;
}

/**
 * The place of files; undefined if the relay takes none. Without the option, it is in the data folder. Relays on one Redis have
 * separate data folders, and a relay in memory has none.
 *
 * @throws {Error} if there is no folder for the uploads to a bucket; the message is a sentence for the operator
 */
export function filesPlace({
  files,
  data,
  redis,
}: {
  files?: string | undefined;
  data: string;
  redis?: string | undefined;
}): FilesPlace | undefined {
  if (files === off) return undefined;
  const inData = join(data, 'files');
  if (files === undefined) {
    return data === inMemory || redis !== undefined ? undefined : { folder: inData };
  }
  if (!namesBucket(files)) return { folder: files };
  if (data === inMemory)
    throw new Error(`Cannot use ${files} for files: uploads wait in the data folder, and --data names none`);
  return { folder: inData, bucket: files };
}

/** The folder of the files that are being uploaded. */
export function uploadsIn(folder: string): string {
  return join(folder, 'uploads');
}
