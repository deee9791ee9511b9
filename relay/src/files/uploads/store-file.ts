import type { BlobStore } from '../blobs/blob-store.ts';
import { hashOfFile } from '../blobs/hash.ts';
import { inspect } from '../content/inspect.ts';
import type { FileRecords } from '../file-records.ts';
import type { Upload } from './staging.ts';

/**
 * Checks the content of an upload of which all has arrived, and stores it as a file. When the promise resolves, bytes and record are
 * on the disk. A second call does nothing.
 *
 * @param path the bytes
 * @throws {Refusal} `file_refused`, `unavailable`
 */
export async function storeFile(
  { id, room, owner, address, name, size }: Upload,
  path: string,
  { records, blobs }: { records: Pick<FileRecords, 'add' | 'get'>; blobs: Pick<BlobStore, 'put'> },
): Promise<void> {
  // The process may have been killed after it had stored the record.
  if (await records.get(id)) return;
  const hash = await hashOfFile(path);
  const content = await inspect(path);
  const file = { id, room, owner, address, name, size, ...content, hash, created: Date.now() };
  await records.add(file, () => blobs.put(hash, path));
}
