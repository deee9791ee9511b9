/** Of so many it is remembered, in all rooms; then the oldest is forgotten, and can be told again. */
const most = 20_000;

/** Remembers who reported which message, so that one person is heard once. In memory alone. */
export class KnownReports {
  #keys = new Set<string>();

  /** @returns whether it is the first time that this person reports this message, as far as is remembered */
  note(room: string, seq: number, personId: string): boolean {
    const key = keyOf(room, seq, personId);
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    const [oldest] = this.#keys;
    if (this.#keys.size > most && oldest !== undefined) this.#keys.delete(oldest);
    return true;
  }

  /** For one that could not be taken: it may be tried again. */
  forget(room: string, seq: number, personId: string): void {
    this.#keys.delete(keyOf(room, seq, personId));
  }
}

function keyOf(room: string, seq: number, personId: string): string {
  return JSON.stringify([room, seq, personId]);
}
