import { limits, type Position } from '@realtime-chat/protocol';
import { type CatchUp, catchUp } from './catch-up.ts';
import { channelOf, LiveRoom } from './live-room.ts';
import type { RoomLog } from './log/log.ts';
import type { Logger } from './logger.ts';
import { Refusal } from './refusal.ts';
import type { RelayServer, RelaySocket } from './server.ts';

const beaconInterval = 25_000;

interface OpenRoom {
  live: Promise<LiveRoom>;
  /** Sockets, by their ids. */
  holders: Set<string>;
}

/** The rooms that somebody is in. A room opens with its first socket and closes behind its last. */
export class Rooms {
  #io: RelayServer;
  #log: RoomLog;
  #logger: Logger;
  #open = new Map<string, OpenRoom>();
  /** The names of the rooms that each socket holds. */
  #held = new Map<string, Set<string>>();
  #beacons: NodeJS.Timeout;

  constructor(io: RelayServer, log: RoomLog, logger: Logger) {
    this.#io = io;
    this.#log = log;
    this.#logger = logger;
    this.#beacons = setInterval(() => this.#beacon(), beaconInterval);
  }

  /**
   * Puts the socket into the room and tells it what it missed.
   *
   * @param admitted is called in the same turn of the event loop in which live entries begin to reach the
   * socket: what it is given and what then comes live join without a gap.
   */
  async join(
    socket: RelaySocket,
    name: string,
    username: string | undefined,
    since: Position | undefined,
    admitted: (missed: CatchUp, room: LiveRoom) => void,
  ): Promise<void> {
    const { personId } = socket.data;
    const room = await this.#hold(socket, name);
    let missed = await catchUp(this.#log, name, since, personId);
    // Live entries may have gone out to the others while the log was read. Nobody gets them who is not in
    // yet, so they are read as well before the socket is let in.
    while (missed.head < room.sent) missed = await catchUp(this.#log, name, since, personId);
    this.#assertHeld(socket, name);
    void socket.join(room.channel);
    // Who comes in again without a name keeps the one that is known; before that, the site may know one.
    room.enter(socket.id, {
      id: personId,
      username: username ?? room.member(socket.id)?.username ?? socket.data.username,
    });
    admitted(missed, room);
    room.showSeen();
  }

  /** Lets a client of the classic tutorial in, which gets each text as it comes and nothing of the past. */
  async joinTutorial(socket: RelaySocket, name: string): Promise<void> {
    const room = await this.#hold(socket, name);
    this.#assertHeld(socket, name);
    void socket.join(room.tutorialChannel);
    room.enter(socket.id, { id: socket.data.personId });
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
    this.#release(socket, name);
  }

  leaveAll(socket: RelaySocket): void {
    for (const name of this.#held.get(socket.id) ?? []) this.#release(socket, name);
  }

  close(): void {
    clearInterval(this.#beacons);
    for (const open of this.#open.values()) whenOpen(open, (room) => room.close());
    this.#open.clear();
  }

  async #hold(socket: RelaySocket, name: string): Promise<LiveRoom> {
    const held = this.#held.get(socket.id) ?? new Set();
    // Each that is open costs memory and timers.
    if (!held.has(name) && held.size >= limits.rooms) {
      throw new Refusal('too_many', `room: one connection can be in ${limits.rooms} rooms`);
    }
    let open = this.#open.get(name);
    if (!open) {
      open = { live: LiveRoom.open(name, this.#io, this.#log), holders: new Set() };
      this.#open.set(name, open);
      open.live.catch(() => this.#open.delete(name));
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
    whenOpen(open, (room) => room.leave(socket.id));
    if (open.holders.size > 0) return;
    this.#open.delete(name);
    whenOpen(open, (room) => room.close());
  }

  #beacon(): void {
    for (const open of this.#open.values()) whenOpen(open, (room) => this.#tellHead(room));
  }

  #tellHead(room: LiveRoom): void {
    room.beacon().catch((error: unknown) => {
      // The next one tells it.
      this.#logger.error({ err: error, room: room.name }, 'the newest seq could not be told');
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
