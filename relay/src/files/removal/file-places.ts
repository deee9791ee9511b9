import type { RoomLog } from '../../log/log.ts';

/** The kind under which the log has the files of each message, by room, seq and file id. */
export const placesKind = 'file-place';

/** How many are read at once. */
const pageSize = 100;

/** A file, and the message that has it. */
export interface FilePlace {
  room: string;
  seq: number;
  fileId: string;
}

type PlacesLog = Pick<RoomLog, 'putMeta' | 'metaAfter'>;

/** Finds the files of a message that is gone: the message itself does not name them any more. */
export class FilePlaces {
  #log: PlacesLog;

  constructor(log: PlacesLog) {
    this.#log = log;
  }

  async add(place: FilePlace): Promise<void> {
    await this.#log.putMeta(placesKind, keyOf(place), {});
  }

  async remove(place: FilePlace): Promise<void> {
    await this.#log.putMeta(placesKind, keyOf(place), undefined);
  }

  /** The ids of the files of one message. */
  async of(room: string, seq: number): Promise<string[]> {
    const ids: string[] = [];
    for await (const { fileId } of this.#after(keyOf({ room, seq, fileId: '' }))) ids.push(fileId);
    return ids;
  }

  /** The files in a room, of the oldest message first. */
  in(room: string): AsyncGenerator<FilePlace> {
    return this.#after(`${room}${separator}`);
  }

  async *#after(prefix: string): AsyncGenerator<FilePlace> {
    for (let after = prefix; ;) {
      const page = await this.#log.metaAfter(placesKind, after, pageSize);
      for (const [key] of page) {
        if (!key.startsWith(prefix)) return;
        yield parsePlace(key);
      }
      if (page.length < pageSize) return;
      after = page.at(-1)?.[0] ?? after;
    }
  }
}

/** The name of a room is one line. */
const separator = '\n';

function keyOf({ room, seq, fileId }: FilePlace): string {
  // Of one length, so that the order of the keys is that of the seqs.
  return [room, String(seq).padStart(16, '0'), fileId].join(separator);
}

export function parsePlace(key: string): FilePlace {
  const [room = '', seq = '', fileId = ''] = key.split(separator);
  return { room, seq: Number(seq), fileId };
}
