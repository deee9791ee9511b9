import type { FileAccess, UploadPlace } from '@realtime-chat/protocol';
import type { LimitSettings } from '../limits/rate-limits.ts';
import type { SecretsPlace } from '../log/stored-secret.ts';
import type { Logger } from '../logger.ts';
import type { BlobStore } from './blobs/blob-store.ts';
import { FileKeys } from './file-keys.ts';
import type { FileLimits } from './file-limits.ts';
import type { FileRecords } from './file-records.ts';
import { FileUsage } from './file-usage.ts';
import { OpenUploads } from './uploads/open-uploads.ts';
import { Staging } from './uploads/staging.ts';
import { Uploads } from './uploads/uploads.ts';

/** How often abandoned uploads are looked for, in milliseconds. */
const sweepInterval = 60 * 60 * 1000;

/** Below the path of the relay: the address of files. */
const path = 'files/';

/** What the transfer of files needs. */
export interface TransferParts {
  /** The folder of the files; those that are being uploaded are in a folder inside it. */
  folder: string;
  records: FileRecords;
  blobs: BlobStore;
  /** Absent if limits are switched off. */
  limits: LimitSettings | undefined;
  fileLimits: FileLimits;
  secrets: SecretsPlace;
  /** The origin and the path of the relay for files, with a slash at its end; empty if it is the relay's own. */
  base: string;
  logger: Logger;
}

/** How files come to the relay and leave it: uploads, their bounds, and signed addresses. */
export class FileTransfer {
  readonly uploads: Uploads;
  readonly keys: FileKeys;
  readonly records: FileRecords;
  readonly blobs: BlobStore;
  #base: string;
  #most: number;
  #sweeping: NodeJS.Timeout;

  private constructor({ records, blobs, base, fileLimits }: TransferParts, keys: FileKeys, uploads: Uploads) {
    this.records = records;
    this.blobs = blobs;
    this.#base = base + path;
    this.#most = fileLimits.file;
    this.keys = keys;
    this.uploads = uploads;
    this.#sweeping = setInterval(() => void uploads.sweep(), sweepInterval).unref();
  }

  static async open(parts: TransferParts): Promise<FileTransfer> {
    const { folder, records, blobs, limits, fileLimits, secrets, logger } = parts;
    const keys = await FileKeys.open(secrets);
    const staging = new Staging(folder);
    await staging.open();
    const usage = new FileUsage(fileLimits, logger);
    const uploads = new Uploads({
      folder,
      staging,
      open: new OpenUploads(limits),
      usage,
      records,
      blobs,
      logger,
    });
    return new FileTransfer(parts, keys, uploads);
  }

  /** How a person reads the files of a room. */
  access(room: string, attach: boolean): FileAccess {
    return { url: this.#base, ...this.keys.roomKey(room), most: this.#most, attach };
  }

  /** Where the bytes of an upload go. */
  place(id: string): UploadPlace {
    return { id, url: `${this.#base}uploads/${id}?key=${this.keys.uploadKey(id)}` };
  }

  /** The address of a file of a room, with the present key unless another one is given. */
  address(
    room: string,
    { id, name }: { id: string; name: string },
    key = this.keys.roomKey(room).key,
  ): string {
    return `${this.#base}${id}/${encodeURIComponent(name)}?key=${key}`;
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeping);
    await this.uploads.close();
  }
}
