import { withoutPerson } from '../log/entry-types.ts';
import { newId, relaySender } from '../log/ids.ts';
import { FileRecords } from '../files/file-records.ts';
import type { OpenedFiles } from '../files/open-files.ts';
import type { Uploads } from '../files/uploads/uploads.ts';
import type { Entry, RoomLog } from '../log/log.ts';
import type { Moderation } from '../moderation/moderation.ts';
import { kind as visitorKind } from '../moderation/recent-visitors/recent-visitor.ts';
import type { ReviewQueue } from '../moderation/review-queue/review-queue.ts';
import type { ReservedNames } from '../rooms/names/reserved-names.ts';
import { Refusal } from '../refusal.ts';
import { entriesOf } from './entries-of.ts';

/** Whatever stores something about people. */
export interface PeopleStores {
  log: RoomLog;
  moderation: Moderation;
  queue: ReviewQueue;
  reservedNames: ReservedNames;
  /** Absent if the relay takes no files now; it may have taken some before. */
  files?: Pick<OpenedFiles, 'records'> | undefined;
  /** Absent with them. */
  transfer?: { uploads: Pick<Uploads, 'erase'> } | undefined;
}

/** What was erased now. An earlier erasure that was interrupted is not counted. */
export interface Erasure {
  rooms: number;
  entries: number;
  /**
   * Blobs that nothing needs, of anybody, and that could not be removed: files are off here, or their place fails. The sweep of a relay
   * that reaches them removes them.
   */
  filesLeft?: number;
}

/**
 * Takes the texts and names of a person out of all rooms and of all that is stored beside them. Each room is one commit, with an
 * entry that clients fold. A room with nothing left to erase gets no entry, so another call completes one that was interrupted.
 *
 * @throws {Refusal} `invalid`: this is no person; `unavailable`: some of it may be erased already
 */
export async function erasePerson(
  { log, moderation, queue, reservedNames, files, transfer }: PeopleStores,
  person: string,
): Promise<Erasure> {
  if (person === relaySender) throw new Refusal('invalid', 'person: this is the relay itself');
  const erasure: Erasure = { rooms: 0, entries: 0 };
  for await (const { room, entries } of entriesOf(log, person)) {
    const count = await countPersonal(entries, person);
    if (count === 0) continue;
    await log.append(room, { type: 'erase', id: newId(), sender: relaySender, person });
    erasure.rooms += 1;
    erasure.entries += count;
  }
  await moderation.erase(person);
  await queue.erase(person);
  await reservedNames.erase(person);
  // Before the files: an upload that is completed meanwhile becomes one.
  await transfer?.uploads.erase(person);
  const records = files?.records ?? new FileRecords(log);
  const filesLeft = await records.erase(person);
  if (filesLeft > 0) erasure.filesLeft = filesLeft;
  if ((await log.getMeta(visitorKind, person)) !== undefined)
    await log.putMeta(visitorKind, person, undefined);
  return erasure;
}

/** The number of entries that have a text or the name of their sender. */
async function countPersonal(entries: AsyncIterable<Entry>, person: string): Promise<number> {
  let count = 0;
  for await (const entry of entries) if (withoutPerson(entry, person) !== entry) count += 1;
  return count;
}
