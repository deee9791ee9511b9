// How long Socket.IO waits before it tries to connect again: twice as long each time, and not as long as anybody else.
export class Backoff {
  constructor({ min, max, jitter }) {
    this.min = min;
    this.max = max;
    this.jitter = jitter;
    this.attempts = 0;
  }

  duration() {
    const wait = this.min * 2 ** this.attempts++;
    return Math.min(wait + wait * this.jitter * (2 * Math.random() - 1), this.max);
  }

  reset() {
    this.attempts = 0;
  }
}
