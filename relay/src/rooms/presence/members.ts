import { limits, type Member } from '@realtime-chat/protocol';
import { TakenNames } from '../names/taken-names.ts';

/** The members of a room, by socket: one person may have several tabs. */
export class RoomMembers {
  /** The names that the members go by. */
  readonly names = new TakenNames();
  #bySocket = new Map<string, Member>();
  /** By person id: the member of each of their sockets. */
  #byPerson = new Map<string, readonly Member[]>();
  /** By socket id: the name that the member asked for last, even if the others could not be told yet. */
  #requestedNames = new Map<string, string>();
  /** By person id. */
  #pictures = new Map<string, string>();

  get(socketId: string): Member | undefined {
    return this.#bySocket.get(socketId);
  }

  /** How many sockets there are: a person with two tabs has two. */
  get sockets(): number {
    return this.#bySocket.size;
  }

  /** Whether there are more sockets than a list of members has names. */
  get isLarge(): boolean {
    return this.#bySocket.size > limits.members;
  }

  /** The ids of a person's sockets. Looks at all of the room, which is seldom needed: an index would take more memory. */
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
    const isSame =
      known?.username === member.username &&
      known?.verified === member.verified &&
      known?.picture === member.picture &&
      known?.moderator === member.moderator;
    if (known && isSame) return false;
    if (known) this.#freeName(known);
    this.#bySocket.set(socketId, member);
    const tabs = this.#byPerson.get(member.id) ?? [];
    // In place, so that a person who changes the name stays where they are in the list. Not by a spread, which reserves
    // memory for sixteen more.
    const changed = known ? tabs.map((tab) => (tab === known ? member : tab)) : tabs.concat(member);
    this.#byPerson.set(member.id, changed);
    if (member.picture === undefined) this.#pictures.delete(member.id);
    else this.#pictures.set(member.id, member.picture);
    if (member.username !== undefined) this.names.add(member.username, member.id);
    return true;
  }

  /** @returns whether the socket was a member */
  delete(socketId: string): boolean {
    const member = this.#bySocket.get(socketId);
    if (!member) return false;
    this.#bySocket.delete(socketId);
    this.#requestedNames.delete(socketId);
    this.#freeName(member);
    const tabs = this.#byPerson.get(member.id)?.filter((tab) => tab !== member) ?? [];
    if (tabs.length > 0) this.#byPerson.set(member.id, tabs);
    else {
      this.#byPerson.delete(member.id);
      this.#pictures.delete(member.id);
    }
    return true;
  }

  /** Remembers the name that a member asked for last. A member without write access goes by it once they may write. */
  requestName(socketId: string, username: string | undefined): void {
    if (username !== undefined && this.#bySocket.has(socketId)) this.#requestedNames.set(socketId, username);
  }

  requestedName(socketId: string): string | undefined {
    return this.#requestedNames.get(socketId);
  }

  #freeName({ id, username }: Member): void {
    if (username !== undefined) this.names.remove(username, id);
  }
}

/** Returns the short form of a member, for frequent frames. Clients know the rest from the list of members. */
export function briefMember({ picture: _, moderator: __, ...member }: Member): Member {
  return member;
}
