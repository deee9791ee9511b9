import type { Message, Position } from '@realtime-chat/protocol';
import { FairQueue } from '../limits/fair-queue.ts';
import type { RoomLog } from '../log/log.ts';
import { newestMessages } from './bounded-read.ts';
import { type CatchUp, catchUp } from './catch-up.ts';
import { NewestPages } from './newest-pages.ts';
import type { FileTexts } from './old-clients/file-texts.ts';

/** How many joins and requests for history are read at once, in the whole relay. */
const mostReads = 2;

/** The same for a store that is reached by a network: its answers take longer, and meanwhile the relay has nothing to do. */
const mostRemoteReads = 16;

/** For whom a room is read. */
export interface Reader {
  /** The id of the connection, or of the reader itself: each reads one page at a time. */
  key: string;
  personId: string;
  /** As in the data of a socket. */
  origin?: string | undefined;
  /** Throws if the result is no longer wanted. Called when the read leaves the queue. */
  assertWanted?: () => void;
}

/** Reads rooms for clients, a few at a time: connections take turns, so that none waits behind another's many requests. */
export class RoomReader {
  #log: RoomLog;
  #queue: FairQueue;
  #fileTexts: FileTexts | undefined;
  #pages = new NewestPages();

  /**
   * @param isRemote whether the log is reached by a network
   * @param fileTexts absent if the relay takes no files
   */
  constructor(log: RoomLog, isRemote: boolean, fileTexts?: FileTexts) {
    this.#log = log;
    this.#fileTexts = fileTexts;
    this.#queue = new FairQueue(isRemote ? mostRemoteReads : mostReads);
  }

  /** @param since the position up to which the client has everything */
  catchUp(reader: Reader, room: string, since: Position | undefined): Promise<CatchUp> {
    return this.#read(reader, async () => {
      const missed = await catchUp(this.#viewOf(reader, room), this.#pages, since);
      if (missed.mode !== 'delta') return { ...missed, messages: this.#shown(reader, room, missed.messages) };
      const { origin } = reader;
      if (origin === undefined || !this.#fileTexts) return missed;
      return { ...missed, entries: await this.#fileTexts.entries(room, missed.entries, origin) };
    });
  }

  /** A page of messages before a seq, oldest first. */
  history(reader: Reader, room: string, before: number, limit: number): Promise<Message[]> {
    return this.#read(reader, async () => {
      const { messages } = await newestMessages(this.#viewOf(reader, room), before, limit);
      return this.#shown(reader, room, messages);
    });
  }

  #shown({ origin }: Reader, room: string, messages: Message[]): Message[] {
    const texts = this.#fileTexts;
    if (origin === undefined || !texts) return messages;
    return messages.map((message) => texts.message(room, message, origin));
  }

  #read<T>({ key, assertWanted }: Reader, read: () => Promise<T>): Promise<T> {
    return this.#queue.run(key, async () => {
      assertWanted?.();
      return read();
    });
  }

  #viewOf({ personId }: Reader, room: string): { log: RoomLog; room: string; reader: string } {
    return { log: this.#log, room, reader: personId };
  }
}
