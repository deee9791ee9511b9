import { limits, type Member, type Message, type Position } from '@realtime-chat/protocol';
import { newestMessages, ReadQueue } from './bounded-read.ts';
import { type CatchUp, catchUp } from './catch-up.ts';
import { channelOf, LiveRoom, moderatorChannelOf, personChannelOf, tutorialChannelOf } from './live-room.ts';
import type { RoomLog } from '../log/log.ts';
import type { Logger } from '../logger.ts';
import type { NamePolicy, NameRequest } from './names/name-policy.ts';
import type { OpenRooms } from './open-rooms.ts';
import { memberOf, type Person, type Visitor } from '../moderation/person.ts';
import type { Permissions } from '../moderation/permissions.ts';
import { Refusal } from '../refusal.ts';
import type { RelayServer, RelaySocket } from './sockets.ts';

const headInterval = 25_000;

interface OpenRoom {
  live: Promise<LiveRoom>;
  /** Sockets, by their ids. */
  holders: Set<string>;
  /** Is called when it closes. */
  closed: () => void;
}

/** The rooms that somebody is in. A room opens with its first socket and closes behind its last. */
export class RoomRegistry {
  #io: RelayServer;
  #log: RoomLog;
  #names: NamePolicy;
  #logger: Logger;
  #openRooms: OpenRooms;
  #open = new Map<string, OpenRoom>();
  /** The names of the rooms that each socket holds. */
  #held = new Map<string, Set<string>>();
  #headTimer: NodeJS.Timeout;
  #readQueue = new ReadQueue();

  constructor(io: RelayServer, log: RoomLog, names: NamePolicy, openRooms: OpenRooms, logger: Logger) {
    this.#io = io;
    this.#log = log;
    this.#names = names;
    this.#openRooms = openRooms;
    this.#logger = logger;
    this.#headTimer = setInterval(() => this.#emitHeads(), headInterval);
  }

  /**
   * Puts the socket into the room and tells it what it missed. Where it fails, `abandon` is to be called.
   *
   * @param admitted is called in the same turn of the event loop in which live entries begin to reach the
   * socket: what it is given and what then comes live join without a gap.
   */
  async join(
    socket: RelaySocket,
    name: string,
    nameRequest: NameRequest,
    since: Position | undefined,
    admitted: (missed: CatchUp, room: LiveRoom) => void,
  ): Promise<void> {
    const { person } = socket.data;
    const room = await this.#hold(socket, name);
    const view = { log: this.#log, room: name, reader: person.id };
    const read = (): Promise<CatchUp> =>
      this.#readQueue.run(socket.id, async () => {
        // Nothing is read for a socket that went away while it waited.
        this.#assertHeld(socket, name);
        return catchUp(view, since);
      });
    let missed = await read();
    // Live entries may have gone out to the others while the log was read. Nobody gets them who is not in
    // yet, so they are read as well before the socket is let in.
    while (missed.head < room.sent) missed = await read();
    this.#assertHeld(socket, name);
    // Who comes in again without a name keeps the one that is known; before that, the site may know one.
    const known = room.member(socket.id);
    const goesBy = this.#names.nameAtJoin(person, nameRequest, known?.username, room);
    void socket.join(room.channel);
    room.addMember(socket.id, memberOf(person, goesBy));
    room.requestName(socket.id, nameRequest.username);
    admitted(missed, room);
    room.scheduleSeen();
  }

  /**
   * Somebody who is in the room says something under a name, and goes by it once that is said.
   *
   * @param say is given how the others see them
   * @throws {Refusal} `name_taken`
   */
  async sendUnderName<T>(
    socket: RelaySocket,
    room: LiveRoom,
    username: string,
    say: (member: Member) => Promise<T>,
  ): Promise<T> {
    const { person } = socket.data;
    this.#names.assert(username, person, room);
    const member = memberOf(person, username);
    // Meanwhile too: of two who ask for one name at once, one gets it.
    room.names.add(username, person.id);
    try {
      const said = await say(member);
      room.renameMember(socket.id, member);
      room.requestName(socket.id, username);
      return said;
    } finally {
      room.names.remove(username, person.id);
    }
  }

  /** A page of what was said in a room before a place, for somebody who is in it. */
  async history(socket: RelaySocket, name: string, before: number, limit: number): Promise<Message[]> {
    const view = { log: this.#log, room: name, reader: socket.data.person.id };
    return this.#readQueue.run(socket.id, async () => {
      this.#assertHeld(socket, name);
      return newestMessages(view, before, limit);
    });
  }

  /** The same for a reader who needs not be in the room. All reads of one reader take turns. */
  async read(reader: string, room: string, before: number, limit: number): Promise<Message[]> {
    const view = { log: this.#log, room, reader };
    return this.#readQueue.run(reader, () => newestMessages(view, before, limit));
  }

  /** Lets a client of the classic tutorial in, which gets each text as it comes and nothing of the past. */
  async joinTutorial(socket: RelaySocket, name: string): Promise<void> {
    const room = await this.#hold(socket, name);
    this.#assertHeld(socket, name);
    void socket.join(room.tutorialChannel);
    room.addMember(socket.id, memberOf(socket.data.person, undefined));
  }

  /** A socket that was not let in holds the room open no longer, whatever kept it out. */
  async cancelJoin(socket: RelaySocket, name: string): Promise<void> {
    const room = await this.#open.get(name)?.live.catch(() => undefined);
    if (!room?.member(socket.id)) this.#release(socket, name);
  }

  /** Whether a join under this name would tell the others a name that the person has chosen. */
  asksForOwnName({ data }: RelaySocket, username: string | undefined): boolean {
    return (
      username !== undefined && username !== data.person.username && !this.#names.isNamedBySite(data.person)
    );
  }

  /** The name under which somebody writes; that of the join where it could not be told then. */
  nameForMessage(
    { id, data }: RelaySocket,
    room: LiveRoom,
    username: string | undefined,
  ): string | undefined {
    return this.#names.nameFor(data.person, username, room.requestedName(id) ?? room.member(id)?.username);
  }

  /** The room, if the socket is in it. */
  async joined(socket: RelaySocket, name: string): Promise<LiveRoom> {
    this.#assertHeld(socket, name);
    const room = await this.#open.get(name)?.live;
    if (!room?.member(socket.id)) throw notJoined(name);
    return room;
  }

  /** Takes effect at once, so that a join that follows on its heels is not undone. */
  leave(socket: RelaySocket, name: string): void {
    void socket.leave(channelOf(name));
    void socket.leave(moderatorChannelOf(name));
    void socket.leave(tutorialChannelOf(name));
    this.#release(socket, name);
  }

  leaveAll(socket: RelaySocket): void {
    for (const name of this.#held.get(socket.id) ?? []) this.#release(socket, name);
  }

  /** A person, if they are connected. */
  connectedPerson(personId: string): Person | undefined {
    return this.#socketsOf(personId)[0]?.data.person;
  }

  /** Where a person is connected from. */
  addressesOf(personId: string): string[] {
    return [...new Set(this.#socketsOf(personId).map(({ data }) => data.address))];
  }

  /** How many people are in a room, however many tabs they have it in. */
  countPeople(name: string): number {
    return new Set(this.visitorsIn(name).map(({ person }) => person.id)).size;
  }

  /** Who is in a room, in each of their tabs. */
  visitorsIn(name: string): Visitor[] {
    const { sockets } = this.#io.of('/');
    return [...(this.#open.get(name)?.holders ?? [])].flatMap((id) => sockets.get(id)?.data ?? []);
  }

  /** Somebody who is in the room hears what waits for its moderators. */
  addModerator(socket: RelaySocket, name: string): void {
    void socket.join(moderatorChannelOf(name));
  }

  emitQueueCount(name: string, count: number): void {
    this.#io.to(moderatorChannelOf(name)).emit('queue', { room: name, count });
  }

  /** Puts a person out of a room, in all their tabs. */
  kick(name: string, personId: string): void {
    const reason = new Refusal('banned', 'a moderator has put you out');
    for (const socket of this.#socketsOf(personId)) {
      if (this.#held.get(socket.id)?.has(name)) this.#shut(socket, name, reason);
    }
  }

  /** Sockets that are in a room, or about to be: of one person, or of everybody. */
  socketsInRooms(personId?: string): RelaySocket[] {
    const { sockets } = this.#io.of('/');
    const all = personId === undefined ? [...sockets.values()] : this.#socketsOf(personId);
    return all.filter(({ id }) => this.#held.has(id));
  }

  /**
   * Somebody may be allowed less than before, or more, in the rooms that they are in. Where the site cannot say it now,
   * all stays as it is.
   *
   * @returns whether it could be said of all rooms
   */
  async review(socket: RelaySocket, permissions: Permissions): Promise<boolean> {
    let isComplete = true;
    for (const name of new Set(this.#held.get(socket.id))) {
      try {
        await this.#reviewIn(socket, name, permissions);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (error.retryAfter === undefined) this.#shut(socket, name, error);
        else isComplete = false;
      }
    }
    return isComplete;
  }

  async #reviewIn(socket: RelaySocket, name: string, permissions: Permissions): Promise<void> {
    const { person } = socket.data;
    await permissions.assert(person, name, 'join');
    const isModerator = await permissions.canModerate(person, name);
    const room = await this.#open.get(name)?.live;
    // Meanwhile they may have left. Somebody who is still coming in is told by the answer to that. And where the token was
    // renewed meanwhile, the review that follows it speaks of the new person.
    if (!room?.member(socket.id) || socket.data.person !== person) return;
    const username = this.#names.nameFor(person, undefined, room.member(socket.id)?.username);
    room.renameMember(socket.id, memberOf(person, username));
    if (isModerator) this.addModerator(socket, name);
    else void socket.leave(moderatorChannelOf(name));
  }

  close(): void {
    clearInterval(this.#headTimer);
    for (const open of this.#open.values()) whenOpen(open, (room) => room.close());
    this.#open.clear();
  }

  #shut(socket: RelaySocket, name: string, reason: Refusal): void {
    this.leave(socket, name);
    if (socket.data.session === undefined)
      socket.emit('message', { message: `Not joined: ${reason.message}` });
    else socket.emit('closed', { room: name, ...reason.toJSON() });
  }

  async #hold(socket: RelaySocket, name: string): Promise<LiveRoom> {
    // Nobody would put out who is gone already.
    if (!socket.connected) throw notJoined(name);
    const held = this.#held.get(socket.id) ?? new Set();
    // Each that is open costs memory and timers.
    if (!held.has(name) && held.size >= limits.rooms) {
      throw new Refusal('too_many', `room: one connection can be in ${limits.rooms} rooms`);
    }
    let open = this.#open.get(name);
    if (!open) {
      const closed = this.#openRooms.open(socket.data);
      open = { live: LiveRoom.open(name, this.#io, this.#log), holders: new Set(), closed };
      this.#open.set(name, open);
    }
    open.holders.add(socket.id);
    this.#held.set(socket.id, held.add(name));
    return open.live;
  }

  /** While a room opens or its log is read, the socket may leave it or go altogether. */
  #assertHeld(socket: RelaySocket, name: string): void {
    if (!this.#open.get(name)?.holders.has(socket.id)) throw notJoined(name);
  }

  #release(socket: RelaySocket, name: string): void {
    const held = this.#held.get(socket.id);
    held?.delete(name);
    if (held?.size === 0) this.#held.delete(socket.id);
    const open = this.#open.get(name);
    if (!open?.holders.delete(socket.id)) return;
    whenOpen(open, (room) => room.removeMember(socket.id));
    if (open.holders.size > 0) return;
    this.#open.delete(name);
    open.closed();
    whenOpen(open, (room) => room.close());
  }

  #socketsOf(personId: string): RelaySocket[] {
    const { adapter, sockets } = this.#io.of('/');
    const ids = [...(adapter.rooms.get(personChannelOf(personId)) ?? [])];
    return ids.flatMap((id) => sockets.get(id) ?? []);
  }

  #emitHeads(): void {
    for (const open of this.#open.values()) whenOpen(open, (room) => this.#emitHead(room));
  }

  #emitHead(room: LiveRoom): void {
    room.emitHead().catch((error: unknown) => {
      // The next one tells it.
      this.#logger.error(
        { code: 'head_failed', err: error, room: room.name },
        'the newest seq could not be told',
      );
    });
  }
}

/** A room that does not open is told to who wanted in; there is nothing else to do for it. */
function whenOpen({ live }: OpenRoom, act: (room: LiveRoom) => void): void {
  void live.then(act, () => {});
}

function notJoined(name: string): Refusal {
  return new Refusal('not_joined', `room ${JSON.stringify(name)} must be joined first`);
}
