// Entries to append to a log, and ways to read them from it.
import assert from 'node:assert/strict';
import type { MessageEntry, Message } from '@realtime-chat/protocol';
import type { ChangeDraft, MessageDraft, Target } from '../../relay/src/log/entry-types.ts';
import type { Entry, RoomLog } from '../../relay/src/log/log.ts';
import { Inbox } from '../support/inbox.ts';

/** A message of `sender`, under an id of its own unless told otherwise. */
export function draft(message: string, more: Partial<MessageDraft> = {}): MessageDraft {
  return { type: 'message', id: `id-${message}`, sender: 'ann', username: 'Ann', message, ...more };
}

/** Appends one after the other. */
export async function appendAll(log: RoomLog, room: string, messages: readonly string[]): Promise<void> {
  for (const message of messages) await log.append(room, draft(message));
}

/** Everything that the log hands to a watcher of the room. */
export async function watched(log: RoomLog, room: string): Promise<Inbox<Entry>> {
  const inbox = new Inbox<Entry>();
  await log.watch(room, (_epoch, entries) => entries.forEach((entry) => inbox.put(entry)));
  return inbox;
}

/** Entries as they would be read elsewhere. */
export function entriesOf(first: number, last: number, more: Partial<MessageEntry> = {}): MessageEntry[] {
  return numbers(first, last).map((seq) => {
    const { type, id, sender, message } = draft(String(seq));
    return { type, id, sender, username: 'Ann', message, seq, time: 1000 + seq, ...more };
  });
}

export function numbers(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

export const names = (first: number, last: number): string[] => numbers(first, last).map(String);

/** What was said, by messages and by edits of them. */
export const texts = (entries: readonly object[]): string[] =>
  entries.flatMap((entry) =>
    'message' in entry && typeof entry.message === 'string' ? [entry.message] : [],
  );

export const seqs = (entries: readonly { seq: number }[]): number[] => entries.map(({ seq }) => seq);

/** Texts in many scripts, and texts that a store could take for something else. */
export const scripts = [
  'ascii',
  'ASCII',
  ' ',
  'ünïcödé',
  'u\u0308', // not composed
  'ü',
  'שלום',
  'مرحبا بالعالم',
  '日本語の部屋',
  '👩‍👩‍👧‍👦',
  '\u202eright to left',
  '\0',
  '\0\0',
  'a\0b',
  '\u0001',
  '\u001f',
  '\u2028',
  '\ufeff',
  '\uffff',
  '__proto__',
  'constructor',
  '1',
  '-1',
  'null',
  'a,b',
  "'; --",
  '../../etc',
];

/** The message that `appendAll` appended with this text, at this seq. */
export const target = (seq: number, text: string): Target => ({ seq, id: `id-${text}` });

/** The message `hello`, where it is the first of its room. */
export const hello = target(1, 'hello');

interface More {
  id?: string;
  sender?: string;
}

let count = 0;
const newId = (): string => `change-${(count += 1)}`;

export function edit(target: Target, message: string, more: More = {}): ChangeDraft {
  return { type: 'edit', id: newId(), sender: 'ann', target, message, ...more };
}

export function deletion(target: Target, more: More = {}): ChangeDraft {
  return { type: 'delete', id: newId(), sender: 'ann', target, ...more };
}

export function reaction(target: Target, emoji: string, more: More & { on?: boolean } = {}): ChangeDraft {
  const sender = more.sender ?? 'ann';
  return {
    type: 'react',
    id: newId(),
    username: sender.toUpperCase(),
    target,
    emoji,
    on: true,
    sender,
    ...more,
  };
}

/** Everything that a log tells of a room. */
export async function everything(
  log: RoomLog,
  room: string,
): Promise<{ entries: Entry[]; messages: Message[] }> {
  return {
    entries: await log.entriesAfter(room, 0, 100_000),
    messages: await log.messagesBefore(room, Number.MAX_SAFE_INTEGER, 100_000),
  };
}

/** The message at this seq of the lobby. */
export async function message(log: RoomLog, seq: number): Promise<Message> {
  const [found] = await log.messagesBefore('lobby', seq + 1, 1);
  assert.equal(found?.seq, seq);
  return found;
}
