import { limits, type Member, type SeenFrame } from '@realtime-chat/protocol';

/**
 * Up to where each person has read a room. In memory only: it says something of people who are here now, or were
 * a moment ago, and every client tells it anew when it comes in.
 */
export class ReadState {
  /** By person, the one who read last at the end. */
  #places = new Map<string, Member & { seq: number }>();

  /** @returns whether that is further than was known. */
  advance(member: Member, seq: number): boolean {
    const known = this.#places.get(member.id);
    if (known && known.seq >= seq) return false;
    this.#places.delete(member.id);
    this.#places.set(member.id, { ...member, seq });
    // A room may be open for months, and see any number of people.
    const [oldest] = this.#places.keys();
    if (this.#places.size > limits.seen && oldest !== undefined) this.#places.delete(oldest);
    return true;
  }

  get all(): SeenFrame['seen'] {
    return [...this.#places.values()];
  }
}
