import { type Access, type Mark, markAt, reachOf } from '../reads.ts';

/** How many rooms are remembered. */
const most = 10_000;

/** The newest entry of a room that this process has acknowledged or told. */
export interface Newest {
  seq: number;
  /** Undefined if only the seq is known. */
  mark?: Mark | undefined;
  /** Another one after each `clear`. */
  edition: number;
}

/** What an append has stored. */
export interface Progress {
  /** The head of the room before, and now. */
  before: number;
  head: number;
  /** The newest entry, if there is a new one. */
  newest?: Mark | undefined;
}

/** The newest entries that this process has acknowledged or told, by room. The room of the longest ago is dropped. */
export class Told {
  #rooms = new Map<string, Newest>();
  #edition = 0;
  #isComplete = true;
  #isContradicted = false;
  #onLoss: () => void;

  /** @param onLoss called when Redis has lost something, although no connection has told of it */
  constructor(onLoss: () => void = () => {}) {
    this.#onLoss = onLoss;
  }

  /** Whether no room was dropped. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Whether a room was found that does not have what was told. */
  get isContradicted(): boolean {
    return this.#isContradicted;
  }

  get rooms(): ReadonlyMap<string, Newest> {
    return this.#rooms;
  }

  of(room: string): Newest {
    return this.#rooms.get(room) ?? { seq: 0, edition: this.#edition };
  }

  note(room: string, seq: number, mark?: Mark): void {
    if (seq === 0) return;
    const before = this.of(room);
    const known = mark?.seq === seq ? { seq, time: mark.time, id: mark.id } : undefined;
    const now = {
      seq,
      mark: known ?? (before.seq === seq ? before.mark : undefined),
      edition: this.#edition,
    };
    this.#rooms.delete(room);
    this.#rooms.set(room, before.seq > seq ? before : now);
    if (this.#rooms.size <= most) return;
    const [oldest] = this.#rooms.keys();
    if (oldest !== undefined) this.#rooms.delete(oldest);
    this.#isComplete = false;
  }

  /** @param known what was known of the room before the append */
  noteAppend(room: string, known: Newest, { before, head, newest }: Progress): void {
    if (before < known.seq) this.contradict(known);
    else this.note(room, head, newest);
  }

  /** Compares a room with what was told of it. */
  async compare(access: Access, room: string): Promise<void> {
    const known = this.of(room);
    try {
      if (!(await isKept(access, room, known))) this.contradict(known);
    } catch {
      // Redis is away. After the next connection, all rooms are compared.
    }
  }

  /**
   * A room does not have what was told of it: a part of a cluster has failed over, or Redis was emptied.
   *
   * @returns whether this is news: it was told under the present epoch, and nothing was contradicted before
   */
  contradict({ edition }: Newest): boolean {
    if (edition !== this.#edition || this.#isContradicted) return false;
    this.#isContradicted = true;
    this.#onLoss();
    return true;
  }

  clear(): void {
    this.#rooms.clear();
    this.#edition += 1;
    this.#isComplete = true;
    this.#isContradicted = false;
  }
}

/** Whether a room still has what was told of it. An entry that retention has removed is not missed. */
export async function isKept(access: Access, room: string, { seq, mark }: Newest): Promise<boolean> {
  const [{ head }, stored] = await Promise.all([reachOf(access, room), markAt(access, room, seq)]);
  if (head < seq) return false;
  return !mark || !stored || (mark.time === stored.time && mark.id === stored.id);
}
