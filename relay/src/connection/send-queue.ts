import type { ServerResponse } from 'node:http';

/** The bytes that wait for one connection. Each packet is measured once, when it is queued. */
export class SendQueue {
  /** The bytes that the sum of all connections contains. */
  counted = 0;
  /** The batch that a WebSocket is writing: its first packet, and the others. It takes no more before all is written. */
  #first = 0;
  #others = 0;
  /** The answers of polling that are not written yet: all of them, and the first packet of the newest one. */
  #answers: Map<ServerResponse, number> | undefined;
  #inAnswers = 0;
  #newest: { answer: ServerResponse; first: number } | undefined;
  #queued = 0;
  /** The first packet of the queue. */
  #next: { bytes: number; shared: boolean } | undefined;

  get bytes(): number {
    return this.#first + this.#others + this.#inAnswers + this.#queued;
  }

  get bytesBehindFirst(): number {
    return this.#others + this.#inAnswers - (this.#newest?.first ?? 0) + this.#queued;
  }

  add(bytes: number, shared: boolean): void {
    this.#next ??= { bytes, shared };
    this.#queued += bytes;
  }

  /**
   * The transport takes all that is queued.
   *
   * @param answer the response that it is written to, for polling
   */
  begin(answer?: ServerResponse): void {
    const { bytes = 0, shared = false } = this.#next ?? {};
    if (answer) {
      this.#answers ??= new Map();
      this.#answers.set(answer, this.#queued);
      this.#inAnswers += this.#queued;
      this.#newest = { answer, first: bytes };
    } else {
      // The frame of a broadcast is in memory once for all connections.
      this.#first = shared ? 0 : bytes;
      this.#others = this.#queued - bytes;
    }
    this.#queued = 0;
    this.#next = undefined;
  }

  finish(): void {
    this.#first = 0;
    this.#others = 0;
  }

  finishAnswer(answer: ServerResponse): void {
    this.#inAnswers -= this.#answers?.get(answer) ?? 0;
    this.#answers?.delete(answer);
    if (this.#newest?.answer === answer) this.#newest = undefined;
  }

  /** The connection is closed: only its answers still wait. */
  drop(): void {
    this.finish();
    this.#queued = 0;
    this.#next = undefined;
  }

  destroyAnswers(): void {
    for (const answer of this.#answers?.keys() ?? []) answer.destroy();
  }
}
