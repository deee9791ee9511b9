import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { HoldConnection } from '../../handlers/dispatch.ts';
import { within } from '../../log/within.ts';
import type { Logger } from '../../logger.ts';
import type { Nodes } from '../../nodes/nodes.ts';
import type { RelayServer } from '../../rooms/sockets.ts';
import { PendingAnswers } from './pending-answers.ts';

/** The first part of the time, in which nobody is moved yet: a proxy that asks `/readyz` now and then notices first. */
const noticeShare = 1 / 3;

/** The last part of the time, for answers that are still due and for clients that read slowly. */
const answerShare = 1 / 10;

/** How often some connections are closed, in milliseconds. */
const interval = 50;

/** How long the store may take to tell how many relays there are, in milliseconds, and how often it is asked. */
const countTimeout = 500;
const countInterval = 1000;

/**
 * Moves the clients of a relay that closes to the other relays of its store. It closes their connections one by one at random
 * moments, below the sockets: clients connect again by themselves after that, and the proxy leads them elsewhere.
 */
export class Drain {
  #nodes: Nodes;
  #logger: Logger;
  #isOn = false;
  #answers: PendingAnswers | undefined;
  #requests = new Set<ServerResponse>();
  #moved = new Set<string>();
  #stop = new AbortController();

  constructor(nodes: Nodes, logger: Logger) {
    this.#nodes = nodes;
    this.#logger = logger;
    if (nodes.isShared) this.#answers = new PendingAnswers();
  }

  /** Whether new connections are refused, so that a proxy tries another relay. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** Undefined for a relay whose clients are never moved. */
  get holdConnection(): HoldConnection | undefined {
    return this.#answers?.watch;
  }

  /** From now on, new connections are refused, and no connection is kept for another HTTP request. */
  refuseNew(): void {
    this.#isOn = true;
    this.#requests.forEach(endConnection);
  }

  /** The relay is not drained before this HTTP request is answered. */
  await(response: ServerResponse): void {
    if (this.#isOn) endConnection(response);
    this.#requests.add(response);
    response.once('close', () => this.forget(response));
  }

  /** The request is not for the relay. */
  forget(response: ServerResponse): void {
    this.#requests.delete(response);
  }

  /**
   * Resolves when nobody is left or the time is over, and soon if no other relay takes clients.
   *
   * @param time in milliseconds
   */
  async run(time: number, io: RelayServer): Promise<void> {
    const { signal } = this.#stop;
    const hasWork = (): boolean => io.engine.clientsCount > 0 || this.#requests.size > 0;
    // If the store does not answer, the others cannot serve anybody either.
    if (time === 0 || !hasWork() || !(await this.#countOthers())) return;
    const details = { code: 'relay_draining', connections: io.engine.clientsCount, seconds: time / 1000 };
    this.#logger.info(details, 'clients are moved to the other relays');
    const begun = performance.now();
    const passed = (): number => performance.now() - begun;
    const lastMove = time * (1 - answerShare);
    const counting = setInterval(() => void this.#stopIfAlone(), countInterval);
    while (passed() < time && hasWork() && !signal.aborted) {
      if (passed() >= time * noticeShare) this.#moveSome(io, lastMove - passed());
      await pause(interval, undefined, { signal }).catch(() => {});
    }
    clearInterval(counting);
  }

  /** Ends the drain at once, also one that begins later. */
  stop(): void {
    this.#stop.abort();
  }

  /** @param left the time in which all have to be moved, in milliseconds. Each moment in it is equally likely for each socket. */
  #moveSome(io: RelayServer, left: number): void {
    for (const [id, socket] of io.sockets.sockets) {
      if (this.#moved.has(id) || Math.random() * left > interval) continue;
      this.#moved.add(id);
      // An orderly close: what waits for the client is written first. A client that does not read is cut off in the end.
      this.#answers?.onceAnswered(id, () => socket.conn.close());
    }
  }

  /** All relays may be ended at the same time. */
  async #stopIfAlone(): Promise<void> {
    if ((await this.#countOthers()) === 0) this.stop();
  }

  /** How many other relays take clients. Undefined: the store does not answer. */
  async #countOthers(): Promise<number | undefined> {
    let others: number | undefined;
    const counted = this.#nodes.retire().then((count) => void (others = count));
    await within(countTimeout, counted).catch(() => {});
    return others;
  }
}

/** The next request on a kept connection could come when the relay has ended. */
function endConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
