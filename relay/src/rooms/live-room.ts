import { limits, type Member, type Members } from '@realtime-chat/protocol';
import { asItReads } from '../log/fold.ts';
import type { Entry, RoomLog } from '../log/log.ts';
import { Throttle } from '../limits/throttle.ts';
import { FixedWindow } from '../limits/fixed-window.ts';
import { briefMember, RoomMembers } from './presence/members.ts';
import { authorsWithPicture } from './presence/pictures.ts';
import { ReadState } from './presence/read-state.ts';
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

const membersInterval = 1000;
const seenInterval = 1000;

/**
 * How many typing events a room forwards in a second. Each goes to everybody in the room: if a thousand people typed at
 * once, that would be a million frames a second. Nobody can read more than ten names at once anyway. The first ten of
 * each second are forwarded.
 */
const typingPerSecond = 10;

/** Socket.IO's own rooms, with prefixes: every socket's id is the name of such a room too. */
export const channelOf = (room: string): string => `room:${room}`;
/** The moderators of a room. */
export const moderatorChannelOf = (room: string): string => `moderators:${room}`;
/** The sockets that were told that their person may only read a room. */
export const readerChannelOf = (room: string): string => `readers:${room}`;
/** Clients of the classic tutorial. */
export const tutorialChannelOf = (room: string): string => `tutorial:${room}`;

/** A room with at least one socket in it: broadcasts what the log commits, and knows its members. */
export class LiveRoom {
  readonly name: string;
  readonly channel: string;
  readonly tutorialChannel: string;
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
  #entriesThrottle = new Throttle(
    () => entriesInterval(this.#members.sockets),
    () => this.#emitEntries(),
  );
  #members = new RoomMembers();
  #membersThrottle = new Throttle(membersInterval, () => this.#emitMembers());
  #typing = new FixedWindow(typingPerSecond);
  #seen = new ReadState();
  #seenThrottle = new Throttle(seenInterval, () => this.#emitSeen());
  #unwatch = (): void => {};

  private constructor(name: string, io: RelayServer, log: RoomLog, onFanOut?: OnFanOut) {
    this.name = name;
    this.channel = channelOf(name);
    this.tutorialChannel = tutorialChannelOf(name);
    this.#io = io;
    this.#log = log;
    this.#onFanOut = onFanOut;
  }

  static async open(name: string, io: RelayServer, log: RoomLog, onFanOut?: OnFanOut): Promise<LiveRoom> {
    const room = new LiveRoom(name, io, log, onFanOut);
    room.#unwatch = await log.watch(name, (epoch, entries) => room.#receive(epoch, entries));
    try {
      const { epoch, head } = await log.extent(name);
      room.#epoch = epoch;
      room.#head = Math.max(room.#head, head);
      room.#sent = Math.max(room.#sent, head);
      return room;
    } catch (error) {
      // Otherwise the log would go on calling a room that nobody has, beside the one that is opened later.
      room.#unwatch();
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

  /** The names that the members go by. */
  get names(): RoomMembers['names'] {
    return this.#members.names;
  }

  get members(): Members {
    return { room: this.name, count: this.#members.count, members: this.#members.first(limits.members) };
  }

  member(socketId: string): Member | undefined {
    return this.#members.get(socketId);
  }

  /** See `RoomMembers.requestName`. */
  requestName(socketId: string, username: string | undefined): void {
    this.#members.requestName(socketId, username);
  }

  requestedName(socketId: string): string | undefined {
    return this.#members.requestedName(socketId);
  }

  /** A socket joins, or joins again. */
  addMember(socketId: string, member: Member): void {
    if (this.#members.set(socketId, member)) this.#membersThrottle.trigger();
  }

  /** Changes a member's name. Does nothing if the socket has left meanwhile. */
  renameMember(socketId: string, member: Member): void {
    if (this.#members.get(socketId)) this.addMember(socketId, member);
  }

  removeMember(socketId: string): void {
    if (this.#members.delete(socketId)) this.#membersThrottle.trigger();
  }

  /** Tells the others that a member is typing. Over the bound it is dropped: a late typing event is of no use. */
  emitTyping(member: Member): void {
    if (!this.#typing.take()) return;
    this.#io
      .to(this.channel)
      .except(this.#members.socketsOf(member.id))
      .volatile.emit('typing', { room: this.name, member: briefMember(member) });
  }

  /** A member has read up to `seq`, or up to the head if that is less. */
  markRead(socketId: string, seq: number): void {
    const member = this.#members.get(socketId);
    if (member && this.#seen.advance(briefMember(member), Math.min(seq, this.#head))) this.scheduleSeen();
  }

  /** Forgets how far an erased person has read. */
  eraseReader(personId: string): void {
    if (this.#seen.delete(personId)) this.#seenThrottle.trigger();
  }

  /** Sends the read state to all members soon, newly joined ones included. */
  scheduleSeen(): void {
    if (this.#seen.all.length > 0) this.#seenThrottle.trigger();
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
    this.#membersThrottle.stop();
    this.#seenThrottle.stop();
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
    const authors = this.#members.isLarge
      ? authorsWithPicture(entries, (id) => this.#members.pictureOf(id))
      : undefined;
    const frame = { room: this.name, epoch: this.#epoch, entries, ...authors };
    this.#io.to(this.channel).emit('entries', frame);
    if (this.#unsentSince !== undefined) this.#onFanOut?.(performance.now() - this.#unsentSince);
    if (rest.length === 0) this.#unsentSince = undefined;
    if (!this.#io.of('/').adapter.rooms.has(this.tutorialChannel)) return;
    for (const entry of entries) {
      // The tutorial's protocol knows new messages alone.
      if (entry.type !== 'message' || entry.deleted) continue;
      const { seq, id, time, username, message } = entry;
      this.#io.to(this.tutorialChannel).emit('message', { seq, id, time, username, message });
    }
  }

  /** Not in large rooms: the frame would be large, and of little use. */
  #emitSeen(): void {
    const people = new Map(this.members.members.map((member) => [member.id, briefMember(member)]));
    if (people.size > limits.seen) return;
    // Present members are shown under their current name.
    const seen = this.#seen.all.map((position) => ({ ...position, ...people.get(position.id) }));
    this.#io.to(this.channel).emit('seen', { room: this.name, seen });
  }

  #emitMembers(): void {
    this.#io.to(this.channel).emit('members', this.members);
  }
}
