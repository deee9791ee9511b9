import { type FileRecord, kind as filesKind, parseRecord } from '../files/file-record.ts';
import { eachMeta } from '../log/meta/each-meta.ts';
import type { Entry, LogReader } from '../log/log.ts';
import { kind as restrictionsKind, pageSize } from '../moderation/restriction-store.ts';
import {
  kind as visitorKind,
  parseVisitor,
  recordOf as recordOfVisitor,
} from '../moderation/recent-visitors/recent-visitor.ts';
import { restrictionsOf } from '../moderation/restrictions.ts';
import { kind as queueKind, parseItem, parseKey } from '../moderation/review-queue/queue-item.ts';
import { kind as namesKind, parseReservation } from '../rooms/names/reserved-names.ts';
import { entriesOf } from './entries-of.ts';

/** What a running relay knows about a person in memory alone. */
export interface PersonInMemory {
  /** The last addresses and names, if the person was here lately. */
  visit: object | undefined;
}

/**
 * Everything about a person, as JSON lines that a person can read: `kind` tells what each line is. It holds no names, texts or
 * addresses of other people, apart from what the person has written.
 *
 * @param inMemory absent for a store without a relay
 */
export async function* personLines(
  log: LogReader,
  person: string,
  inMemory?: PersonInMemory,
): AsyncGenerator<string> {
  for await (const record of recordsOf(log, person, inMemory)) yield `${JSON.stringify(record)}\n`;
}

async function* recordsOf(
  log: LogReader,
  person: string,
  inMemory: PersonInMemory | undefined,
): AsyncGenerator<object> {
  yield { kind: 'person', id: person, exported: iso(Date.now()) };
  const stored = parseVisitor(person, await log.getMeta(visitorKind, person));
  const visit = inMemory?.visit ?? (stored && recordOfVisitor(stored));
  if (visit) yield { kind: 'visit', ...visit };
  yield* reservedName(log, person);
  for await (const { room, entries } of entriesOf(log, person)) {
    for await (const entry of entries) yield recordOf(room, entry);
  }
  yield* files(log, person);
  yield* restrictions(log, person);
  yield* queueItems(log, person);
}

function recordOf(room: string, { type: kind, sender: _, time, ...entry }: Entry): object {
  if (!('reactions' in entry)) return { kind, room, time: iso(time), ...entry };
  const { reactions, ...rest } = entry;
  // Their names are those of others.
  const counts = reactions?.map(({ emoji, count }) => ({ emoji, count }));
  return { kind, room, time: iso(time), ...rest, ...(counts && { reactions: counts }) };
}

async function* reservedName(log: LogReader, person: string): AsyncGenerator<object> {
  const reservation = parseReservation(await log.getMeta(namesKind, person));
  if (reservation) yield { kind: 'name', name: reservation.name, seen: iso(reservation.seen) };
}

/** The files that a person has uploaded, in messages or not. */
export async function* filesOf(
  log: Pick<LogReader, 'metaAfter'>,
  person: string,
): AsyncGenerator<FileRecord & { id: string }> {
  for await (const [id, stored] of eachMeta(log, filesKind)) {
    const record = parseRecord(stored);
    if (record?.owner === person) yield { ...record, id };
  }
}

async function* files(log: LogReader, person: string): AsyncGenerator<object> {
  for await (const { id, room, created, name, type, size, address, seq } of filesOf(log, person)) {
    yield { kind: 'file', room, time: iso(created), id, name, type, size, address, message: seq };
  }
}

async function* restrictions(log: LogReader, person: string): AsyncGenerator<object> {
  for await (const [room, stored] of eachMeta(log, restrictionsKind, pageSize)) {
    for (const { action, term } of restrictionsOf(stored, person)) {
      const { time, until, ...rest } = term;
      yield {
        kind: action,
        room,
        time: iso(time),
        ...(until !== undefined && { until: iso(until) }),
        ...rest,
      };
    }
  }
}

async function* queueItems(log: LogReader, person: string): AsyncGenerator<object> {
  for await (const [key, stored] of eachMeta(log, queueKind)) {
    const { room } = parseKey(key) ?? {};
    const item = parseItem(stored);
    if (room === undefined || !item) continue;
    const time = iso(item.time);
    if (item.type === 'held' && item.sender === person) {
      const { id, username, message, files: attached } = item;
      yield { kind: 'held', room, time, id, username, message, files: attached };
    } else if (item.type === 'report') {
      const { target, people } = item;
      if (people.includes(person)) yield { kind: 'report', room, time, target };
      const [reported] = await log.entriesAfter(room, target.seq - 1, 1);
      if (reported?.seq === target.seq && reported.sender === person)
        yield { kind: 'reported', room, time, target, count: people.length };
    }
  }
}

/** As text, since people read it. A clock can be set to times that no date can represent. */
function iso(time: number): string | number {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : time;
}
