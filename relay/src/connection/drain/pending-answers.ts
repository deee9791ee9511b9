import { isCallback } from '../../handlers/handle.ts';
import { KeyedCounter } from '../../limits/keyed-counter.ts';

/** Counts the requests of each socket that are not answered yet. */
export class PendingAnswers {
  #pending = new KeyedCounter();
  #waiting = new Map<string, () => void>();

  /** Puts a callback around that of a client. */
  readonly watch = (socketId: string, args: readonly unknown[]): readonly unknown[] => {
    const answer = args.at(-1);
    if (!isCallback(answer)) return args;
    let isPending = true;
    this.#pending.add(socketId);
    const watched = (reply: object): void => {
      answer(reply);
      if (!isPending) return;
      isPending = false;
      this.#pending.remove(socketId);
      if (this.#pending.count(socketId) === 0) this.#act(socketId);
    };
    return [...args.slice(0, -1), watched];
  };

  /** Calls `act` when the socket has all its answers: at once, if it waits for none. */
  onceAnswered(socketId: string, act: () => void): void {
    this.#waiting.set(socketId, act);
    if (this.#pending.count(socketId) === 0) this.#act(socketId);
  }

  #act(socketId: string): void {
    const act = this.#waiting.get(socketId);
    this.#waiting.delete(socketId);
    act?.();
  }
}
