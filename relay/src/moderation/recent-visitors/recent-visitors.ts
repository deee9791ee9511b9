import type { RoomLog } from '../../log/log.ts';
import type { Nodes } from '../../nodes/nodes.ts';
import type { Person } from '../person.ts';
import { type RecentVisitor, recordOf, withName, withVisit } from './recent-visitor.ts';
import { SharedVisitors } from './shared-visitors.ts';

/** Bounds of the memory. Anybody can create more people, and more are of little use. */
const maxPeople = 10_000;
/** The same for the people of all relays that share a store. */
const maxSharedPeople = 30_000;

/**
 * The people that were connected lately, and their addresses and names: a moderator may act on a person that has just
 * left. A relay that is alone has them in memory alone. Relays that share a store have them there too, and each relay has a copy
 * of all in memory.
 */
export class RecentVisitors {
  /** The person with the oldest visit comes first. */
  #visitors = new Map<string, RecentVisitor>();
  #shared: SharedVisitors | undefined;

  static async open(log: RoomLog, nodes: Nodes): Promise<RecentVisitors> {
    const visitors = new RecentVisitors();
    if (nodes.isShared) {
      const copy = {
        get: (id: string) => visitors.#visitors.get(id),
        ids: () => visitors.#visitors.keys(),
        set: (visitor: RecentVisitor) => void visitors.#set(visitor),
        delete: (id: string) => void visitors.#visitors.delete(id),
      };
      visitors.#shared = await SharedVisitors.open(log, nodes, copy);
    }
    return visitors;
  }

  recordVisit(person: Person, address: string): void {
    const known = this.#visitors.get(person.id);
    const visitor = withVisit(known, person, address);
    const forgotten = this.#set(visitor);
    if (visitor !== known) this.#shared?.save(person.id);
    if (forgotten !== undefined) void this.#shared?.delete(forgotten).catch(() => {});
  }

  /** Records the name under which a person has sent a message in a room. */
  recordName(personId: string, room: string, username: string): void {
    const known = this.#visitors.get(personId);
    if (!known) return;
    this.#visitors.set(personId, withName(known, room, username));
    if (known.names?.get(room) !== username) this.#shared?.save(personId);
  }

  /** @throws {Refusal} `unavailable` */
  async erase(id: string): Promise<void> {
    this.#visitors.delete(id);
    await this.#shared?.delete(id);
  }

  /**
   * Reads what other relays know of a person, for an action that must not miss a visit of just now.
   *
   * @throws {Refusal} `unavailable`
   */
  async refresh(id: string): Promise<void> {
    await this.#shared?.refresh(id);
  }

  /** All that is known of a person, for the person. */
  recordOf(id: string): object | undefined {
    const visitor = this.#visitors.get(id);
    return visitor && recordOf(visitor);
  }

  personOf(id: string): Person | undefined {
    return this.#visitors.get(id)?.person;
  }

  /** A person's name in a room: that of their last message there, or else the name that the site gave. */
  nameIn(room: string, id: string): string | undefined {
    const known = this.#visitors.get(id);
    return known?.names?.get(room) ?? known?.person.username;
  }

  /** The picture that the site gave a person last. */
  readonly pictureOf = (id: string): string | undefined => this.#visitors.get(id)?.person.picture;

  addressesOf(id: string): readonly string[] {
    return this.#visitors.get(id)?.addresses ?? [];
  }

  async close(): Promise<void> {
    await this.#shared?.close();
  }

  /** @returns the id of the person that is forgotten for it */
  #set(visitor: RecentVisitor): string | undefined {
    this.#visitors.delete(visitor.person.id);
    this.#visitors.set(visitor.person.id, visitor);
    if (this.#visitors.size <= (this.#shared ? maxSharedPeople : maxPeople)) return undefined;
    const [oldest] = this.#visitors.keys();
    if (oldest !== undefined) this.#visitors.delete(oldest);
    return oldest;
  }
}
