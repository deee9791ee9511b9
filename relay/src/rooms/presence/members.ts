import { limits, type Member } from '@realtime-chat/protocol';
import { TakenNames } from '../names/taken-names.ts';

/** The members of a room, by socket: one person may have several tabs. */
export class RoomMembers {
  /** The names that the members go by. */
  readonly names = new TakenNames();
  #bySocket = new Map<string, Member>();
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

  pictureOf(personId: string): string | undefined {
    return this.#pictures.get(personId);
  }

  /** Each person once, however many tabs they have. */
  people(): Member[] {
    const people = new Map<string, Member>();
    for (const member of this.#bySocket.values()) {
      // A tab with a name tells more than one without.
      if (!people.get(member.id)?.username) people.set(member.id, member);
    }
    return [...people.values()];
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
    const isHere = (): boolean => [...this.#bySocket.values()].some(({ id }) => id === member.id);
    if (member.picture !== undefined && !isHere()) this.#pictures.delete(member.id);
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
