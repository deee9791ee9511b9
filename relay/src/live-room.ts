import { limits, type Member, type Members } from '@realtime-chat/protocol';
import type { Entry, RoomLog } from './log/log.ts';
import { Paced } from './paced.ts';
import type { RelayServer } from './server.ts';

/** Entries that are committed within this many milliseconds leave in one frame. */
const entriesInterval = 10;
const membersInterval = 1000;

/** Socket.IO's own rooms, by prefixes, because every socket's id is the name of such a room too. */
export const channelOf = (room: string): string => `room:${room}`;
const tutorialChannelOf = (room: string): string => `tutorial:${room}`;

/** A room that somebody is in: it passes on what the log commits, and knows who is here. */
export class LiveRoom {
  readonly name: string;
  readonly channel: string;
  readonly tutorialChannel: string;
  #io: RelayServer;
  #epoch = '';
  #sent = 0;
  #gathered: Entry[] = [];
  #entriesPace = new Paced(entriesInterval, () => this.#emitEntries());
  /** By socket: one person may have many. */
  #members = new Map<string, Member>();
  #membersPace = new Paced(membersInterval, () => this.#emitMembers());
  #unwatch = (): void => {};

  private constructor(name: string, io: RelayServer) {
    this.name = name;
    this.channel = channelOf(name);
    this.tutorialChannel = tutorialChannelOf(name);
    this.#io = io;
  }

  static async open(name: string, io: RelayServer, log: RoomLog): Promise<LiveRoom> {
    const room = new LiveRoom(name, io);
    room.#unwatch = await log.watch(name, (epoch, entries) => room.#receive(epoch, entries));
    const { epoch, head } = await log.extent(name);
    room.#epoch = epoch;
    room.#sent = Math.max(room.#sent, head);
    return room;
  }

  /** The seq up to which everything has been passed on. Who joins must have read at least this far. */
  get sent(): number {
    return this.#sent;
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

  /** Someone comes in, or goes by another name now. */
  enter(socketId: string, member: Member): void {
    const known = this.#members.get(socketId);
    if (known && known.username === member.username) return;
    this.#members.set(socketId, member);
    this.#membersPace.ask();
  }

  leave(socketId: string): void {
    if (this.#members.delete(socketId)) this.#membersPace.ask();
  }

  /** Tells the newest seq, so that a client which lost the last frame notices. */
  beacon(): void {
    this.#io.to(this.channel).emit('head', { room: this.name, epoch: this.#epoch, head: this.#sent });
  }

  close(): void {
    this.#unwatch();
    this.#entriesPace.stop();
    this.#membersPace.stop();
  }

  #receive(epoch: string, entries: readonly Entry[]): void {
    this.#epoch = epoch;
    this.#gathered.push(...entries);
    this.#entriesPace.ask();
  }

  #emitEntries(): void {
    const entries = this.#gathered;
    this.#gathered = [];
    this.#sent = entries.at(-1)?.seq ?? this.#sent;
    this.#io.to(this.channel).emit('entries', { room: this.name, epoch: this.#epoch, entries });
    if (!this.#io.of('/').adapter.rooms.has(this.tutorialChannel)) return;
    for (const entry of entries) {
      // Such a client has no word for a change.
      if (entry.type !== 'message') continue;
      const { seq, id, time, username, message } = entry;
      this.#io.to(this.tutorialChannel).emit('message', { seq, id, time, username, message });
    }
  }

  #emitMembers(): void {
    this.#io.to(this.channel).emit('members', this.members);
  }
}
