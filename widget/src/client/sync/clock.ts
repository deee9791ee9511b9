/** The machine's clock was set if it has moved by more than this against the monotonic time, in milliseconds. */
const setBy = 1000;

/**
 * The relay's time. Every time that comes from the relay is compared with this one, since the clock of this machine may be
 * wrong. It goes on steadily if the machine's clock is set back. It goes forward with that clock: the monotonic time
 * stands still while a machine sleeps, so after a sleep the machine's clock alone is right.
 */
export class Clock {
  /** What has to be added to the machine's time. */
  #offset = 0;
  /** How far the machine's time was ahead of the monotonic time of this page. */
  #ahead = Date.now() - performance.now();

  /** Milliseconds since 1970. Until the relay has told its time, it is that of this machine. */
  get now(): number {
    const machine = Date.now();
    const ahead = machine - performance.now();
    if (ahead < this.#ahead - setBy) this.#offset += this.#ahead - ahead;
    this.#ahead = ahead;
    return Math.round(machine + this.#offset);
  }

  /**
   * Sets the time to what the relay has just told.
   *
   * @returns by how many milliseconds the time has changed
   */
  set(relayTime: number): number {
    const change = relayTime - this.now;
    this.#offset += change;
    return change;
  }

  /** Converts a time of this machine's clock, which lies in the past. */
  fromMachine(time: number): number {
    return Math.min(time - Date.now(), 0) + this.now;
  }
}
