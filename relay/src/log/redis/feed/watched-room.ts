import type { Logger } from '../../../logger.ts';
import type { CommitListener, Entry } from '../../log.ts';
import type { Publication } from '../stored.ts';

/** One listener, and the seq after which it listens. */
interface Held {
  listener: CommitListener;
  after: number;
}

/** A room that this process watches, under the present epoch. All of it is thrown away with the room. */
export class WatchedRoom {
  readonly room: string;
  /** The seq of the newest entry that the listeners have; undefined until the head was read. */
  seq: number | undefined;
  /** Resolves when the head was read. */
  opening: Promise<void> = Promise.resolve();
  /** Whether the head could not be read. */
  hasFailed = false;
  isReading = false;
  /** Whether another read is needed after the one that is under way. */
  isWanted = false;
  /** Publications that came before the head was read, during a read, or after a gap. */
  waiting: Publication[] = [];
  /** The highest seq that is known to be stored, and the timer for its arrival. */
  expected = 0;
  overdue: NodeJS.Timeout | undefined;
  #held = new Set<Held>();
  #logger: Logger;

  constructor(room: string, logger: Logger) {
    this.room = room;
    this.#logger = logger;
  }

  /** Adds a listener, which gets nothing until its `after` is set. */
  add(listener: CommitListener): Held {
    const held = { listener, after: Infinity };
    this.#held.add(held);
    return held;
  }

  /** @returns whether nobody listens any more */
  remove(held: Held): boolean {
    this.#held.delete(held);
    return this.#held.size === 0;
  }

  begin(head: number): void {
    this.seq = head;
  }

  /** Forgets all seqs, because they are of another epoch, and tells the listeners of the new one. */
  restart(epoch: string): void {
    clearTimeout(this.overdue);
    this.overdue = undefined;
    this.seq = undefined;
    this.expected = 0;
    this.waiting = [];
    for (const held of this.#held) {
      held.after = 0;
      this.#call(held, epoch, []);
    }
  }

  tell(epoch: string, entries: readonly Entry[]): void {
    this.seq = entries.at(-1)?.seq ?? this.seq;
    for (const held of this.#held) {
      const newer = entries.filter(({ seq }) => seq > held.after);
      if (newer.length > 0) this.#call(held, epoch, newer);
    }
  }

  #call({ listener }: Held, epoch: string, entries: readonly Entry[]): void {
    try {
      listener(epoch, entries);
    } catch (error) {
      this.#logger.error({ code: 'watcher_failed', err: error }, 'a watcher of a room failed');
    }
  }
}
