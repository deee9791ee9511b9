import { setImmediate } from 'node:timers/promises';
import type { Message } from '@realtime-chat/protocol';
import type { Entry, RoomLog } from '../log/log.ts';
import { withReaderReactions } from './reader-reactions.ts';
import { maxPayloadBytes, payloadSize } from '../limits/payload-size.ts';

/** How many entries are read from the store at once. The size of a page is known only once it is read. */
const pageSize = 10;

/** After this many milliseconds of reading, yield to the event loop. */
const yieldAfter = 5;

/** A room, and the person that reads it. */
export interface View {
  log: RoomLog;
  room: string;
  /** The person's id. */
  reader: string;
}

/**
 * The entries after a seq.
 *
 * @returns undefined if they exceed `maxPayloadBytes`, or if retention removed some of them during the read
 */
export async function entriesAfter(view: View, after: number, limit: number): Promise<Entry[] | undefined> {
  const { log, room } = view;
  const found: Entry[] = [];
  let left = maxPayloadBytes;
  let began = performance.now();
  for (;;) {
    const asked = Math.min(pageSize, limit - found.length);
    const page = await log.entriesAfter(room, after + found.length, asked);
    for (const stored of page) {
      if (stored.seq !== after + found.length + 1) return undefined;
      const entry =
        stored.type === 'message' ? await withReaderReactions(log, room, stored, view.reader) : stored;
      left -= payloadSize(entry);
      if (left < 0) return undefined;
      found.push(entry);
    }
    if (page.length < asked || found.length >= limit) return found;
    if (performance.now() - began < yieldAfter) continue;
    await setImmediate();
    began = performance.now();
  }
}

/** Messages, and whether every reader gets them so. */
export interface MessagesRead {
  messages: Message[];
  isForAll: boolean;
}

/**
 * The newest messages before a seq, oldest first: as many as fit into `maxPayloadBytes`, and at least one. All are read
 * in one turn of the event loop, so that they show the room at one moment.
 */
export async function newestMessages(view: View, before: number, limit: number): Promise<MessagesRead> {
  const { log, room, reader } = view;
  const found: Message[] = [];
  let left = maxPayloadBytes;
  let isForAll = true;
  for (;;) {
    const asked = Math.min(pageSize, limit - found.length);
    const page = await log.messagesBefore(room, found.at(-1)?.seq ?? before, asked);
    for (const stored of page.toReversed()) {
      const message = await withReaderReactions(log, room, stored, reader);
      isForAll &&= message === stored;
      left -= payloadSize(message);
      if (left < 0 && found.length > 0) return { messages: found.toReversed(), isForAll };
      found.push(message);
    }
    if (page.length < asked || found.length >= limit) return { messages: found.toReversed(), isForAll };
  }
}
