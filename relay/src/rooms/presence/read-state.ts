import { limits, type Member, type SeenFrame } from '@realtime-chat/protocol';

/**
 * How far each person has read a room. Kept in memory only: it is about people who are here now or were a moment ago,
 * and every client reports it again when it joins.
 */
export class ReadState {
  /** By person id. The person whose position advanced last stands last. */
  #positions = new Map<string, Member & { seq: number }>();

  /** @returns whether the person has read further than was known */
  advance(member: Member, seq: number): boolean {
    const known = this.#positions.get(member.id);
    if (known && known.seq >= seq) return false;
    this.#positions.delete(member.id);
    this.#positions.set(member.id, { ...member, seq });
    // A room may be open for months and see any number of people.
    const [oldest] = this.#positions.keys();
    if (this.#positions.size > limits.seen && oldest !== undefined) this.#positions.delete(oldest);
    return true;
  }

  /** @returns whether the person was known */
  delete(personId: string): boolean {
    return this.#positions.delete(personId);
  }

  get all(): SeenFrame['seen'] {
    return [...this.#positions.values()];
  }
}
