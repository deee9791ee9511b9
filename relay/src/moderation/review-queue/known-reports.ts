import * as v from 'valibot';
import type { Nodes } from '../../nodes/nodes.ts';

/** Reports in memory, in all rooms. Beyond it the oldest is forgotten, and can be made again. */
const maxReports = 20_000;

const topic = 'reported';

/**
 * The reports of each person, so that a repeated report of one message counts once. In memory alone. The review queue knows the
 * reports that wait; these here count also after a moderator has decided. The other nodes are told. If that is lost, such a
 * report can be made once more there.
 */
export class KnownReports {
  #nodes: Nodes;
  /** The pending or finished write of each report, by its key. */
  #reports = new Map<string, Promise<unknown>>();

  constructor(nodes: Nodes) {
    this.#nodes = nodes;
    nodes.hear(topic, (message) => {
      const parsed = v.safeParse(v.string(), message);
      if (parsed.success) this.#remember(parsed.output, Promise.resolve());
    });
  }

  /**
   * Stores a report, unless a report of this message by this person is known. A report that could not be stored may be
   * tried again.
   *
   * @param store resolves with whether the report is new
   * @returns whether it is the first
   * @throws the error of `store`, also if another request had begun to store the same report
   */
  async once(room: string, seq: number, personId: string, store: () => Promise<boolean>): Promise<boolean> {
    const key = JSON.stringify([room, seq, personId]);
    const known = this.#reports.get(key);
    if (known) {
      await known;
      return false;
    }
    const stored = store();
    this.#remember(key, stored);
    try {
      const isNew = await stored;
      void this.#nodes.tell(topic, key);
      return isNew;
    } catch (error) {
      if (this.#reports.get(key) === stored) this.#reports.delete(key);
      throw error;
    }
  }

  #remember(key: string, stored: Promise<unknown>): void {
    this.#reports.set(key, stored);
    const [oldest] = this.#reports.keys();
    if (this.#reports.size > maxReports && oldest !== undefined) this.#reports.delete(oldest);
  }
}
