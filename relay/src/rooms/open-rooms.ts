import { limits } from '@realtime-chat/protocol';
import { LiveRoom, type RoomPlace } from './live-room.ts';
import type { OpenRoomLimits } from './open-room-limits.ts';
import { Refusal } from '../refusal.ts';
import type { RelaySocket } from './sockets.ts';

interface OpenRoom {
  live: Promise<LiveRoom>;
  /** The ids of the sockets that hold it. */
  holders: Set<string>;
  /** To call when the room closes. */
  closed: () => void;
}

/** The rooms that are open, by reference counting: a room opens with its first socket and closes with its last. */
export class OpenRooms {
  #place: RoomPlace;
  #limits: OpenRoomLimits;
  #open = new Map<string, OpenRoom>();
  /** By socket id: the names of the rooms that the socket holds. */
  #held = new Map<string, readonly string[]>();

  constructor(place: RoomPlace, openRoomLimits: OpenRoomLimits) {
    this.#place = place;
    this.#limits = openRoomLimits;
  }

  /** The number of rooms with a socket in them. */
  get count(): number {
    return this.#open.size;
  }

  /** @throws {Refusal} `not_joined`, `too_many`, `rate_limited`, `unavailable` */
  async acquire(socket: RelaySocket, name: string): Promise<LiveRoom> {
    // The disconnect handler of this socket has run already: nothing would release the room.
    if (!socket.connected) throw notJoined(name);
    const held = this.heldBy(socket.id);
    // Each open room costs memory and timers.
    if (!held.includes(name) && held.length >= limits.rooms) {
      throw new Refusal('too_many', `room: one connection can be in ${limits.rooms} rooms`);
    }
    let open = this.#open.get(name);
    if (!open) {
      const closed = this.#limits.add(socket.data);
      open = { live: LiveRoom.open(name, this.#place), holders: new Set(), closed };
      this.#open.set(name, open);
    }
    open.holders.add(socket.id);
    // Not by a spread, which reserves memory for sixteen more names.
    if (!held.includes(name)) this.#held.set(socket.id, held.concat(name));
    return open.live;
  }

  release(socket: RelaySocket, name: string): void {
    const held = this.heldBy(socket.id).filter((each) => each !== name);
    if (held.length > 0) this.#held.set(socket.id, held);
    else this.#held.delete(socket.id);
    const open = this.#open.get(name);
    if (!open?.holders.delete(socket.id)) return;
    whenOpen(open, (room) => room.presence.remove(socket.id));
    if (open.holders.size > 0) return;
    this.#open.delete(name);
    open.closed();
    whenOpen(open, (room) => room.close());
  }

  releaseAll(socket: RelaySocket): void {
    for (const name of this.heldBy(socket.id)) this.release(socket, name);
  }

  /** The socket may leave the room or disconnect while the room opens or its log is read. */
  assertHeld(socket: RelaySocket, name: string): void {
    if (!this.#open.get(name)?.holders.has(socket.id)) throw notJoined(name);
  }

  isHeldBy(socketId: string, name: string): boolean {
    return this.heldBy(socketId).includes(name);
  }

  /** The names of the rooms that a socket is in, or is about to be in. */
  heldBy(socketId: string): readonly string[] {
    return this.#held.get(socketId) ?? [];
  }

  /** The ids of the sockets that are in a room, or are about to be in it. */
  holdersOf(name: string): readonly string[] {
    return [...(this.#open.get(name)?.holders ?? [])];
  }

  /** How many people are in a room, in all processes, each counted once. */
  async countPeople(name: string): Promise<number> {
    const room = await this.get(name)?.catch(() => undefined);
    return room?.presence.count ?? this.#place.presence?.countPeople(name) ?? 0;
  }

  get(name: string): Promise<LiveRoom> | undefined {
    return this.#open.get(name)?.live;
  }

  forEach(act: (room: LiveRoom) => void): void {
    for (const open of this.#open.values()) whenOpen(open, act);
  }

  close(): void {
    this.forEach((room) => room.close());
    this.#open.clear();
  }
}

/** If a room fails to open, the client that asked for it gets the error. There is nothing else to do. */
function whenOpen({ live }: OpenRoom, act: (room: LiveRoom) => void): void {
  void live.then(act, () => {});
}

export function notJoined(name: string): Refusal {
  return new Refusal('not_joined', `room ${JSON.stringify(name)} must be joined first`);
}
