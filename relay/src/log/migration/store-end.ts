import type { Kept } from '../fold.ts';
import type { Entry, Other, RoomSummary } from '../log.ts';
import type { Use } from '../store-rules.ts';
import type { Secrets } from './secrets.ts';

/*
 * What a folder and Redis both store, in one form. It is more than an export has: ids without an entry, full lists of
 * reactions, and the values beside the rooms.
 */

/** A person who gave an emoji. */
export interface Given {
  emoji: string;
  person: string;
  /** The name and other facts about the person, as stored. */
  value: object;
}

/** An entry as it is stored, with what is stored apart from it. */
export interface Row {
  entry: Kept | Other;
  /** The place of its id; absent if the store does not know it. */
  use: Use | undefined;
  given: Given[];
}

/** An id that is known without an entry. */
export interface KnownId extends Pick<Entry, 'sender' | 'id'> {
  use: Use;
}

/** A value beside the rooms. */
export interface Note {
  kind: string;
  key: string;
  value: unknown;
}

/** A part of a room. The parts of a room are written in order. */
export interface RoomPart extends Pick<RoomSummary, 'room' | 'floor'> {
  rows: Row[];
  ids: KnownId[];
}

/** How far a migration has come. The store into which it goes has this note, and no relay opens it meanwhile. */
export interface Progress {
  /** The epoch that the store will have. */
  epoch: string;
  /** The last room that is copied completely; empty: none. */
  room: string;
  /** The seq up to which the entries of the next room are copied. */
  seq: number;
  /** Whether both stores were compared. */
  isVerified: boolean;
}

/** A store that is read whole by a migration. No other process writes to it. */
export interface StoreEnd {
  /** The store, for people. */
  readonly name: string;
  readonly epoch: string;

  /** As `RoomLog.summaries`. */
  summaries(after: string, limit: number): Promise<RoomSummary[]>;

  /** The entries of a room with a seq above `after`, in pages. */
  rows(room: string, after: number): AsyncIterable<Row[]>;

  /** The ids of a room that have no entry, in pages. */
  ids(room: string): AsyncIterable<KnownId[]>;

  /** The kinds of values beside the rooms, without the secrets. */
  kinds(): Promise<string[]>;

  metaAfter(kind: string, after: string | undefined, limit: number): Promise<[key: string, value: unknown][]>;

  /** With them, guests stay the same people, and receivers of webhooks can check signatures. */
  secrets(): Promise<Secrets>;
}

export interface SourceEnd extends StoreEnd {
  /** A relay that starts on the store afterwards sets a new epoch: the two stores are not the same any longer. */
  retire(): Promise<void>;
}

export interface TargetEnd extends StoreEnd {
  /** The note of the migration that has begun to fill it. */
  progress(): Promise<Progress | undefined>;

  /**
   * Writes parts and values, and then the note. All of it can be repeated.
   *
   * @throws {Error} if it cannot be written to; the message gives the reason. Some of it may be written.
   */
  write(parts: readonly RoomPart[], notes: readonly Note[], progress: Progress): Promise<void>;

  /** Replaces the secrets that are given. */
  putSecrets(secrets: Secrets): Promise<void>;

  /** Gives the store its epoch, and removes the note: from then on, relays open it. */
  finish(epoch: string): Promise<void>;
}

/** A store did not answer, or could not be written to. The migration can go on when it can. */
export class EndFailure extends Error {
  override name = 'EndFailure';
}

/** How many entries, ids or values are read at once. */
export const pageSize = 200;

/** How many reactions a page has at most, unless a single message has more. */
export const mostGiven = 2000;

/** All people who gave a message an emoji, in an order that does not depend on the store. */
export function ordered(given: readonly Given[]): Given[] {
  return given.toSorted((one, other) => compare(one.emoji, other.emoji) || compare(one.person, other.person));
}

function compare(one: string, other: string): number {
  return Number(one > other) - Number(one < other);
}
