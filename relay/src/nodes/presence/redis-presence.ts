import type { Opened } from '../../log/redis/server/open.ts';
import { run, scripts } from '../../log/redis/server/script.ts';
import type { LocalPresence, Presence, RoomShare } from './presence.ts';
import { parseMember } from './publication.ts';
import { RedisRoomShare } from './redis-room-share.ts';

/** Times in milliseconds. */
export interface PresenceTimes {
  /** How long the others count a node as present in a room without hearing of it. */
  lifetime: number;
  /** How often a node tells each of its rooms that it is alive. */
  refreshInterval: number;
}

/** The members of a dead node are gone after the sum of the two, and the second until the next frame with members. */
const defaultTimes: PresenceTimes = { lifetime: 15_000, refreshInterval: 5000 };

/** The refreshes of all rooms are spread over so many turns, so that many rooms are no burst. */
const turns = 20;

/** How many rooms are refreshed at once in a turn after a lost connection. Others wait for the next turn, or their own. */
const mostStale = 50;

/** The members of the rooms of all processes on one Redis and prefix. */
export class RedisPresence implements Presence {
  readonly isShared = true;
  #opened: Opened;
  #node: string;
  #lifetime: number;
  /** The open rooms. The one that was refreshed last stands last. */
  #shares = new Map<string, RedisRoomShare>();
  /** The rooms to be refreshed before their turn. */
  #stale = new Set<string>();
  /** By room: resolves when a share that was opened has ended. A room has one at a time. */
  #ended = new Map<string, Promise<void>>();
  #refreshing: NodeJS.Timeout;
  /** How many rooms are to be refreshed by now. With few rooms, most turns have none. */
  #due = 0;

  /** @param node the id of this process, without spaces and quotes */
  constructor(opened: Opened, node: string, { lifetime, refreshInterval } = defaultTimes) {
    this.#opened = opened;
    this.#node = node;
    this.#lifetime = lifetime;
    this.#refreshing = setInterval(() => this.#refreshSome(), refreshInterval / turns).unref();
  }

  async open(room: string, local: LocalPresence): Promise<RoomShare> {
    const before = this.#ended.get(room);
    let resolve = (): void => {};
    const ended = new Promise<void>((end) => (resolve = end));
    this.#ended.set(room, ended);
    const onStale = (): void => void this.#stale.add(room);
    const onEnd = (): void => {
      this.#shares.delete(room);
      this.#stale.delete(room);
      if (this.#ended.get(room) === ended) this.#ended.delete(room);
      resolve();
    };
    await before;
    try {
      const place = { room, opened: this.#opened, node: this.#node, lifetime: this.#lifetime };
      const share = await this.#opened.outages.read(() =>
        RedisRoomShare.open(place, local, { onStale, onEnd }),
      );
      this.#shares.set(room, share);
      return share;
    } catch (error) {
      onEnd();
      throw error;
    }
  }

  async countPeople(room: string): Promise<number> {
    const { nodes, members } = this.#opened.keys.room(room).presence;
    const { client, outages } = this.#opened;
    const stored = await outages.read(() => run(client, scripts.people, [nodes, members], []));
    const found = Array.isArray(stored) ? stored.map((json) => parseMember(String(json))?.id) : [];
    return new Set(found).size;
  }

  async close(): Promise<void> {
    clearInterval(this.#refreshing);
    await Promise.all(Array.from(this.#shares.values(), (share) => share.close()));
  }

  #refreshSome(): void {
    // A room that cannot be refreshed is not tried in vain.
    if (this.#opened.client.status !== 'ready') return;
    // No room is refreshed twice in one turn.
    this.#due = Math.min(this.#due + this.#shares.size / turns, this.#shares.size);
    const due = Math.floor(this.#due);
    this.#due -= due;
    for (const room of firstOf(this.#shares.keys(), due)) this.#refresh(room);
    for (const room of firstOf(this.#stale, mostStale)) this.#refresh(room);
  }

  #refresh(room: string): void {
    const share = this.#shares.get(room);
    this.#stale.delete(room);
    if (!share) return;
    this.#shares.delete(room);
    this.#shares.set(room, share);
    share.refresh();
  }
}

function firstOf(rooms: Iterable<string>, most: number): string[] {
  const first: string[] = [];
  for (const room of rooms) {
    if (first.length >= most) break;
    first.push(room);
  }
  return first;
}
