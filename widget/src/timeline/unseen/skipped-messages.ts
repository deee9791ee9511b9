/**
 * The unseen messages that a reader has jumped over on the way to the end. They count as seen, and a button leads back to
 * them until they have been in view.
 */
export class SkippedMessages {
  /** They are after this seq … */
  after = 0;
  /** … and before this one. */
  before = 0;
  #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get exist(): boolean {
    return this.before > this.after + 1;
  }

  /**
   * To be called after a scroll.
   *
   * @param firstInView the seq of the first message that is in view; those below it are or were in view
   * @param seen for a reader at the end, the seq up to which messages were seen before
   */
  look(firstInView: number | undefined, seen?: number): void {
    if (firstInView === undefined) return;
    const isJump = seen !== undefined && firstInView > seen + 1;
    if (!isJump && firstInView >= this.before) return;
    if (isJump && !this.exist) this.after = seen;
    this.before = firstInView;
    this.#onChange();
  }

  forget(): void {
    this.after = this.before = 0;
  }
}
