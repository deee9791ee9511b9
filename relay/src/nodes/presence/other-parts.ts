import type { Member } from '@realtime-chat/protocol';
import { type Part, parseMember } from './publication.ts';

type Members = Map<string, Member>;

/** The members of a room that are connected to other nodes. */
export class OtherParts {
  /** By node and socket. A node that has the room open without a member has a part too. */
  #parts = new Map<string, Members>();
  #onChange: (before: Member | undefined, after: Member | undefined) => void;

  /** @param onChange is told of each member that has come, changed or gone */
  constructor(onChange: (before: Member | undefined, after: Member | undefined) => void) {
    this.#onChange = onChange;
  }

  /** How many other nodes have the room open. */
  get nodes(): number {
    return this.#parts.size;
  }

  apply(node: string, { isWhole, members }: Part): void {
    const known: Members = this.#parts.get(node) ?? new Map<string, Member>();
    this.#parts.set(node, known);
    if (isWhole) {
      const present = new Set(members.map(([socketId]) => socketId));
      for (const socketId of known.keys()) if (!present.has(socketId)) this.#set(known, socketId, undefined);
    }
    for (const [socketId, member] of members) this.#set(known, socketId, member ?? undefined);
  }

  drop(node: string): void {
    for (const member of this.#parts.get(node)?.values() ?? []) this.#onChange(member, undefined);
    this.#parts.delete(node);
  }

  /**
   * Takes over all that was read.
   *
   * @param nodes the other nodes that have the room open
   * @param stored fields and values, in turn: node, space and socket; the member as JSON
   */
  replace(nodes: readonly string[], stored: readonly string[]): void {
    const parts = new Map(nodes.map((node): [string, [string, Member][]] => [node, []]));
    for (let index = 0; index < stored.length; index += 2) {
      const [field = '', json = ''] = stored.slice(index, index + 2);
      const [node = '', socketId = ''] = field.split(' ', 2);
      const member = parseMember(json);
      if (member) parts.get(node)?.push([socketId, member]);
    }
    for (const node of this.#parts.keys()) if (!parts.has(node)) this.drop(node);
    for (const [node, members] of parts) this.apply(node, { isWhole: true, members });
  }

  #set(known: Members, socketId: string, member: Member | undefined): void {
    const before = known.get(socketId);
    if (member) known.set(socketId, member);
    else known.delete(socketId);
    if (before || member) this.#onChange(before, member);
  }
}
