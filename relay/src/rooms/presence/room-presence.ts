import { limits, type Member, type Members } from '@realtime-chat/protocol';
import { FixedWindow } from '../../limits/fixed-window.ts';
import { Throttle } from '../../limits/throttle.ts';
import { lonePresence } from '../../nodes/presence/lone-presence.ts';
import type {
  HeldName,
  LocalPresence,
  Presence,
  RoomShare,
  SeenPosition,
} from '../../nodes/presence/presence.ts';
import { heldName, SharedNames } from '../names/shared-names.ts';
import { TakenNames } from '../names/taken-names.ts';
import type { RelayServer } from '../sockets.ts';
import { briefMember, RoomMembers } from './members.ts';
import { ReadState } from './read-state.ts';

const membersInterval = 1000;
const seenInterval = 1000;

/**
 * How many typing events a room forwards in a second. Each goes to everybody in the room: if a thousand people typed at
 * once, that would be a million frames a second. Nobody can read more than ten names at once anyway. The first ten of
 * each second are forwarded.
 */
const typingPerSecond = 10;

/** What a room knows of the people in it, in all processes that share the store: members, names, read receipts and typing. */
export class RoomPresence implements LocalPresence {
  readonly name: string;
  #io: RelayServer;
  #channel: string;
  /** Undefined in the only process of a store. */
  #sharedNames: SharedNames | undefined;
  #members: RoomMembers;
  #membersThrottle = new Throttle(membersInterval, () => this.#emitMembers());
  #typing = new FixedWindow(typingPerSecond);
  #seen = new ReadState();
  #seenThrottle = new Throttle(seenInterval, () => this.#emitSeen());
  /** The ids of people of this process whose positions the other processes do not know yet. */
  #untold = new Set<string>();
  #share: RoomShare | undefined;

  private constructor(name: string, channel: string, io: RelayServer, { isShared }: Presence) {
    this.name = name;
    this.#channel = channel;
    this.#io = io;
    this.#sharedNames = isShared ? new SharedNames() : undefined;
    this.#members = new RoomMembers(this.#sharedNames ?? new TakenNames());
  }

  /** @throws {Refusal} `unavailable` */
  static async open(
    name: string,
    channel: string,
    io: RelayServer,
    presence: Presence = lonePresence,
  ): Promise<RoomPresence> {
    const room = new RoomPresence(name, channel, io, presence);
    room.#share = await presence.open(name, room);
    return room;
  }

  /** The names that the members of this process go by. */
  get names(): TakenNames {
    return this.#members.names;
  }

  /** How many people there are, each counted once. */
  get count(): number {
    return this.#members.count;
  }

  /** The list of members, as it is sent. */
  get list(): Members {
    return { room: this.name, count: this.#members.count, members: this.#members.first(limits.members) };
  }

  /** How many sockets of this process there are. */
  get sockets(): number {
    return this.#members.sockets;
  }

  /** Whether there may be more people than the list names. */
  get isLarge(): boolean {
    return this.#members.isLarge;
  }

  pictureOf(personId: string): string | undefined {
    return this.#members.pictureOf(personId);
  }

  /** The member of a socket of this process. */
  get(socketId: string): Member | undefined {
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
  add(socketId: string, member: Member): void {
    if (!this.#members.set(socketId, member)) return;
    this.#share?.setMember(socketId, member);
    this.#membersThrottle.trigger();
  }

  /** Changes a member's name. Does nothing if the socket has left meanwhile. */
  rename(socketId: string, member: Member): void {
    if (this.#members.get(socketId)) this.add(socketId, member);
  }

  remove(socketId: string): void {
    if (!this.#members.delete(socketId)) return;
    this.#share?.setMember(socketId, undefined);
    this.#membersThrottle.trigger();
  }

  /**
   * Reserves a name for a person, unless another person of any process goes by one that looks like it.
   *
   * @returns a function that gives it back; undefined: the name is not free
   * @throws {Refusal} `unavailable`
   */
  async reserveName(name: string, personId: string): Promise<(() => void) | undefined> {
    const { names } = this;
    // First in this process: if two people ask for one name at once, one of them gets it.
    names.reserve(name, personId);
    const free = (): void => names.remove(name, personId);
    try {
      if (await this.#claim(name, personId)) return free;
    } catch (error) {
      free();
      throw error;
    }
    free();
    return undefined;
  }

  /** Tells the others that a member is typing. Over the bound it is dropped: a late typing event is of no use. */
  emitTyping(member: Member): void {
    if (!this.#typing.take()) return;
    this.#sendTyping(briefMember(member));
    this.#share?.tellTyping(briefMember(member));
  }

  /** A member has read up to `seq`. */
  markRead(socketId: string, seq: number): void {
    const member = this.#members.get(socketId);
    if (!member || !this.#seen.advance(briefMember(member), seq)) return;
    this.#untold.add(member.id);
    this.scheduleSeen();
  }

  /** Forgets how far an erased person has read, or without an id all people who have left. */
  eraseReaders(personId?: string): void {
    for (const { id } of this.#seen.all) {
      const isErased = personId === undefined ? !this.#members.has(id) : id === personId;
      if (isErased && this.#seen.delete(id)) this.#seenThrottle.trigger();
    }
  }

  /** Sends the read state to all members soon, newly joined ones included. */
  scheduleSeen(): void {
    if (this.#seen.all.length > 0) this.#seenThrottle.trigger();
  }

  close(): void {
    this.#membersThrottle.stop();
    this.#seenThrottle.stop();
    void this.#share?.close();
  }

  members(): Iterable<readonly [socketId: string, member: Member]> {
    return this.#members.own;
  }

  heldNames(): Iterable<HeldName> {
    return this.#sharedNames?.heldNames() ?? [];
  }

  takeNameChanges(): ReturnType<SharedNames['takeChanges']> {
    return this.#sharedNames?.takeChanges() ?? { given: [], freed: [] };
  }

  changeElsewhere(before: Member | undefined, after: Member | undefined): void {
    const isChanged = this.#members.changeElsewhere(before, after);
    // While the room opens, nobody is in it yet.
    if (isChanged && this.#share) this.#membersThrottle.trigger();
  }

  /** The member is nameless from now on. If they write, they are told that the name is taken. */
  loseName({ name, person }: HeldName): void {
    for (const [socketId, { username, ...member }] of this.#members.own) {
      if (member.id === person && username === name) this.add(socketId, member);
    }
  }

  showTyping(member: Member): void {
    if (this.#typing.take()) this.#sendTyping(member);
  }

  noteSeen(positions: readonly SeenPosition[]): void {
    let isNew = false;
    for (const { seq, ...member } of positions) isNew = this.#seen.advance(member, seq) || isNew;
    if (isNew) this.scheduleSeen();
  }

  welcome(): void {
    for (const { id } of this.#seen.all) this.#untold.add(id);
    this.scheduleSeen();
  }

  async #claim(name: string, person: string): Promise<boolean> {
    const names = this.#sharedNames;
    if (!names || !this.#share || names.isClaimed(name, person)) return true;
    const isFree = await this.#share.claim(heldName({ name, person, isGiven: false }));
    if (isFree) names.confirm(name, person);
    return isFree;
  }

  #sendTyping(member: Member): void {
    this.#io
      .to(this.#channel)
      .except(this.#members.socketsOf(member.id))
      .volatile.emit('typing', { room: this.name, member });
  }

  /** Not in large rooms: the frame would be large, and of little use. */
  #emitSeen(): void {
    const people = new Map(this.list.members.map((member) => [member.id, briefMember(member)]));
    const untold = this.#seen.all.filter(({ id }) => this.#untold.has(id));
    if (people.size > limits.seen) {
      this.#untold = new Set(untold.map(({ id }) => id));
      return;
    }
    // Present members are shown under their current name.
    const seen = this.#seen.all.map((position) => ({ ...position, ...people.get(position.id) }));
    this.#io.to(this.#channel).emit('seen', { room: this.name, seen });
    this.#untold.clear();
    if (untold.length > 0) this.#share?.tellSeen(untold);
  }

  #emitMembers(): void {
    this.#io.to(this.#channel).emit('members', this.list);
    this.#share?.flush();
  }
}
