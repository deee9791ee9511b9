import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { FairQueue } from '../../limits/fair-queue.ts';
import { codeOf } from '../../log/folder/error-code.ts';
import { uploadsIn } from '../files-place.ts';

/** An upload takes at most so many milliseconds in all: however slowly it goes on, it counts as if all of it were there. */
export const uploadLifetime = 6 * 60 * 60 * 1000;

/**
 * How many uploads are at the disk at the same time. A commit of the log needs one of the four threads of libuv, as each of these
 * does, and would wait behind a hundred of them. The bench `uploads` measures it.
 */
const mostAtDisk = 1;

const uploadSchema = v.object({
  room: v.string(),
  /** The id of the person that has begun it. */
  owner: v.string(),
  /** The network address from which it was begun. */
  address: v.string(),
  name: v.string(),
  /** In bytes. */
  size: v.number(),
});

/** A file that is being uploaded. */
export type Upload = v.InferOutput<typeof uploadSchema> & { id: string };

/** An upload and what has arrived of it. */
export interface StagedUpload extends Upload {
  offset: number;
  /** When it was begun, in milliseconds since 1970. */
  begun: number;
  /** When bytes last arrived, in milliseconds since 1970. */
  progress: number;
}

/**
 * The files that are being uploaded, in a folder: `ID.json` tells about the upload, `ID.part` has the bytes that have arrived. Both
 * outlive the process, so an upload goes on after a restart, and at any relay that shares the folder.
 */
export class Staging {
  #folder: string;
  #turns = new FairQueue(mostAtDisk);

  /** @param folder that of the files */
  constructor(folder: string) {
    this.#folder = uploadsIn(folder);
  }

  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
  }

  async create({ id, ...upload }: Upload): Promise<void> {
    await this.#turns.run(id, async () => {
      await writeFile(this.partOf(id), '', { flag: 'wx', mode: 0o600 });
      try {
        await writeFile(this.#aboutOf(id), JSON.stringify(upload), { flag: 'wx', mode: 0o600 });
      } catch (error) {
        await this.#remove(id);
        throw error;
      }
    });
  }

  async find(id: string): Promise<StagedUpload | undefined> {
    return this.#turns.run(id, () => this.#read(id));
  }

  async #read(id: string): Promise<StagedUpload | undefined> {
    try {
      const about: unknown = JSON.parse(await readFile(this.#aboutOf(id), 'utf8'));
      const { mtimeMs: begun } = await stat(this.#aboutOf(id));
      const { size: offset, mtimeMs: progress } = await stat(this.partOf(id));
      const parsed = v.safeParse(uploadSchema, about);
      return parsed.success ? { ...parsed.output, id, offset, begun, progress } : undefined;
    } catch (error) {
      // The process was killed while it made the upload.
      if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  /**
   * Appends what the stream brings, until it ends or fails. What has arrived stays. A stream whose chunk waits for its turn is not
   * read, so its sender waits too.
   *
   * @param onChunk is given each chunk before it is written; if it throws, nothing more is written
   * @throws the error of the stream or of the file system
   */
  async append(
    id: string,
    offset: number,
    stream: AsyncIterable<Uint8Array>,
    onChunk: (chunk: Uint8Array) => void,
  ): Promise<void> {
    const handle = await this.#turns.run(id, () => open(this.partOf(id), 'r+'));
    try {
      let position = offset;
      for await (const chunk of stream) {
        onChunk(chunk);
        const at = position;
        await this.#turns.run(id, () => writeWhole(handle, chunk, at));
        position += chunk.length;
      }
    } finally {
      await handle.close();
    }
  }

  /** Drops the bytes from this offset on. */
  async cut(id: string, offset: number): Promise<void> {
    await truncate(this.partOf(id), offset);
  }

  async remove(id: string): Promise<void> {
    await this.#turns.run(id, () => this.#remove(id));
  }

  async #remove(id: string): Promise<void> {
    // First what makes it an upload.
    await rm(this.#aboutOf(id), { force: true });
    await rm(this.partOf(id), { force: true });
  }

  /** The ids of all uploads, also of those that a killed process has left half made. */
  async ids(): Promise<string[]> {
    const names = await readdir(this.#folder);
    return [...new Set(names.flatMap((name) => /^([\w-]{22})\.(?:part|json)$/.exec(name)?.[1] ?? []))];
  }

  /** Removes the uploads of a person. There need not be a folder. */
  async erase(person: string): Promise<void> {
    for (const id of existsSync(this.#folder) ? await this.ids() : [])
      if ((await this.find(id))?.owner === person) await this.remove(id);
  }

  /** Removes what is left of an upload that cannot go on, if nothing has happened to it since a time. */
  async removeBroken(id: string, before: number): Promise<void> {
    const path = [this.partOf(id), this.#aboutOf(id)];
    const times = await Promise.all(
      path.map(async (each) => (await stat(each).catch(() => undefined))?.mtimeMs),
    );
    if (times.every((time) => (time ?? 0) < before)) await this.remove(id);
  }

  partOf(id: string): string {
    return this.#pathOf(id, 'part');
  }

  #aboutOf(id: string): string {
    return this.#pathOf(id, 'json');
  }

  #pathOf(id: string, ending: string): string {
    // An id is a part of a path here. No other text may become one.
    if (!/^[\w-]{22}$/.test(id)) throw new Error('not the id of an upload');
    return join(this.#folder, `${id}.${ending}`);
  }
}

/** Whether an upload has taken too long. */
export function isOver({ begun }: StagedUpload, now = Date.now()): boolean {
  return now - begun > uploadLifetime;
}

/** A write may store less than it was given, as on a disk that becomes full. */
async function writeWhole(
  handle: {
    write: (
      bytes: Uint8Array,
      offset: number,
      length: number,
      position: number,
    ) => Promise<{ bytesWritten: number }>;
  },
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
