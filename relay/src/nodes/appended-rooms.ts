import * as v from 'valibot';
import type { RoomLog } from '../log/log.ts';
import type { Nodes } from './nodes.ts';

/** For how long a node gathers rooms before it tells the others, in milliseconds: one message then serves them all. */
const gatherTime = 50;

/** The pause before what could not be told is told again, in milliseconds. */
const retryInterval = 1000;

/** The most rooms in one message. More are told as all rooms. */
const mostRooms = 2000;

const topic = 'appended';
const all = 'all';
const messageSchema = v.union([v.literal(all), v.pipe(v.array(v.string()), v.maxLength(mostRooms))]);

/** What it needs of the nodes. */
export type AppendingNodes = Pick<Nodes, 'isShared' | 'tell' | 'hear' | 'onGap'>;

/** Gets a room to which some node has appended; undefined if it may be any room. */
export type AppendListener = (room: string | undefined) => void;

/**
 * Names the rooms to which this node and the others append. It is a hint for a job that one node does for all: what others
 * tell may be lost, so the job has to find the rest by looking at all rooms.
 */
export class AppendedRooms {
  #nodes: AppendingNodes;
  #listeners = new Set<AppendListener>();
  /** What the others have to be told. One more than `mostRooms` stand for all rooms. */
  #gathered = new Set<string>();
  #gathering: NodeJS.Timeout | undefined;
  #stops: (() => void)[] = [];
  #isClosed = false;

  private constructor(nodes: AppendingNodes) {
    this.#nodes = nodes;
  }

  /** @param isFollowed whether there is a job that wants to know of it, here or in another node */
  static async open(
    log: Pick<RoomLog, 'watchAll'>,
    nodes: AppendingNodes,
    { isFollowed }: { isFollowed: boolean },
  ): Promise<AppendedRooms> {
    const appended = new AppendedRooms(nodes);
    if (!isFollowed) return appended;
    const hear = (message: unknown): void => {
      const { success, output } = v.safeParse(messageSchema, message);
      if (!success) return;
      if (output === all) appended.#notify(undefined);
      else for (const room of output) appended.#notify(room);
    };
    appended.#stops = [
      await log.watchAll((room) => appended.#add(room)),
      nodes.hear(topic, hear),
      nodes.onGap(() => appended.#notify(undefined)),
    ];
    return appended;
  }

  /** @returns a function that stops it */
  watch(listener: AppendListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#listeners.clear();
    this.#isClosed = true;
    void this.#tell();
  }

  #add(room: string): void {
    this.#notify(room);
    if (this.#nodes.isShared) this.#gather([room], gatherTime);
  }

  #gather(rooms: Iterable<string>, patience: number): void {
    for (const room of rooms) if (this.#gathered.size <= mostRooms) this.#gathered.add(room);
    this.#gathering ??= setTimeout(() => void this.#tell(), patience).unref();
  }

  /** Never rejects. */
  async #tell(): Promise<void> {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    const rooms = this.#gathered;
    if (rooms.size === 0) return;
    this.#gathered = new Set();
    const isTold = await this.#nodes.tell(topic, rooms.size > mostRooms ? all : [...rooms]);
    if (!isTold && !this.#isClosed) this.#gather(rooms, retryInterval);
  }

  #notify(room: string | undefined): void {
    for (const listener of this.#listeners) listener(room);
  }
}
