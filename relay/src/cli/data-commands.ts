import { existsSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { filesPlace, type FilesPlace, uploadsIn } from '../files/files-place.ts';
import { FileRecords } from '../files/file-records.ts';
import { openBlobs } from '../files/open-files.ts';
import { Staging } from '../files/uploads/staging.ts';
import { makeFolder } from '../log/folder/make-folder.ts';
import type { LogReader, RoomLog } from '../log/log.ts';
import type { Totals } from '../log/migration/digest.ts';
import { compact, openLog, openReader, openStoreAlone, type StorePlace } from '../log/open-log.ts';
import { silent } from '../logger.ts';
import { Moderation } from '../moderation/moderation.ts';
import { ReviewQueue } from '../moderation/review-queue/review-queue.ts';
import { erasePerson } from '../people/erase-person.ts';
import { filesOf, personLines } from '../people/export-person.ts';
import { ReservedNames } from '../rooms/names/reserved-names.ts';
import { FileExport, FileImport } from './archive-files.ts';
import { exportRoom, importRoom, linesOf, textOf } from './archive.ts';
import { checkedOptions } from './options/checked-options.ts';
import type { DataCommand, Invocation } from './options/flags.ts';
import { counted, entries, lines, megabytes, Progress } from './progress.ts';
import { roomLines, roomTable, visible } from './rooms.ts';

/** Reads or changes the data folder. No relay is started. */
export async function runDataCommand(command: DataCommand, { relay, names }: Invocation): Promise<void> {
  const place = checkedOptions(relay, names);
  switch (command.action) {
    case 'export':
      return exportTo(place, command.to, (log, files) => exportWithProgress(log, command.room, files));
    case 'rooms':
      return write(place, process.stdout.isTTY ? roomTable : roomLines);
    case 'import':
      return read(place, command.room, command.from);
    case 'compact':
      return shrink(place, command.to);
    case 'migrate':
      return move(place, command.to);
    case 'person':
      if (command.task === 'erase') return erase(place, command.person);
      return exportTo(place, command.to, (log, files) => personWithFiles(log, command.person, files));
  }
}

async function shrink({ data, redis }: StorePlace, to: string | undefined): Promise<void> {
  if (redis !== undefined) throw new Error('Nothing to compact: the rooms are in Redis');
  const progress = new Progress(process.stderr, 'Compacting', megabytes);
  const { before, after } = await compact(data, to, (bytes, total) => progress.report(bytes, total));
  progress.end();
  const sizes = `${(before / 1e6).toFixed(1)} MB before, ${(after / 1e6).toFixed(1)} MB now`;
  process.stderr.write(`Compacted ${data}${to === undefined ? '' : ` into ${to}`}: ${sizes}\n`);
}

/** Moves all rooms from the folder to Redis, or back. All relays are stopped. */
async function move({ data, redis }: StorePlace, to: 'redis' | 'data'): Promise<void> {
  if (redis === undefined)
    throw new Error('migrate needs --redis, the Redis from which or to which the rooms go');
  const { migrateBetween } = await import('../log/migration/migrate-between.ts');
  let progress: Progress | undefined;
  let stage = '';
  const { from, into, totals } = await migrateBetween({ data, redis, to }, (next, done, total) => {
    if (next !== stage) {
      progress?.end();
      progress = new Progress(process.stderr, next, entries, total);
      stage = next;
    }
    progress?.report(done);
  });
  progress?.end();
  process.stderr.write(`Moved from ${from} to ${into}, and compared:\n${totalLines(totals)}`);
  const files = filesPlace({ data })?.folder;
  if (to === 'redis' && files !== undefined && existsSync(files))
    process.stderr.write(`The files of messages stay in ${files}: give the relays --files ${files}\n`);
}

/** Erases a person from the store of a stopped relay. */
async function erase(place: StoreAndFiles, person: string): Promise<void> {
  const { log, unlock } = await openStoreAlone(place);
  try {
    const moderation = await Moderation.open(log, silent);
    const queue = await ReviewQueue.open(log, silent);
    const reservedNames = await ReservedNames.open(log, silent);
    const filesAt = filesPlace(place);
    const files =
      filesAt && (filesAt.bucket !== undefined || existsSync(filesAt.folder))
        ? { records: new FileRecords(log, await openBlobs(filesAt)) }
        : undefined;
    const transfer = filesAt && { uploads: new Staging(filesAt.folder) };
    const stores = { log, moderation, queue, reservedNames, files, transfer };
    const { rooms, entries: erased, filesLeft } = await erasePerson(stores, person);
    queue.close();
    await reservedNames.close();
    process.stderr.write(`Erased ${visible(person)}: ${erased} entries in ${rooms} rooms\n`);
    if (filesLeft !== undefined) {
      process.stderr.write(
        `The bytes of ${filesIn(filesLeft)} could not be removed: correct --files, and run this again\n`,
      );
    }
    if (place.redis === undefined)
      process.stderr.write('The command compact removes the bytes that remain in free places of the file\n');
  } finally {
    await log.close();
    await unlock();
  }
}

/** Writes to stdout, and copies files into a folder if one is named. */
async function exportTo(
  place: StoreAndFiles,
  to: string | undefined,
  linesIn: (log: LogReader, files: FileExport | undefined) => AsyncIterable<string>,
): Promise<void> {
  if (to === undefined) return write(place, (log) => linesIn(log, undefined));
  const blobs = await openBlobs(existingPlace(place));
  await makeFolder(to);
  let files: FileExport | undefined;
  await write(place, (log) => linesIn(log, (files = new FileExport(log, blobs, to))));
  process.stderr.write(`Copied ${filesIn(files?.copied)} to ${to}${missingNote(files?.missing)}\n`);
}

async function* personWithFiles(
  log: LogReader,
  person: string,
  files: FileExport | undefined,
): AsyncGenerator<string> {
  yield* personLines(log, person);
  if (files) for await (const file of filesOf(log, person)) await files.copy(file);
}

/** Writes to stdout. */
async function write(place: StorePlace, linesIn: (log: LogReader) => AsyncIterable<string>): Promise<void> {
  const log = await openReader(place);
  try {
    await pipeline(linesIn(log), process.stdout).catch(passOverClosedPipe);
  } finally {
    await log.close();
  }
}

async function* exportWithProgress(
  log: LogReader,
  room: string,
  files: FileExport | undefined,
): AsyncGenerator<string> {
  // On a terminal that shows the lines themselves, they tell the progress.
  if (process.stdout.isTTY) {
    yield* exportRoom(log, room, files);
    return;
  }
  const { head, floor } = await log.extent(room);
  const progress = new Progress(process.stderr, `Exporting ${visible(room)}`, entries, head - floor + 1);
  yield* counted(exportRoom(log, room, files), progress);
}

/** Reads a room from stdin, and its files from a folder if one is named. */
async function read(place: StoreAndFiles, room: string, from: string | undefined): Promise<void> {
  const filesAt = from === undefined ? undefined : existingPlace(place);
  const log = await openLog(place);
  try {
    const files = filesAt && from !== undefined ? await fileImport(log, filesAt, from) : undefined;
    const progress = new Progress(process.stderr, `Importing ${visible(room)}`, lines);
    const count = await importRoom(log, room, counted(linesOf(textOf(process.stdin)), progress), files);
    process.stderr.write(`Imported ${count} ${count === 1 ? 'entry' : 'entries'} into ${room}\n`);
    if (files) process.stderr.write(`Took ${filesIn(files.taken)} over${missingNote(files.missing)}\n`);
  } finally {
    await log.close();
  }
}

async function fileImport(log: RoomLog, place: FilesPlace, folder: string): Promise<FileImport> {
  const blobs = await openBlobs(place);
  const drafts = uploadsIn(place.folder);
  return FileImport.open(new FileRecords(log, blobs), blobs, { folder, drafts });
}

interface StoreAndFiles extends StorePlace {
  files?: string | undefined;
}

/** @throws {Error} if files are off: the message is a sentence for the operator */
function existingPlace(place: StoreAndFiles): FilesPlace {
  const files = filesPlace(place);
  if (!files) throw new Error('There is no place of files: name it by --files');
  return files;
}

function filesIn(count = 0): string {
  return `${count} ${count === 1 ? 'file' : 'files'}`;
}

function missingNote(count = 0): string {
  return count === 0 ? '' : `; the bytes of ${filesIn(count)} are missing`;
}

/** The reader of the lines may have had enough of them, as `head` has. */
function passOverClosedPipe(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
}

/** Such as `  rooms 12`, a line for each number, and the digest at the end. */
function totalLines({ digest, ...counts }: Totals): string {
  const shown = { ...counts, digest: digest.toString('hex') };
  const rows = Object.entries(shown).map(
    ([name, fact]) => `  ${name.padEnd(10)} ${fact.toLocaleString('en')}\n`,
  );
  return rows.join('');
}
