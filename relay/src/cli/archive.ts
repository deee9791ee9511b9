import { allRooms } from '../log/all-rooms.ts';
import { parseArchived } from '../log/entry-types.ts';
import type { Entry, RoomLog, LogReader } from '../log/log.ts';
import { importActions } from '../moderation/moderation.ts';
import type { FileExport, FileImport } from './archive-files.ts';
import { suggestion } from '../nearest-name.ts';

/*
 * An archive is a room as text: one entry per line, as JSON, oldest first. A message has its present text, with all edits.
 * People can read this file, and import it into another relay.
 */

/** The number of entries that are read or imported at a time. */
const batchSize = 500;

/**
 * Exports the entries up to the head that the room has at the start. A message has the text of the moment when its line is
 * written. That text may include an edit after this head; a later export contains the entry of the edit.
 *
 * @param files copies the files of the messages, if they are wanted too
 * @throws {Error} if the room is empty. The message names it, and a room with a similar name.
 */
export async function* exportRoom(log: LogReader, room: string, files?: FileExport): AsyncGenerator<string> {
  const { head } = await log.extent(room);
  if (head === 0) throw new Error(await noSuchRoom(log, room));
  let after = 0;
  for (;;) {
    const entries = await log.entriesAfter(room, after, batchSize);
    for (const entry of entries) {
      if (entry.seq > head) break;
      await files?.copyAll(entry);
      yield `${JSON.stringify(entry)}\n`;
    }
    after = entries.at(-1)?.seq ?? head;
    if (after >= head) return;
  }
}

async function noSuchRoom(log: LogReader, room: string): Promise<string> {
  const names: string[] = [];
  for await (const { room: name } of allRooms(log)) names.push(name);
  return `There is no room ${JSON.stringify(room)}${suggestion(room, names)}`;
}

/**
 * Decodes a file in UTF-8, with or without a byte order mark. Also decodes UTF-16 with such a mark, because older versions of
 * PowerShell write redirected output like this.
 *
 * @throws {Error} if the text is in another encoding
 */
export async function* textOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  try {
    for await (const piece of bytes) {
      decoder ??= new TextDecoder(piece[0] === 0xff ? 'utf-16le' : 'utf-8', { fatal: true });
      yield decoder.decode(piece, { stream: true });
    }
    yield decoder?.decode() ?? '';
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new Error('the text is not UTF-8', { cause });
  }
}

/** Splits a text into lines, only at `\n`. `node:readline` would also split at U+2028, which JSON does not escape. */
export async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/**
 * Imports an archive: restores a room, or adds the new entries of a later export. Moderation actions among the entries take
 * effect, as far as the entries contain their details.
 *
 * @param files takes the files of the messages over, if they are at hand
 * @returns the number of imported entries
 * @throws {Error} if a line is invalid. The message names the line; the lines before it are imported.
 */
export async function importRoom(
  log: RoomLog,
  room: string,
  lines: AsyncIterable<string>,
  files?: FileImport,
): Promise<number> {
  const { head } = await log.extent(room);
  let previous = head;
  let batch: Entry[] = [];
  let count = 0;
  let number = 0;
  const flush = async (): Promise<void> => {
    const entries = batch;
    batch = [];
    // The actions are stored first. If only the entries were stored, a second import would skip them, and so their actions.
    await importActions(log, room, entries);
    await log.restore(room, entries);
    await files?.settle(room, entries);
    count += entries.length;
  };
  try {
    for await (const line of lines) {
      number += 1;
      if (line.trim() === '') continue;
      const entry = parsedLine(line, number);
      if (entry.seq <= head) continue;
      if (previous !== 0 && entry.seq !== previous + 1) {
        throw new Error(`line ${number}: entry ${entry.seq} does not follow entry ${previous}`);
      }
      previous = entry.seq;
      batch.push(files ? await files.take(room, entry) : entry);
      if (batch.length === batchSize) await flush();
    }
  } finally {
    await flush();
  }
  return count;
}

function parsedLine(line: string, number: number): Entry {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (cause) {
    throw new Error(`line ${number} is not JSON`, { cause });
  }
  const parsed = parseArchived(json);
  if (!parsed.ok) throw new Error(`line ${number}: ${parsed.reason}`);
  return parsed.value;
}
