import { limits, type Member } from '@realtime-chat/protocol';
import { TakenNames } from '../names/taken-names.ts';

/** The members of a room, by socket: one person may have several tabs. */
export class RoomMembers {
  /** The names that the members of this process go by. */
  readonly names: TakenNames;
  /** The members of this process. */
  #bySocket = new Map<string, Member>();
  /** By person id: the member of each of their sockets, those of other processes included. */
  #byPerson = new Map<string, readonly Member[]>();
  /** How many sockets there are in other processes. */
  #elsewhere = 0;
  /** By socket id: the name that the member asked for last, even if the others could not be told yet. */
  #requestedNames = new Map<string, string>();
  /** By person id. */
  #pictures = new Map<string, string>();

  constructor(names = new TakenNames()) {
    this.names = names;
  }

  get(socketId: string): Member | undefined {
    return this.#bySocket.get(socketId);
  }

  /** Whether a person is in the room, in any process. */
  has(personId: string): boolean {
    return this.#byPerson.has(personId);
  }

  /** The members of this process, by socket. */
  get own(): Iterable<readonly [socketId: string, member: Member]> {
    return this.#bySocket;
  }

  /** How many sockets of this process there are: a person with two tabs has two. */
  get sockets(): number {
    return this.#bySocket.size;
  }

  /** Whether there are more sockets than a list of members has names. */
  get isLarge(): boolean {
    return this.#bySocket.size + this.#elsewhere > limits.members;
  }

  /** The ids of a person's sockets in this process. Looks at all of the room, which is seldom needed: an index would take more memory. */
  socketsOf(personId: string): string[] {
    return [...this.#bySocket].flatMap(([socketId, { id }]) => (id === personId ? [socketId] : []));
  }

  pictureOf(personId: string): string | undefined {
    return this.#pictures.get(personId);
  }

  /** How many people there are, however many tabs they have. */
  get count(): number {
    return this.#byPerson.size;
  }

  /** The first of the people, each once. It takes the same time in a room of any size, because each join asks for it. */
  first(most: number): Member[] {
    const people: Member[] = [];
    for (const tabs of this.#byPerson.values()) {
      if (people.length >= most) break;
      // A tab with a name tells more than one without.
      const member = tabs.find(({ username }) => username !== undefined) ?? tabs.at(-1);
      if (member) people.push(member);
    }
    return people;
  }

  /** @returns whether that changed anything */
  set(socketId: string, member: Member): boolean {
    const known = this.#bySocket.get(socketId);
    if (known && isSame(known, member)) return false;
    this.#bySocket.set(socketId, member);
    this.#replace(known, member);
    // Added before the old one is freed, so that a name that stays the same is held all the time.
    if (member.username !== undefined) this.names.add(member.username, member.id);
    if (known) this.#freeName(known);
    return true;
  }

  /** @returns whether the socket was a member */
  delete(socketId: string): boolean {
    const member = this.#bySocket.get(socketId);
    if (!member) return false;
    this.#bySocket.delete(socketId);
    this.#requestedNames.delete(socketId);
    this.#freeName(member);
    this.#replace(member, undefined);
    return true;
  }

  /**
   * A member of another process has come, changed or gone.
   *
   * @returns whether that changed anything
   */
  changeElsewhere(before: Member | undefined, after: Member | undefined): boolean {
    this.#elsewhere += (after ? 1 : 0) - (before ? 1 : 0);
    this.#replace(before, after);
    return !(before && after && isSame(before, after));
  }

  /** Remembers the name that a member asked for last. A member without write access goes by it once they may write. */
  requestName(socketId: string, username: string | undefined): void {
    if (username !== undefined && this.#bySocket.has(socketId)) this.#requestedNames.set(socketId, username);
  }

  requestedName(socketId: string): string | undefined {
    return this.#requestedNames.get(socketId);
  }

  /** Puts one of a person's members in the place of another. */
  #replace(before: Member | undefined, after: Member | undefined): void {
    if (before && before.id !== after?.id) {
      const tabs = this.#byPerson.get(before.id)?.filter((tab) => tab !== before) ?? [];
      if (tabs.length > 0) this.#byPerson.set(before.id, tabs);
      else {
        this.#byPerson.delete(before.id);
        this.#pictures.delete(before.id);
      }
    }
    if (!after) return;
    const tabs = this.#byPerson.get(after.id) ?? [];
    // In place, so that a person who changes the name stays where they are in the list. Not by a spread, which reserves
    // memory for sixteen more.
    const changed =
      before?.id === after.id ? tabs.map((tab) => (tab === before ? after : tab)) : tabs.concat(after);
    this.#byPerson.set(after.id, changed);
    if (after.picture === undefined) this.#pictures.delete(after.id);
    else this.#pictures.set(after.id, after.picture);
  }

  #freeName({ id, username }: Member): void {
    if (username !== undefined) this.names.remove(username, id);
  }
}

function isSame(one: Member, other: Member): boolean {
  return (
    one.id === other.id &&
    one.username === other.username &&
    one.verified === other.verified &&
    one.picture === other.picture &&
    one.moderator === other.moderator
  );
}

/** Returns the short form of a member, for frequent frames. Clients know the rest from the list of members. */
export function briefMember({ picture: _, moderator: __, ...member }: Member): Member {
  return member;
}
