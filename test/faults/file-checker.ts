import type { PromiseName, Violation } from './checker.ts';
import type { Outcome } from './insistent-client.ts';

/** A file that a client began to upload, whatever became of it. */
export interface FaultFile {
  id: string;
  room: string;
  name: string;
  size: number;
  /** The SHA-256 of its bytes. */
  hash: string;
  /** Whether its last part was acknowledged. */
  isComplete: boolean;
  /** Whether its client was told that it is removed. */
  isCancelled: boolean;
  /** Why the relay did not take it. */
  refused?: string;
}

/** A message with files that a client sent, whatever became of it. */
export interface FileMessage extends Outcome {
  id: string;
  /** The ids of its files. */
  files: readonly string[];
  /** Whether the same client sent another message with some of the files at the same moment. */
  hasRival: boolean;
  /** What became of its deletion, if its client wanted one. */
  deletion?: Outcome;
}

/** A message as a reader is told it. */
export interface ReadMessage {
  room: string;
  seq: number;
  id: string;
  message: string;
  files?: readonly { id: string; name: string; size: number }[] | undefined;
}

/** What a reader gets at the address of a file. */
export type Reading = 'whole' | 'absent' | 'other bytes';

/** What is left on the disk of the relay when it has stopped. */
export interface LeftFiles {
  /** By their hashes. */
  blobs: readonly string[];
  /** The names of the files of unfinished uploads. */
  staged: readonly string[];
  /** The ids of the files of which the store has a record, of any kind. */
  records: readonly string[];
}

export interface FileHistory {
  uploads: readonly FaultFile[];
  messages: readonly FileMessage[];
  /** All messages of the rooms with their files, as a fresh reader is told them. */
  log: readonly ReadMessage[];
  /** The same, as a client is told them that does not know files: it gets lines of text. */
  oldLog: readonly ReadMessage[];
  /** The ids of the files of each message, as clients were told them that were there all the time. */
  listeners: readonly { who: string; room: string; files: ReadonlyMap<string, readonly string[]> }[];
  /** What readers get after the last kill. */
  readings: ReadonlyMap<string, Reading>;
  /** What they get a day later, when the relay has removed what nothing needs. */
  readingsLater: ReadonlyMap<string, Reading>;
  left: LeftFiles;
}

/** Holds what happened to files against the promises. Pure. */
export function checkFiles(history: FileHistory): Violation[] {
  return [
    ...acknowledgedIsReadable(history),
    ...messagesHaveTheirFiles(history),
    ...filesBelongToOne(history),
    ...everybodyReadsTheSame(history),
    ...onlyTheNeededIsKept(history),
  ];
}

function* acknowledgedIsReadable({ uploads, messages, readings }: FileHistory): Generator<Violation> {
  const deleted = new Set(messages.flatMap(({ deletion, files }) => (deletion ? files : [])));
  for (const { id, name, isComplete, isCancelled, refused } of uploads) {
    const reading = readings.get(id);
    if (refused !== undefined) yield violation('kept', `the upload of ${name} was refused: ${refused}`);
    if (reading === 'other bytes') yield violation('genuine', `${name} has other bytes`);
    if (isComplete && !isCancelled && !deleted.has(id) && reading !== 'whole')
      yield violation('acknowledged', `the last part of ${name} was acknowledged, and it is ${reading}`);
  }
}

function* messagesHaveTheirFiles({ uploads, messages, log }: FileHistory): Generator<Violation> {
  const byId = new Map(uploads.map((upload) => [upload.id, upload]));
  const logged = new Map<string, ReadMessage>();
  for (const message of log) {
    if (logged.has(message.id)) yield violation('once', `the message ${message.id} is stored twice`);
    logged.set(message.id, message);
  }
  for (const { id, files, acknowledged, refused, hasRival, deletion } of messages) {
    if (refused !== undefined && !(refused === 'conflict' && hasRival))
      yield violation('kept', `the message ${id} was refused: ${refused}`);
    if (deletion?.refused !== undefined)
      yield violation('kept', `the deletion of ${id} was refused: ${deletion.refused}`);
    const stored = logged.get(id);
    logged.delete(id);
    if (refused !== undefined && stored) yield violation('genuine', `${id} was refused, and is stored`);
    const has = stored?.files ?? [];
    if (deletion?.acknowledged) {
      if (has.length > 0) yield violation('gone', `the message ${id} was deleted, and has files`);
    } else if (acknowledged || has.length > 0) {
      if (!isSame(idsOf(has), files))
        yield violation('acknowledged', `${id} has the files ${list(idsOf(has))} instead of ${list(files)}`);
      if (acknowledged && stored?.seq !== acknowledged.seq)
        yield violation('acknowledged', `${id} is not where it was acknowledged`);
      for (const file of has) {
        const { name, size } = byId.get(file.id) ?? {};
        if (file.name !== name || file.size !== size)
          yield violation(
            'genuine',
            `${id} has ${file.name} with ${file.size} bytes, not ${name} with ${size}`,
          );
      }
    }
  }
  for (const id of logged.keys()) yield violation('genuine', `nobody sent the message ${id}`);
}

function* filesBelongToOne({ log }: FileHistory): Generator<Violation> {
  const owners = new Map<string, string>();
  for (const { id, files = [] } of log) {
    for (const file of files) {
      const owner = owners.get(file.id);
      if (owner !== undefined) yield violation('once', `${file.name} belongs to ${owner} and to ${id}`);
      owners.set(file.id, id);
    }
  }
}

function* everybodyReadsTheSame({ log, oldLog, listeners }: FileHistory): Generator<Violation> {
  const old = new Map(oldLog.map(({ id, message }) => [id, message]));
  for (const { room, id, files = [] } of log) {
    for (const { name } of files)
      if (!old.get(id)?.includes(name)) yield violation('folded', `an old client is not told of ${name}`);
    for (const { who, room: its, files: told } of listeners) {
      if (its === room && files.length > 0 && !isSame(told.get(id) ?? [], idsOf(files)))
        yield violation('folded', `${who} was told of the files ${list(told.get(id) ?? [])} of ${id}`);
    }
  }
}

function* onlyTheNeededIsKept({ uploads, log, readingsLater, left }: FileHistory): Generator<Violation> {
  const needed = new Set(log.flatMap(({ files = [] }) => idsOf(files)));
  const hashes = new Set<string>();
  for (const { id, name, hash } of uploads) {
    const reading = readingsLater.get(id);
    if (needed.has(id)) {
      hashes.add(hash);
      if (reading !== 'whole')
        yield violation('kept', `a message has ${name}, which is ${reading} a day later`);
    } else if (reading !== 'absent') yield violation('gone', `nothing needs ${name}, which is ${reading}`);
  }
  for (const hash of left.blobs)
    if (!hashes.has(hash)) yield violation('gone', `nothing needs the blob ${hash}`);
  for (const staged of left.staged) yield violation('gone', `nothing needs the unfinished ${staged}`);
  for (const id of new Set(left.records))
    if (!needed.has(id)) yield violation('gone', `nothing needs the record of ${id}`);
}

function idsOf(files: readonly { id: string }[]): string[] {
  return files.map(({ id }) => id);
}

function list(ids: readonly string[]): string {
  return JSON.stringify(ids);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}

function violation(promise: PromiseName, about: string): Violation {
  return { promise, about };
}
