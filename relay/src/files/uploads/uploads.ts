import { FairQueue } from '../../limits/fair-queue.ts';
import { KeyedMutex } from '../../limits/keyed-mutex.ts';
import { newId } from '../../log/ids.ts';
import type { Logger } from '../../logger.ts';
import { Refusal } from '../../refusal.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { FileRecords } from '../file-records.ts';
import type { FileUsage } from '../file-usage.ts';
import { diskRefusal, FreeDisk } from '../free-disk.ts';
import { countFiles, recountFiles } from './count-files.ts';
import type { OpenUploads } from './open-uploads.ts';
import { isOver, type StagedUpload, type Staging, type Upload, uploadLifetime } from './staging.ts';
import { storeFile } from './store-file.ts';

/** How much of an upload has arrived. */
export interface Progress {
  offset: number;
  size: number;
}

/** A part of an upload, as a request brings it. */
export interface Part {
  offset: number;
  /** In bytes, if the request tells it. */
  length: number | undefined;
  stream: AsyncIterable<Uint8Array>;
  /** Looks at each chunk that arrives. */
  onChunk?: (chunk: Uint8Array) => void;
  /** Judges the part when all of it has arrived. If it throws, nothing of the part is kept. */
  assertWhole?: () => void;
  /** Ends the request, so that the stream fails. */
  abort: () => void;
}

/** What uploads are made of. */
export interface UploadParts {
  /** The folder in which uploads and files are: its disk has to have room. */
  folder: string;
  staging: Staging;
  open: OpenUploads;
  usage: FileUsage;
  records: Pick<FileRecords, 'add' | 'get' | 'remove' | 'all' | 'onChange'>;
  blobs: Pick<BlobStore, 'put' | 'mostAtOnce'>;
  logger: Logger;
}

/** A part that does not continue an upload where it is. */
export class WrongOffset extends Error {
  override name = 'WrongOffset';
}

/**
 * Takes files from their first byte to their record. A file is complete when its last byte has arrived, its content is checked, and
 * bytes and record are on the disk. Whatever is interrupted before can go on, also after a restart.
 */
export class Uploads {
  #parts: UploadParts;
  #disk: FreeDisk;
  #mutex = new KeyedMutex();
  /** Files are read again, checked and put, one of each person at a time. */
  #checks: FairQueue;
  /** Ends the requests that bring bytes at present, by the id of the upload. */
  #aborts = new Map<string, () => void>();
  /** Resolves when all files count that are there since before the start. */
  #counted: Promise<void>;
  #isClosed = false;
  #tasks = new Set<Promise<unknown>>();

  constructor(parts: UploadParts) {
    this.#parts = parts;
    const { records, usage, folder, blobs, logger } = parts;
    this.#checks = new FairQueue(blobs.mostAtOnce);
    this.#disk = new FreeDisk(folder, logger);
    this.#counted = this.#countAll();
    // A new file counts since its upload began.
    records.onChange = (record, change) => void (change === 'removed' && usage.remove(record));
  }

  /** Ends the requests that bring bytes, and finishes what is being stored. Other uploads go on after the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const abort of this.#aborts.values()) abort();
    await Promise.allSettled([this.#counted, ...this.#tasks]);
  }

  /**
   * Begins an upload, after all checks of the person's rights.
   *
   * @returns its id
   * @throws {Refusal} `too_large`, `rate_limited`, `storage_full`, `unavailable`
   */
  async begin(wanted: Omit<Upload, 'id'>): Promise<string> {
    const { staging, open, usage } = this.#parts;
    await this.#counted;
    const idle = usage.inTheWayOf(wanted, open.idle());
    usage.assertRoomFor(wanted, Date.now(), idle);
    // Before the disk is asked: a flood of requests ends here.
    const ending = new Set([...idle, ...open.inTheWayOf(wanted)]);
    await this.#disk.assertHas(wanted.size);
    for (const { id } of ending) await this.#endIdle(id);
    // Nothing is awaited from here on until the upload counts.
    usage.assertRoomFor(wanted);
    if (open.inTheWayOf(wanted).length > 0) throw new Refusal('unavailable', 'try again', { retryAfter: 1 });
    const upload = { ...wanted, id: newId() };
    this.#count({ ...upload, begun: Date.now(), progress: Date.now() });
    try {
      await staging.create(upload);
    } catch (error) {
      this.#forget(upload);
      throw diskRefusal(error);
    }
    return upload.id;
  }

  /** How much of an upload has arrived; undefined if there is no such upload. Ends a request that still brings bytes for it. */
  async progress(id: string): Promise<Progress | undefined> {
    return this.#alone(id, async () => {
      const upload = await this.#find(id);
      if (upload) {
        // The process was killed before it answered the last part.
        if (upload.offset === upload.size) await this.#complete(upload);
        return upload;
      }
      const record = await this.#parts.records.get(id);
      return record && { offset: record.size, size: record.size };
    });
  }

  /**
   * Takes a part. When the promise resolves after the last byte, the file is complete.
   *
   * @returns undefined if there is no such upload
   * @throws {WrongOffset}
   * @throws {Refusal} `too_large`, `file_refused`, `storage_full`, `unavailable`
   */
  async take(id: string, part: Part): Promise<Progress | undefined> {
    return this.#alone(id, async () => {
      const upload = await this.#find(id);
      if (!upload) return undefined;
      const { size } = upload;
      const left = size - upload.offset;
      if (part.offset !== upload.offset) throw new WrongOffset(`the upload is at ${upload.offset}`);
      if ((part.length ?? 0) > left) throw tooLong(size);
      this.#aborts.set(id, part.abort);
      try {
        await this.#disk.write(Math.min(part.length ?? left, left), () => this.#append(upload, part));
      } finally {
        this.#aborts.delete(id);
      }
      const now = await this.#parts.staging.find(id);
      // Another process has removed it meanwhile.
      if (!now) return undefined;
      if (now.offset === size) await this.#complete(now);
      return now;
    });
  }

  /** Ends an upload, or removes its file if no message has it. @returns whether there was one */
  async end(id: string): Promise<boolean> {
    return this.#alone(id, async () => {
      const upload = await this.#find(id);
      if (upload) {
        await this.#drop(upload);
        return true;
      }
      const { records } = this.#parts;
      if (!(await records.get(id))) return false;
      await records.remove(id, ({ message }) => message === undefined);
      return true;
    });
  }

  /** Ends the uploads of an erased person. */
  async erase(person: string): Promise<void> {
    const { staging } = this.#parts;
    for (const id of await staging.ids()) if ((await staging.find(id))?.owner === person) await this.end(id);
  }

  /** Removes uploads that take too long, and counts anew what other relays may have changed. Never rejects. */
  async sweep(now = Date.now()): Promise<void> {
    await this.#counted;
    await this.#removeStale(now);
    if (!this.#isClosed) await recountFiles(this.#parts);
  }

  async #countAll(): Promise<void> {
    await this.#removeStale(Date.now());
    await countFiles(this.#parts, () => this.#isClosed);
  }

  async #removeStale(now: number): Promise<void> {
    const { staging, open, logger } = this.#parts;
    try {
      const ids = new Set(await staging.ids());
      for (const { upload, progress } of open.all) {
        // It has ended at another relay.
        if (open.isIdle(progress, now) && !ids.has(upload.id)) open.remove(upload.id);
      }
      for (const id of ids) {
        if (this.#isClosed) return;
        const upload = await staging.find(id);
        if (!upload) await staging.removeBroken(id, now - uploadLifetime);
        else if (isOver(upload, now)) await this.#mutex.run(id, () => this.#drop(upload));
        else this.#count(upload);
      }
    } catch (err) {
      logger.error({ code: 'uploads_not_swept', err }, 'abandoned uploads could not be removed');
    }
  }

  async #append(upload: StagedUpload, part: Part): Promise<void> {
    const { id, offset, size } = upload;
    const { staging, open } = this.#parts;
    let end = offset;
    const onChunk = (chunk: Uint8Array): void => {
      end += chunk.length;
      if (end > size) throw tooLong(size);
      part.onChunk?.(chunk);
      open.touch(id);
    };
    try {
      await staging.append(id, offset, part.stream, onChunk);
      part.assertWhole?.();
    } catch (error) {
      const refusal = diskRefusal(error);
      // What cannot be judged, or has no room, does not stay. What has arrived of a request that was cut off does.
      if (part.assertWhole || refusal instanceof Refusal) await staging.cut(id, offset);
      throw refusal;
    }
  }

  /** @throws {Refusal} `file_refused`, `storage_full`, `unavailable` */
  async #complete(upload: Upload): Promise<void> {
    const { staging, open } = this.#parts;
    const { id, owner } = upload;
    try {
      await this.#checks.run(owner, () => storeFile(upload, staging.partOf(id), this.#parts));
    } catch (error) {
      if (error instanceof Refusal && error.code === 'file_refused') await this.#drop(upload);
      throw diskRefusal(error);
    }
    open.remove(id);
    await staging.remove(id);
  }

  /** Runs the tasks of one upload one after the other. A task ends the request of the one before it: its client has given it up. */
  async #alone<T>(id: string, task: () => Promise<T>): Promise<T> {
    await this.#counted;
    if (this.#isClosed) throw new Refusal('unavailable', 'the relay is closing', { retryAfter: 5 });
    this.#aborts.get(id)?.();
    const done = this.#mutex.run(id, task);
    this.#tasks.add(done);
    try {
      return await done;
    } finally {
      this.#tasks.delete(done);
    }
  }

  async #find(id: string): Promise<StagedUpload | undefined> {
    const upload = await this.#parts.staging.find(id);
    if (upload && isOver(upload)) {
      await this.#drop(upload);
      return undefined;
    }
    // Another relay may have begun it.
    if (upload) this.#count(upload);
    return upload;
  }

  /** Ends an upload that gives its place to another one, unless it goes on at another relay. */
  async #endIdle(id: string): Promise<void> {
    const { staging, open } = this.#parts;
    await this.#alone(id, async () => {
      const upload = await staging.find(id);
      // Another relay has completed or ended it.
      if (!upload) open.remove(id);
      else if (open.isIdle(upload.progress)) await this.#drop(upload);
      else open.touch(id, upload.progress);
    });
  }

  async #drop(upload: Upload): Promise<void> {
    this.#forget(upload);
    await this.#parts.staging.remove(upload.id);
  }

  #count({ begun, progress, ...upload }: Upload & Pick<StagedUpload, 'begun' | 'progress'>): void {
    if (this.#parts.open.add(upload, progress)) this.#parts.usage.add(upload, begun);
  }

  #forget(upload: Upload): void {
    if (this.#parts.open.remove(upload.id)) this.#parts.usage.undo(upload);
  }
}

function tooLong(size: number): Refusal {
  return new Refusal('too_large', `more bytes than the ${size} that the upload was begun for`);
}
