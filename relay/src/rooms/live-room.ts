import { asItReads } from '../log/fold.ts';
import type { Entry, RoomLog } from '../log/log.ts';
import { Throttle } from '../limits/throttle.ts';
import type { Presence } from '../nodes/presence/presence.ts';
import type { FileTexts } from './old-clients/file-texts.ts';
import { authorsWithPicture } from './presence/pictures.ts';
import { RoomPresence } from './presence/room-presence.ts';
import type { RelayServer } from './sockets.ts';
import { chunkBySize } from '../limits/payload-size.ts';

/** To send a frame to one socket takes about so many milliseconds of the event loop. */
const frameCost = 0.02;
/** About the share of a core that a room with many messages may take for its frames, up to 125 sockets. */
const shareOfCore = 0.05;

/**
 * How long entries that are committed after a frame wait for the next one, in milliseconds. The frames of a large room are
 * fewer, and each carries more.
 */
export function entriesInterval(sockets: number): number {
  return Math.min(Math.max((sockets * frameCost) / shareOfCore, 10), 50);
}

/** Gets the milliseconds from the commit of entries to the frame with them, handed to all connections. */
export type OnFanOut = (milliseconds: number) => void;

/** Socket.IO's own rooms, with prefixes: every socket's id is the name of such a room too. */
export const channelOf = (room: string): string => `room:${room}`;
/** The moderators of a room. */
export const moderatorChannelOf = (room: string): string => `moderators:${room}`;
/** The sockets that were told that their person may only read a room. */
export const readerChannelOf = (room: string): string => `readers:${room}`;
/** Clients of the classic tutorial. */
export const tutorialChannelOf = (room: string): string => `tutorial:${room}`;

/** Where a room belongs. */
export interface RoomPlace {
  io: RelayServer;
  log: RoomLog;
  /** Absent in the only process of a store. */
  presence?: Presence;
  onFanOut?: OnFanOut | undefined;
  /** Absent if the relay takes no files. */
  fileTexts?: FileTexts | undefined;
}

/** A room with at least one socket in it: broadcasts what the log commits, and knows its members. */
export class LiveRoom {
  readonly name: string;
  readonly channel: string;
  readonly tutorialChannel: string;
  readonly presence: RoomPresence;
  #io: RelayServer;
  #log: RoomLog;
  #epoch = '';
  /** The seq of the newest committed entry. */
  #head = 0;
  #sent = 0;
  #unsent: Entry[] = [];
  /** When the oldest unsent entry was committed, by the monotonic clock, if that is measured. */
  #unsentSince: number | undefined;
  #onFanOut: OnFanOut | undefined;
  #fileTexts: FileTexts | undefined;
  #entriesThrottle = new Throttle(
    () => entriesInterval(this.presence.sockets),
    () => this.#emitEntries(),
  );
  #unwatch = (): void => {};

  private constructor(name: string, presence: RoomPresence, { io, log, onFanOut, fileTexts }: RoomPlace) {
    this.name = name;
    this.channel = channelOf(name);
    this.tutorialChannel = tutorialChannelOf(name);
    this.presence = presence;
    this.#io = io;
    this.#log = log;
    this.#onFanOut = onFanOut;
    this.#fileTexts = fileTexts;
  }

  static async open(name: string, place: RoomPlace): Promise<LiveRoom> {
    const { io, log } = place;
    const presence = await RoomPresence.open(name, channelOf(name), io, place.presence);
    const room = new LiveRoom(name, presence, place);
    try {
      room.#unwatch = await log.watch(name, (epoch, entries) => room.#receive(epoch, entries));
      const { epoch, head } = await log.extent(name);
      room.#epoch = epoch;
      room.#head = Math.max(room.#head, head);
      room.#sent = Math.max(room.#sent, head);
      return room;
    } catch (error) {
      // Otherwise the log would go on calling a room that nobody has, beside the one that is opened later.
      room.close();
      throw error;
    }
  }

  /** The seq up to which everything was broadcast. A client that joins must have read at least this far. */
  get sent(): number {
    return this.#sent;
  }

  /** Whether the room has never had an entry. */
  get isEmpty(): boolean {
    return this.#head === 0;
  }

  /** A member has read up to `seq`, or up to the head if that is less. */
  markRead(socketId: string, seq: number): void {
    this.presence.markRead(socketId, Math.min(seq, this.#head));
  }

  /**
   * Broadcasts the newest seq, so that a client notices if it lost the last frame. The log may hold entries that were
   * never broadcast: those of another process, and those that were stored although their flush failed.
   */
  async emitHead(): Promise<void> {
    const { epoch, head } = await this.#log.extent(this.name);
    this.#head = Math.max(this.#head, head);
    this.#io.to(this.channel).emit('head', { room: this.name, epoch, head });
  }

  close(): void {
    this.#unwatch();
    this.#entriesThrottle.stop();
    this.presence.close();
  }

  #receive(epoch: string, entries: readonly Entry[]): void {
    // The store was replaced while the relay ran, and its seqs begin anew. The next head frame makes each client load it.
    if (this.#epoch !== '' && epoch !== this.#epoch) {
      this.#unsent = [];
      this.#sent = 0;
      this.#head = 0;
      void this.emitHead().catch(() => {});
    }
    this.#epoch = epoch;
    if (entries.length === 0) return;
    this.#head = entries.at(-1)?.seq ?? this.#head;
    for (const entry of entries) if (entry.type === 'erase') this.presence.eraseReaders(entry.person);
    this.#unsent.push(...entries);
    if (this.#onFanOut) this.#unsentSince ??= performance.now();
    this.#entriesThrottle.trigger();
  }

  #emitEntries(): void {
    // One chunk at a time: by the time of the next one, a client that reads has taken the first.
    const [entries = [], ...rest] = chunkBySize(asItReads(this.#unsent));
    this.#unsent = rest.flat();
    if (rest.length > 0) this.#entriesThrottle.trigger();
    this.#sent = entries.at(-1)?.seq ?? this.#sent;
    // In a smaller room, the list of members names all of them.
    const authors = this.presence.isLarge
      ? authorsWithPicture(entries, (id) => this.presence.pictureOf(id))
      : undefined;
    const frame = { room: this.name, epoch: this.#epoch, entries, ...authors };
    if (this.#fileTexts) this.#fileTexts.emit(this.#io, this.channel, frame);
    else this.#io.to(this.channel).emit('entries', frame);
    if (this.#unsentSince !== undefined) this.#onFanOut?.(performance.now() - this.#unsentSince);
    if (rest.length === 0) this.#unsentSince = undefined;
    if (!this.#io.of('/').adapter.rooms.has(this.tutorialChannel)) return;
    for (const entry of entries) {
      // The tutorial's protocol knows new messages alone.
      if (entry.type !== 'message' || entry.deleted) continue;
      const { seq, id, time, username, message, files } = entry;
      const text = { seq, id, time, username, message };
      if (!files || !this.#fileTexts) this.#io.to(this.tutorialChannel).emit('message', text);
      else this.#fileTexts.emitTutorial(this.#io, this.tutorialChannel, this.name, { ...text, files });
    }
  }
}
