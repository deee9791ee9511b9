import * as v from 'valibot';
import type { RoomLog } from '../log/log.ts';
import type { Nodes } from './nodes.ts';

/** For how long a node gathers rooms before it tells the others, in milliseconds: one message then serves them all. */
const gatherTime = 50;

/** The most rooms in one message. */
const mostRooms = 500;

const topic = 'appended';
const roomsSchema = v.pipe(v.array(v.string()), v.maxLength(mostRooms));

/** Gets a room to which some node has appended; undefined if it may be any room. */
export type AppendListener = (room: string | undefined) => void;

/**
 * Names the rooms to which this node and the others append. It is a hint for a job that one node does for all: what others
 * tell may be lost, so the job has to find the rest by looking at all rooms.
 */
export class AppendedRooms {
  #nodes: Nodes;
  #listeners = new Set<AppendListener>();
  #gathered = new Set<string>();
  #gathering: NodeJS.Timeout | undefined;
  #stops: (() => void)[] = [];

  private constructor(nodes: Nodes) {
    this.#nodes = nodes;
  }

  /** @param isFollowed whether there is a job that wants to know of it, here or in another node */
  static async open(
    log: Pick<RoomLog, 'watchAll'>,
    nodes: Nodes,
    { isFollowed }: { isFollowed: boolean },
  ): Promise<AppendedRooms> {
    const appended = new AppendedRooms(nodes);
    if (!isFollowed) return appended;
    const hear = (message: unknown): void => {
      const parsed = v.safeParse(roomsSchema, message);
      if (parsed.success) for (const room of parsed.output) appended.#notify(room);
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
    this.#tell();
  }

  #add(room: string): void {
    this.#notify(room);
    if (!this.#nodes.isShared) return;
    this.#gathered.add(room);
    if (this.#gathered.size >= mostRooms) this.#tell();
    else this.#gathering ??= setTimeout(() => this.#tell(), gatherTime).unref();
  }

  #tell(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#gathered.size > 0) this.#nodes.tell(topic, [...this.#gathered]);
    this.#gathered.clear();
  }

  #notify(room: string | undefined): void {
    for (const listener of this.#listeners) listener(room);
  }
}
