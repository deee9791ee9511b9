import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { allRooms } from '../log/all-rooms.ts';
import type { RoomLog } from '../log/log.ts';
import type { SecretsPlace } from '../log/stored-secret.ts';
import { Pace } from '../log/retention/pace.ts';
import type { Logger } from '../logger.ts';
import type { AppendedRooms } from '../nodes/appended-rooms.ts';
import type { Nodes } from '../nodes/nodes.ts';
import { clockTolerance } from './cursor.ts';
import { createDeliver, type Deliver } from './deliver.ts';
import { DeliveryLog } from './delivery-log.ts';
import { Outgoing } from './outgoing.ts';
import { signingSecret } from './signing-secret.ts';

/** When the relay closes, pending deliveries have this many milliseconds left. */
const closeTimeout = 1500;

/** How often the node that delivers looks whether all rooms have to be looked at, in milliseconds. */
const checkInterval = 5000;

/** Where other nodes append, all rooms are looked at this often in any case, in milliseconds. */
const sweepInterval = 10 * 60_000;

/** Looking at rooms takes at most this share of the event loop, in turns of about so many milliseconds. */
const shareOfLooking = 0.25;
const turn = 5;

/** The kind and key under which the log has the state of the webhook. */
const stateKind = 'webhook';
const stateKey = 'state';

/** The time between two notes that there is a webhook, in milliseconds. */
const noteInterval = 60 * 60_000;

/** After more than a day without a webhook, it begins with what is appended from now on. The last note can be an hour old. */
const longestPause = 24 * 60 * 60_000 + noteInterval;

const stateSchema = v.object({
  /** The time from which on entries are delivered, in rooms without a cursor. */
  since: v.number(),
  /** When there was a webhook last. */
  seen: v.number(),
});

/** What the webhook needs of the relay. */
export interface WebhookContext {
  log: RoomLog;
  nodes: Nodes;
  appended: AppendedRooms;
  logger: Logger;
}

/**
 * Delivers committed entries to an HTTP receiver, in order for each room, with retries. It delays no other part of the relay.
 * One node delivers for all that share a store.
 *
 * It follows the log: a cursor in the store says up to where the receiver has accepted a room. So whatever happens to the
 * node that delivers or to the one that appends, the next one goes on from the cursors. What was appended is told by hints; what
 * a hint may have missed is found by looking at all rooms. That costs an append nothing, which a list of rooms with new entries
 * would: it is in another slot than the room, and would have to be written first.
 *
 * A lone process works in the same way. It reads back what it has just written, and writes the cursors of all rooms together, at
 * most once a second. In exchange, no text is in memory, and nothing is lost by a restart.
 */
export class Webhooks {
  #context: WebhookContext;
  #deliver: Deliver;
  #deliveryLog: DeliveryLog;
  #outgoing: Outgoing | undefined;
  /** Whether a hint may have been missed. */
  #isSweepDue = false;
  #notedAt = 0;
  #led: { close(): Promise<void> };

  private constructor(context: WebhookContext, deliver: Deliver) {
    this.#context = context;
    this.#deliver = deliver;
    this.#deliveryLog = new DeliveryLog(context.logger);
    this.#led = context.nodes.lead('webhook', (signal) => this.#lead(signal));
  }

  /** @param secrets for the generated secret, if the options have none */
  static async open(
    { url, secret }: { url: string; secret?: string | undefined },
    secrets: SecretsPlace,
    context: WebhookContext,
  ): Promise<Webhooks> {
    return new Webhooks(context, createDeliver(url, secret ?? (await signingSecret(secrets))));
  }

  /** Pending deliveries get one more attempt, if there is time for it. The next relay on this store goes on with the rest. */
  async close(): Promise<void> {
    const rooms = (await this.#outgoing?.finish(closeTimeout)) ?? 0;
    await this.#led.close();
    this.#deliveryLog.close();
    if (rooms === 0) return;
    this.#context.logger.warn(
      { code: 'webhook_waiting', rooms },
      'entries wait for the webhook: the next relay on this store delivers them, if it starts within a day',
    );
  }

  async #lead(signal: AbortSignal): Promise<void> {
    const { log, appended } = this.#context;
    const { since } = await this.#noteState();
    const outgoing = new Outgoing({
      log,
      deliver: this.#deliver,
      since,
      deliveryLog: this.#deliveryLog,
    });
    this.#outgoing = outgoing;
    this.#isSweepDue = true;
    const unwatch = appended.watch((room) => {
      if (room === undefined || !outgoing.touch(room)) this.#isSweepDue = true;
    });
    try {
      await this.#keepLooking(outgoing, since, signal);
    } finally {
      unwatch();
      this.#outgoing = undefined;
      await outgoing.stop();
    }
  }

  /** Looks at all rooms whenever a hint may have been missed: first of all because this node has just begun. */
  async #keepLooking(outgoing: Outgoing, since: number, signal: AbortSignal): Promise<void> {
    const { nodes } = this.#context;
    let sweptAt = performance.now();
    let alive: ReadonlySet<string> = new Set();
    while (!signal.aborted) {
      try {
        if (this.#isSweepDue) {
          this.#isSweepDue = false;
          sweptAt = performance.now();
          await this.#sweep(outgoing, since, signal);
        }
        if (performance.now() - this.#notedAt > noteInterval) await this.#noteState();
        if (nodes.isShared) {
          const before = alive;
          alive = await nodes.alive();
          // A node that has ended may have appended something that it could not tell any more.
          const hasOneEnded = Array.from(before).some((id) => !alive.has(id));
          if (hasOneEnded || performance.now() - sweptAt > sweepInterval) this.#isSweepDue = true;
        }
      } catch {
        // The store has told of it.
        this.#isSweepDue = true;
      }
      await pause(checkInterval, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  /** Finds the rooms with entries that are not delivered. */
  async #sweep(outgoing: Outgoing, since: number, signal: AbortSignal): Promise<void> {
    const { log } = this.#context;
    const pace = new Pace(shareOfLooking, turn, signal);
    let epoch: string | undefined;
    for await (const { room, head, lastActivity } of allRooms(log)) {
      if (signal.aborted) return;
      // All rooms have the same.
      epoch ??= (await log.extent(room)).epoch;
      const cursor = await outgoing.cursorOf(room);
      const isBehind = cursor ? cursor.seq < head || cursor.epoch !== epoch : lastActivity >= since;
      if (isBehind && !outgoing.touch(room)) {
        this.#isSweepDue = true;
        return;
      }
      await pace.rest(turn);
    }
  }

  /** Notes that there is a webhook. @returns since when */
  async #noteState(): Promise<v.InferOutput<typeof stateSchema>> {
    const now = Date.now();
    let isLate = false;
    const stored = await this.#context.log.updateMeta(stateKind, stateKey, (before) => {
      const parsed = v.safeParse(stateSchema, before);
      isLate = parsed.success && now - parsed.output.seen >= longestPause;
      return { since: parsed.success && !isLate ? parsed.output.since : now - clockTolerance, seen: now };
    });
    this.#notedAt = performance.now();
    if (isLate)
      this.#context.logger.warn(
        { code: 'webhook_skipped' },
        'the webhook was away for more than a day: what waited for it until a minute ago is not delivered',
      );
    return v.parse(stateSchema, stored);
  }
}
