import type { AttachedFile, ChatFile } from '@realtime-chat/protocol';
import type { RoomLog } from '../log/log.ts';
import { eachMeta } from '../log/meta/each-meta.ts';
import { Refusal } from '../refusal.ts';
import type { BlobStore } from './blobs/blob-store.ts';
import { fileOf, type FileRecord, kind, parseRecord, type UploadedFile } from './file-record.ts';
import { BlobUses } from './removal/blob-uses.ts';
import { FilePlaces } from './removal/file-places.ts';

/** The message that takes files. */
export interface TakingMessage {
  room: string;
  sender: string;
  id: string;
}

/** What the records need of the log. */
export type RecordsLog = Pick<
  RoomLog,
  'putMeta' | 'updateMeta' | 'getMeta' | 'metaAfter' | 'entriesAfter' | 'knows' | 'seqsBy'
>;

/**
 * The records of files, beside the log. A file belongs to one room, one owner, and at most one message. Several relays can share
 * the records: each change of one is a single step in the store.
 *
 * The steps are in an order from which `FileSweep` can go on after a crash. The blob and its use are stored before the record; the
 * message takes its files before it is appended, and their place is noted after that.
 */
export class FileRecords {
  readonly uses: BlobUses;
  readonly places: FilePlaces;
  #log: RecordsLog;
  /** Called when a record is added, or removed, by this process. */
  onChange: (record: FileRecord, change: 'added' | 'removed') => void = () => {};

  /** @param blobs as in `BlobUses` */
  constructor(log: RecordsLog, blobs?: Pick<BlobStore, 'remove'>) {
    this.#log = log;
    this.uses = new BlobUses(log, blobs);
    this.places = new FilePlaces(log);
  }

  /**
   * Adds a file whose bytes are complete and checked. When the promise resolves, bytes and record are durable.
   *
   * @param put stores the bytes under the hash of the record
   * @throws the error of `put`
   */
  async add({ id, ...record }: UploadedFile, put: () => Promise<void>): Promise<void> {
    await this.uses.add(record.hash, id, put);
    try {
      await this.#log.putMeta(kind, id, record);
    } catch (error) {
      // If it was stored nevertheless, the sweep finds a file that no message takes.
      if ((await this.#log.getMeta(kind, id).catch(() => record)) === undefined)
        await this.uses.drop(record.hash, id).catch(() => {});
      throw error;
    }
    this.onChange(record, 'added');
  }

  async get(id: string): Promise<FileRecord | undefined> {
    return parseRecord(await this.#log.getMeta(kind, id));
  }

  /** Whether there is a record, also one that a later version of the relay has written. */
  async has(id: string): Promise<boolean> {
    return (await this.#log.getMeta(kind, id)) !== undefined;
  }

  async *all(): AsyncGenerator<[id: string, record: FileRecord]> {
    for await (const [id, stored] of eachMeta(this.#log, kind)) {
      const record = parseRecord(stored);
      if (record) yield [id, record];
    }
  }

  /**
   * The files of a message that is about to be sent, as it will have them.
   *
   * @throws {Refusal} `file_not_found`: there is no such file of this person in this room; `conflict`: another message has it
   */
  async check(message: TakingMessage, attached: readonly AttachedFile[]): Promise<ChatFile[]> {
    return Promise.all(
      attached.map(async (file) => fileOf(assertFree(await this.get(file.id), message, file.id), file)),
    );
  }

  /**
   * Gives files to a message. Another call for the same message changes only the time.
   *
   * @returns the ids of those that the message did not have before
   * @throws {Refusal} as `check`. Then the message has none of them.
   */
  async take(message: TakingMessage, ids: readonly string[]): Promise<string[]> {
    const { sender, id: messageId } = message;
    const taken: string[] = [];
    try {
      for (const id of ids) {
        let isNew = false;
        await this.#update(id, (before) => {
          const record = assertFree(before, message, id);
          isNew = record.message === undefined;
          if (record.seq !== undefined) return record;
          return { ...record, message: { sender, id: messageId, time: Date.now() } };
        });
        if (isNew) taken.push(id);
      }
      return taken;
    } catch (error) {
      await this.giveBack(message, taken);
      throw error;
    }
  }

  /** Takes files back from a message that was not appended: another message may have them. */
  async giveBack({ sender, id: messageId }: TakingMessage, ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await this.#update(id, (before) => {
        const isOf = before?.message?.sender === sender && before.message.id === messageId;
        if (!isOf || before.seq !== undefined) return before;
        const { message: _, ...free } = before;
        return free;
      });
    }
  }

  /** Notes where the message of a file is. */
  async settle(fileId: string, room: string, seq: number): Promise<void> {
    if ((await this.get(fileId))?.room !== room) return;
    await this.places.add({ room, seq, fileId });
    await this.#update(fileId, (before) => before && { ...before, seq });
  }

  /** @param isStill judges the record at the moment of its removal */
  async remove(id: string, isStill?: (record: FileRecord) => boolean): Promise<void> {
    const hash = await this.#removeRecord(id, isStill);
    if (hash !== undefined) await this.uses.removeLoose(hash);
  }

  /**
   * Removes all files of an erased person, in messages or not. Bytes that cannot be removed now do not keep the rest from being erased.
   *
   * @returns the number of blobs that nothing needs and that are still there: their place is out of reach here, or fails
   */
  async erase(person: string): Promise<number> {
    for await (const [id, { owner }] of this.all()) if (owner === person) await this.#removeRecord(id);
    return this.uses.removeAllLoose();
  }

  /** @returns the hash of the blob that has lost this use; undefined if there was no such record */
  async #removeRecord(
    id: string,
    isStill: (record: FileRecord) => boolean = () => true,
  ): Promise<string | undefined> {
    let removed: FileRecord | undefined;
    await this.#update(id, (before) => {
      removed = before && isStill(before) ? before : undefined;
      return removed ? undefined : before;
    });
    if (!removed) return undefined;
    this.onChange(removed, 'removed');
    const { hash, room, seq } = removed;
    if (seq !== undefined) await this.places.remove({ room, seq, fileId: id });
    await this.uses.loosen(hash, id);
    return hash;
  }

  async #update(
    id: string,
    update: (before: FileRecord | undefined) => FileRecord | undefined,
  ): Promise<void> {
    await this.#log.updateMeta(kind, id, (before) => update(parseRecord(before)));
  }
}

/** @throws {Refusal} `file_not_found`, `conflict` */
function assertFree(
  record: FileRecord | undefined,
  { room, sender, id: messageId }: TakingMessage,
  id: string,
): FileRecord {
  // A file of somebody else, or of another room, is not told apart from one that does not exist.
  if (record?.room !== room || record.owner !== sender)
    throw new Refusal('file_not_found', `files: you have uploaded no file ${id} in this room`);
  const { message, seq } = record;
  if (!message && seq === undefined) return record;
  if (!(message?.id === messageId && message.sender === sender))
    throw new Refusal('conflict', `files: another message has the file ${id}`);
  return record;
}
