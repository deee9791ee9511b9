import { limits, type Member, type Members } from '@realtime-chat/protocol';
import { tutorialFrame } from '../log/entry-types.ts';
import { asItReads } from '../log/fold.ts';
import type { Entry, RoomLog } from '../log/log.ts';
import { Throttle } from '../limits/throttle.ts';
import { FixedWindow } from '../limits/fixed-window.ts';
import { TakenNames } from './names/taken-names.ts';
import { ReadState } from './presence/read-state.ts';
import type { RelayServer } from './sockets.ts';
import { chunkBySize } from '../limits/payload-size.ts';

/** Entries that are committed within this many milliseconds leave in one frame. */
const entriesInterval = 10;
const membersInterval = 1000;
const seenInterval = 1000;

/**
 * Each notice goes to everybody in the room, so of a thousand people who all type, all at once, there would be a
 * million of them a second. Nobody can read more names than these at once anyway. Whose are told is chance: who comes
 * first in a second is.
 */
const typingPerSecond = 10;

/** Socket.IO's own rooms, by prefixes, because every socket's id is the name of such a room too. */
export const channelOf = (room: string): string => `room:${room}`;
/** All that one person has open. */
export const personChannelOf = (personId: string): string => `person:${personId}`;
/** Those who look after a room. */
export const moderatorChannelOf = (room: string): string => `moderators:${room}`;
/** Clients of the classic tutorial. */
export const tutorialChannelOf = (room: string): string => `tutorial:${room}`;

/** A room that somebody is in: it passes on what the log commits, and knows who is here. */
export class LiveRoom {
  readonly name: string;
  readonly channel: string;
  readonly tutorialChannel: string;
  /** What the people in it go by. */
  readonly names = new TakenNames();
  #io: RelayServer;
  #log: RoomLog;
  #epoch = '';
  /** The seq of the newest entry that is committed. */
  #head = 0;
  #sent = 0;
  #gathered: Entry[] = [];
  #entriesThrottle = new Throttle(entriesInterval, () => this.#emitEntries());
  /** By socket: one person may have many. */
  #members = new Map<string, Member>();
  /** By socket: the names that were asked for last, also where they could not be told then. */
  #requestedNames = new Map<string, string>();
  #membersThrottle = new Throttle(membersInterval, () => this.#emitMembers());
  #typing = new FixedWindow(typingPerSecond);
  #seen = new ReadState();
  #seenThrottle = new Throttle(seenInterval, () => this.#emitSeen());
  #unwatch = (): void => {};

  private constructor(name: string, io: RelayServer, log: RoomLog) {
    this.name = name;
    this.channel = channelOf(name);
    this.tutorialChannel = tutorialChannelOf(name);
    this.#io = io;
    this.#log = log;
  }

  static async open(name: string, io: RelayServer, log: RoomLog): Promise<LiveRoom> {
    const room = new LiveRoom(name, io, log);
    room.#unwatch = await log.watch(name, (epoch, entries) => room.#receive(epoch, entries));
    const { epoch, head } = await log.extent(name);
    room.#epoch = epoch;
    room.#head = Math.max(room.#head, head);
    room.#sent = Math.max(room.#sent, head);
    return room;
  }

  /** The seq up to which everything has been passed on. Who joins must have read at least this far. */
  get sent(): number {
    return this.#sent;
  }

  /** Whether nothing was ever written in it. */
  get isEmpty(): boolean {
    return this.#head === 0;
  }

  get members(): Members {
    const people = new Map<string, Member>();
    for (const member of this.#members.values()) {
      // Of a person's tabs, one that has a name tells more than one that has none.
      if (!people.get(member.id)?.username) people.set(member.id, member);
    }
    return { room: this.name, count: people.size, members: [...people.values()].slice(0, limits.members) };
  }

  member(socketId: string): Member | undefined {
    return this.#members.get(socketId);
  }

  /** The name that somebody asked for last. Whoever may not write yet goes by it as soon as they do. */
  requestName(socketId: string, username: string | undefined): void {
    if (username !== undefined && this.#members.has(socketId)) this.#requestedNames.set(socketId, username);
  }

  requestedName(socketId: string): string | undefined {
    return this.#requestedNames.get(socketId);
  }

  /** Someone comes in, or comes in again. */
  addMember(socketId: string, member: Member): void {
    const known = this.#members.get(socketId);
    if (known && known.username === member.username && known.verified === member.verified) return;
    if (known) this.#unname(known);
    this.#members.set(socketId, member);
    if (member.username !== undefined) this.names.add(member.username, member.id);
    this.#membersThrottle.trigger();
  }

  /** Someone goes by this name now; who has left meanwhile does not come back by it. */
  renameMember(socketId: string, member: Member): void {
    if (this.#members.has(socketId)) this.addMember(socketId, member);
  }

  removeMember(socketId: string): void {
    const member = this.#members.get(socketId);
    if (!member) return;
    this.#members.delete(socketId);
    this.#requestedNames.delete(socketId);
    this.#unname(member);
    this.#membersThrottle.trigger();
  }

  /** Tells the others that somebody is writing. Where it would have to wait, it is of no use any more. */
  emitTyping(member: Member): void {
    if (!this.#typing.take()) return;
    this.#io
      .to(this.channel)
      .except(personChannelOf(member.id))
      .volatile.emit('typing', { room: this.name, member });
  }

  /** Somebody has read so far. Nobody reads what is not there yet. */
  markRead(socketId: string, seq: number): void {
    const member = this.#members.get(socketId);
    if (member && this.#seen.advance(member, Math.min(seq, this.#head))) this.scheduleSeen();
  }

  /** Tells who has read how far; also to who has just come in. */
  scheduleSeen(): void {
    if (this.#seen.all.length > 0) this.#seenThrottle.trigger();
  }

  /**
   * Tells the newest seq, so that a client which lost the last frame notices. The log knows of more than was passed
   * on: of what another process brought in, and of what is stored although its flush failed.
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

  #unname({ id, username }: Member): void {
    if (username !== undefined) this.names.remove(username, id);
  }

  #receive(epoch: string, entries: readonly Entry[]): void {
    this.#epoch = epoch;
    this.#head = entries.at(-1)?.seq ?? this.#head;
    this.#gathered.push(...entries);
    this.#entriesThrottle.trigger();
  }

  #emitEntries(): void {
    // The rest a little later, so that who reads has the first of it by then.
    const [entries = [], ...rest] = chunkBySize(asItReads(this.#gathered));
    this.#gathered = rest.flat();
    if (rest.length > 0) this.#entriesThrottle.trigger();
    this.#sent = entries.at(-1)?.seq ?? this.#sent;
    this.#io.to(this.channel).emit('entries', { room: this.name, epoch: this.#epoch, entries });
    if (!this.#io.of('/').adapter.rooms.has(this.tutorialChannel)) return;
    for (const entry of entries) {
      const frame = tutorialFrame(entry);
      if (frame) this.#io.to(this.tutorialChannel).emit('message', frame);
    }
  }

  /** In a larger room it would be much to tell, and of little use. */
  #emitSeen(): void {
    const people = new Map(this.members.members.map((member) => [member.id, member]));
    if (people.size > limits.seen) return;
    // Who is still here goes by the name of now.
    const seen = this.#seen.all.map((place) => ({ ...place, ...people.get(place.id) }));
    this.#io.to(this.channel).emit('seen', { room: this.name, seen });
  }

  #emitMembers(): void {
    this.#io.to(this.channel).emit('members', this.members);
  }
}
