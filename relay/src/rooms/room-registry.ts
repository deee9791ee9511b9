import type { Member, Message, Position } from '@realtime-chat/protocol';
import type { CatchUp } from './catch-up.ts';
import {
  channelOf,
  type LiveRoom,
  moderatorChannelOf,
  readerChannelOf,
  tutorialChannelOf,
} from './live-room.ts';
import { emitHeads } from './heads.ts';
import type { Logger } from '../logger.ts';
import { NameClaim } from './names/name-claim.ts';
import type { NamePolicy, NameRequest } from './names/name-policy.ts';
import { notJoined, type OpenRooms } from './open-rooms.ts';
import { fileTextChannelOf } from './old-clients/file-texts.ts';
import { memberOf, type Person, type Visitor } from '../moderation/person.ts';
import type { Permissions } from '../moderation/permissions.ts';
import { Refusal } from '../refusal.ts';
import type { Reader, RoomReader } from './room-reader.ts';
import type { RelayServer, RelaySocket } from './sockets.ts';

/** Who is in which room: lets sockets join and leave, and reads rooms for them. */
export class RoomRegistry {
  #io: RelayServer;
  #names: NamePolicy;
  #open: OpenRooms;
  #reader: RoomReader;
  #stopHeads: () => void;

  constructor(io: RelayServer, reader: RoomReader, names: NamePolicy, open: OpenRooms, logger: Logger) {
    this.#io = io;
    this.#names = names;
    this.#open = open;
    this.#reader = reader;
    this.#stopHeads = emitHeads(open, logger);
  }

  /**
   * Puts the socket into the room and tells it what it missed. If this fails, call `cancelJoin`.
   *
   * @param onJoined called in the same turn of the event loop in which the socket begins to get live entries: the
   * entries in its argument and the live ones that follow have no gap between them
   */
  async join(
    socket: RelaySocket,
    name: string,
    nameRequest: NameRequest,
    since: Position | undefined,
    onJoined: (missed: CatchUp, room: LiveRoom) => void,
  ): Promise<void> {
    const { person } = socket.data;
    const room = await this.#open.acquire(socket, name);
    const claim = new NameClaim(room.presence, person);
    // A client that joins again without a name keeps its known one. Before that, the site's name counts.
    const username = (): string | undefined =>
      this.#names.nameAtJoin(person, nameRequest, room.presence.get(socket.id)?.username, claim);
    const read = (): Promise<CatchUp> => this.#reader.catchUp(this.#readerOf(socket, name), name, since);
    try {
      await claim.take(username);
      let missed = await read();
      // Entries may have been broadcast while the log was read. This socket does not get broadcasts yet, so read them too.
      while (missed.head < room.sent || !claim.holds(username())) {
        await claim.take(username);
        missed = await read();
      }
      this.#open.assertHeld(socket, name);
      void socket.join(room.channel);
      if (socket.data.origin !== undefined) void socket.join(fileTextChannelOf(name));
      room.presence.add(socket.id, memberOf(person, username()));
      room.presence.requestName(socket.id, nameRequest.username);
      onJoined(missed, room);
      room.presence.scheduleSeen();
    } finally {
      claim.free();
    }
  }

  /**
   * Sends something in a room under a name. The member goes by that name once it is sent.
   *
   * @param send gets the sender as the others see it
   * @throws {Refusal} `name_taken`
   */
  async sendUnderName<T>(
    socket: RelaySocket,
    room: LiveRoom,
    username: string,
    send: (member: Member) => Promise<T>,
  ): Promise<T> {
    const { person } = socket.data;
    const claim = new NameClaim(room.presence, person);
    const member = memberOf(person, username);
    try {
      await claim.take(() => {
        this.#names.assertFree(username, person, claim);
        return username;
      });
      const sent = await send(member);
      room.presence.rename(socket.id, member);
      room.presence.requestName(socket.id, username);
      return sent;
    } finally {
      claim.free();
    }
  }

  /** A page of messages before a seq, for a socket that is in the room. */
  async history(socket: RelaySocket, name: string, before: number, limit: number): Promise<Message[]> {
    return this.#reader.history(this.#readerOf(socket, name), name, before, limit);
  }

  /** The same for a reader that need not be in the room. */
  async read(readerId: string, room: string, before: number, limit: number): Promise<Message[]> {
    return this.#reader.history({ key: readerId, personId: readerId }, room, before, limit);
  }

  /** Lets a client of the classic tutorial join. It gets each message as it comes, and none of the history. */
  async joinTutorial(socket: RelaySocket, name: string): Promise<void> {
    const room = await this.#open.acquire(socket, name);
    this.#open.assertHeld(socket, name);
    void socket.join(room.tutorialChannel);
    room.presence.add(socket.id, memberOf(socket.data.person, undefined));
  }

  /** A socket whose join failed, for whatever reason, must not keep the room open. */
  async cancelJoin(socket: RelaySocket, name: string): Promise<void> {
    const room = await this.#open.get(name)?.catch(() => undefined);
    if (!room?.presence.get(socket.id)) this.#open.release(socket, name);
  }

  /** Whether a join under this name would show the others a name that the person has chosen. */
  asksForOwnName({ data }: RelaySocket, username: string | undefined): boolean {
    return (
      username !== undefined && username !== data.person.username && !this.#names.isNamedBySite(data.person)
    );
  }

  /** Whether a person may choose another name, although the site gives them one. */
  mayRename({ data: { person } }: RelaySocket): boolean {
    return person.username !== undefined && !this.#names.isNamedBySite(person);
  }

  /** The name under which a member sends: also the one of the join that could not be shown then. */
  nameForMessage(
    { id, data }: RelaySocket,
    room: LiveRoom,
    username: string | undefined,
  ): string | undefined {
    return this.#names.nameFor(
      data.person,
      username,
      room.presence.requestedName(id) ?? room.presence.get(id)?.username,
    );
  }

  /** @throws {Refusal} `not_joined` */
  async joined(socket: RelaySocket, name: string): Promise<LiveRoom> {
    this.#open.assertHeld(socket, name);
    const room = await this.#open.get(name);
    if (!room?.presence.get(socket.id)) throw notJoined(name);
    return room;
  }

  /** Takes effect at once, so that it does not undo a join that follows immediately. */
  leave(socket: RelaySocket, name: string): void {
    void socket.leave(channelOf(name));
    void socket.leave(moderatorChannelOf(name));
    void socket.leave(readerChannelOf(name));
    void socket.leave(tutorialChannelOf(name));
    void socket.leave(fileTextChannelOf(name));
    this.#open.release(socket, name);
  }

  leaveAll(socket: RelaySocket): void {
    this.#open.releaseAll(socket);
  }

  /** A person, if they are connected. */
  connectedPerson(personId: string): Person | undefined {
    return this.#socketsOf(personId)[0]?.data.person;
  }

  /** The addresses from which a person is connected. */
  addressesOf(personId: string): string[] {
    return [...new Set(this.#socketsOf(personId).map(({ data }) => data.address))];
  }

  /** How many people are in a room, each counted once, however many tabs they have. */
  countPeople(name: string): Promise<number> {
    return this.#open.countPeople(name);
  }

  /** The visitors in a room, one for each tab. */
  visitorsIn(name: string): Visitor[] {
    const { sockets } = this.#io.of('/');
    return this.#open.holdersOf(name).flatMap((id) => sockets.get(id)?.data ?? []);
  }

  /** From now on the socket, which is in the room, is told how many messages wait for a moderator. */
  addModerator(socket: RelaySocket, name: string): void {
    void socket.join(moderatorChannelOf(name));
  }

  /** Remembers whether the socket's client was told that it may only read the room. */
  setReadOnly(socket: RelaySocket, name: string, isReadOnly: boolean): void {
    if (isReadOnly) void socket.join(readerChannelOf(name));
    else void socket.leave(readerChannelOf(name));
  }

  emitQueueCount(name: string, count: number): void {
    this.#io.to(moderatorChannelOf(name)).emit('queue', { room: name, count });
  }

  /** Forgets an erased person in the open rooms; without an id, all people who have left. A connected person stays a member. */
  erase(personId?: string): void {
    this.#open.forEach(({ presence }) => presence.eraseReaders(personId));
  }

  /** Removes a banned person from a room, in all their tabs. */
  kick(name: string, personId: string): void {
    const reason = new Refusal('banned', 'a moderator has put you out');
    for (const socket of this.#socketsOf(personId)) {
      if (this.#open.isHeldBy(socket.id, name)) this.#remove(socket, name, reason);
    }
  }

  /** The sockets that are in a room or about to be: of one person, or all of them. */
  socketsInRooms(personId?: string): RelaySocket[] {
    const { sockets } = this.#io.of('/');
    const all = personId === undefined ? [...sockets.values()] : this.#socketsOf(personId);
    return all.filter(({ id }) => this.#open.heldBy(id).length > 0);
  }

  /**
   * Applies changed permissions of a socket's person to the rooms that the socket is in. If the site gives no answer, all
   * stays as it is.
   *
   * @returns whether the site answered for all rooms
   */
  async review(socket: RelaySocket, permissions: Permissions): Promise<boolean> {
    let isComplete = true;
    for (const name of this.#open.heldBy(socket.id)) {
      try {
        await this.#reviewIn(socket, name, permissions);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (error.retryAfter === undefined) this.#remove(socket, name, error);
        else isComplete = false;
      }
    }
    return isComplete;
  }

  async #reviewIn(socket: RelaySocket, name: string, permissions: Permissions): Promise<void> {
    const { person } = socket.data;
    await permissions.assert(person, name, 'join');
    const isModerator = await permissions.canModerate(person, name);
    const mayWrite = await permissions.allows(person, name, 'send');
    const room = await this.#open.get(name);
    // The socket may have left meanwhile. If it is still joining, the answer to the join tells it. If its token was
    // renewed meanwhile, the review after that renewal is about the new person.
    if (!room?.presence.get(socket.id) || socket.data.person !== person) return;
    const username = this.#names.nameFor(person, undefined, room.presence.get(socket.id)?.username);
    room.presence.rename(socket.id, memberOf(person, username));
    if (isModerator) this.addModerator(socket, name);
    else void socket.leave(moderatorChannelOf(name));
    const wasReadOnly = socket.rooms.has(readerChannelOf(name));
    if (mayWrite === wasReadOnly) socket.emit('rights', { room: name });
  }

  close(): void {
    this.#stopHeads();
    this.#open.close();
  }

  /** A socket reads only while it is in the room: nothing is read if it left while it waited for its turn. */
  #readerOf(socket: RelaySocket, name: string): Reader {
    return {
      key: socket.id,
      personId: socket.data.person.id,
      origin: socket.data.origin,
      assertWanted: () => this.#open.assertHeld(socket, name),
    };
  }

  #remove(socket: RelaySocket, name: string, reason: Refusal): void {
    this.leave(socket, name);
    if (socket.data.guestId === undefined)
      socket.emit('message', { message: `Not joined: ${reason.message}` });
    else socket.emit('closed', { room: name, ...reason.toJSON() });
  }

  /** Looks at all sockets: it is called for actions of moderators, and an index would take more memory than it is worth. */
  #socketsOf(personId: string): RelaySocket[] {
    return [...this.#io.of('/').sockets.values()].filter(({ data }) => data.person.id === personId);
  }
}
