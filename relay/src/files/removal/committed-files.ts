import type { ChatFile } from '@realtime-chat/protocol';
import type { Entry, RoomLog } from '../../log/log.ts';
import { KeyedMutex } from '../../limits/keyed-mutex.ts';
import { erasedBy, textAfter } from '../../log/entry-types.ts';
import { isChange } from '../../log/fold.ts';
import type { FileRecords } from '../file-records.ts';
import { hasFile } from './has-file.ts';

/** A message in the review queue. */
interface HeldMessage {
  sender: string;
  id: string;
  files?: readonly ChatFile[] | undefined;
}

/**
 * Follows the entries that this process appends: notes the place of each file that is sent, and removes the files of messages that
 * are deleted or erased. `FileSweep` finds the files that a crash has left.
 */
export class CommittedFiles {
  #log: RoomLog;
  #records: FileRecords;
  /** Runs the tasks of a room in the order of its log: a deletion needs the places that earlier messages have noted. */
  #mutex = new KeyedMutex();
  #pending = new Set<Promise<void>>();
  #unwatch: () => void = () => {};

  private constructor(log: RoomLog, records: FileRecords) {
    this.#log = log;
    this.#records = records;
  }

  static async open(log: RoomLog, records: FileRecords): Promise<CommittedFiles> {
    const committed = new CommittedFiles(log, records);
    committed.#unwatch = await log.watchAll((room, _epoch, entries) => {
      const concerned = entries.filter(concernsFiles);
      if (concerned.length === 0) return;
      committed.#run(room, async () => {
        for (const entry of concerned) await committed.#apply(room, entry);
      });
    });
    return committed;
  }

  /** Removes the files of a message that no longer waits for a moderator, unless it was published. */
  drop(room: string, { sender, id, files = [] }: HeldMessage): void {
    if (files.length > 0) this.#run(room, () => this.#drop(room, sender, id, files));
  }

  /** Resolves when the tasks of all entries that are committed so far have ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending);
  }

  async close(): Promise<void> {
    this.#unwatch();
    await this.settled();
  }

  #run(room: string, act: () => Promise<void>): void {
    const running: Promise<void> = this.#mutex
      .run(room, act)
      // The store logs its own failures. The sweep finds the files that are left, and logs what it cannot remove.
      .catch(() => {})
      .finally(() => this.#pending.delete(running));
    this.#pending.add(running);
  }

  async #drop(room: string, sender: string, id: string, files: readonly ChatFile[]): Promise<void> {
    if (await this.#log.knows(room, sender, id)) return;
    for (const file of files) {
      await this.#records.remove(
        file.id,
        ({ message, seq }) => message?.sender === sender && message.id === id && seq === undefined,
      );
    }
  }

  async #apply(room: string, entry: Entry): Promise<void> {
    const person = erasedBy(entry);
    if (person !== undefined) return this.#erase(room, entry.seq, person);
    if (isChange(entry)) return this.#removeFrom(room, entry.target);
    if (entry.type !== 'message') return;
    const { seq, files = [] } = entry;
    for (const { id } of files) {
      await this.#records.settle(id, room, seq);
      // Another relay may have deleted the message before the place was noted.
      if (!(await hasFile(this.#log, room, seq, id))) await this.#records.remove(id);
    }
  }

  async #removeFrom(room: string, seq: number): Promise<void> {
    for (const id of await this.#records.places.of(room, seq)) await this.#records.remove(id);
  }

  async #erase(room: string, before: number, person: string): Promise<void> {
    for await (const { seq, fileId } of this.#records.places.in(room)) {
      if (seq >= before) return;
      await this.#records.remove(fileId, ({ owner }) => owner === person);
    }
  }
}

function concernsFiles(entry: Entry): boolean {
  if (entry.type === 'message') return entry.files !== undefined;
  return erasedBy(entry) !== undefined || textAfter(entry) === 'removed';
}
