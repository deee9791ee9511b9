/** How many rooms are remembered. */
const most = 10_000;

/** The newest seq that this process has acknowledged or told, for each room. The room of the longest ago is dropped. */
export class Told {
  #heads = new Map<string, number>();
  #isComplete = true;

  /** Whether no room was dropped. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  get heads(): ReadonlyMap<string, number> {
    return this.#heads;
  }

  note(room: string, seq: number): void {
    const before = this.#heads.get(room) ?? 0;
    this.#heads.delete(room);
    this.#heads.set(room, Math.max(before, seq));
    if (this.#heads.size <= most) return;
    const [oldest] = this.#heads.keys();
    if (oldest !== undefined) this.#heads.delete(oldest);
    this.#isComplete = false;
  }

  clear(): void {
    this.#heads.clear();
    this.#isComplete = true;
  }
}
