/**
 * The relay's time. Every time that comes from the relay is compared with this one, since the clock of this machine may be
 * wrong. It goes on steadily, even if the machine's clock is set meanwhile.
 */
export class Clock {
  /** What has to be added to the monotonic time of this page. */
  #offset = Date.now() - performance.now();

  /** Milliseconds since 1970. Until the relay has told its time, it is that of this machine. */
  get now(): number {
    return Math.round(performance.now() + this.#offset);
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
