import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { joinedSchema, read, refusedSchema, sentSchema } from '@realtime-chat/protocol';
import { token } from '../support/tokens.ts';
import type { Violation } from './checker.ts';
import { enter } from './enter.ts';
import { InsistentClient, type Outcome } from './insistent-client.ts';
import type { Random } from './random.ts';

const room = 'guarded room';
const person = 'g0';

/**
 * How long another node may take to know of an action, in milliseconds. It is told in an instant, but where its link to Redis
 * hangs half-open, it has to notice that first.
 */
const allowance = 15_000;

/** Bans a person at one node and tries to write at another, again and again. */
export class BanProbe {
  readonly violations: Violation[] = [];
  /** How many bans and unbans were acknowledged and then tried. */
  count = 0;
  /** The longest time, in milliseconds, after which the other node still did not know of an action. */
  longest = 0;
  #moderators: InsistentClient[];
  #visitors: InsistentClient[];
  #random: Random;
  #isOver = false;
  #working: Promise<void>;

  constructor(nodeUrls: readonly string[], random: Random) {
    this.#random = random;
    this.#moderators = nodeUrls.map((url) => newClient(url, { sub: 'g1', name: 'g1', roles: ['moderator'] }));
    // The visitor joins by hand: while the ban holds, it cannot.
    this.#visitors = nodeUrls.map((url) => newClient(url, { sub: person, name: person }, async () => {}));
    this.#working = this.#work();
  }

  /** Resolves when the action under way was tried. */
  async finish(): Promise<void> {
    this.#isOver = true;
    await this.#working;
  }

  close(): void {
    this.#isOver = true;
    for (const client of [...this.#moderators, ...this.#visitors]) client.close();
  }

  async #work(): Promise<void> {
    while (!this.#isOver) {
      await this.#decree('ban');
      await this.#decree('unban');
    }
  }

  async #decree(action: 'ban' | 'unban'): Promise<void> {
    const nodes = [...this.#moderators.keys()];
    const acting = this.#random.pick(nodes);
    const other = this.#random.pick(nodes.filter((index) => index !== acting));
    const outcome: Outcome = {};
    const request = { room, id: randomBytes(16).toString('hex'), action, person: `user:${person}` };
    await this.#moderators[acting]?.insist(outcome, 'moderate', request);
    if (!outcome.acknowledged) return;
    const isRight = await this.#comesTo(other, action === 'unban');
    if (isRight === undefined) return;
    this.count += 1;
    if (isRight) return;
    const about = `${room}: node ${acting} acknowledged the ${action}, and node ${other} does not know of it after ${allowance} ms`;
    this.violations.push({ promise: 'everywhere', about });
  }

  /** Whether it comes to this at a node, that the person may write or may not; undefined without an end. */
  async #comesTo(node: number, wanted: boolean): Promise<boolean | undefined> {
    const start = performance.now();
    for (;;) {
      const elapsed = performance.now() - start;
      const may = await this.#mayWrite(node);
      if (may === undefined) return undefined;
      if (may === wanted) return true;
      if (elapsed > allowance) return false;
      this.longest = Math.max(this.longest, elapsed);
    }
  }

  /** Whether the person may join and write at a node; undefined without an end. */
  async #mayWrite(node: number): Promise<boolean | undefined> {
    const visitor = this.#visitors[node];
    while (visitor && !visitor.isClosed) {
      const id = randomBytes(16).toString('hex');
      const answers = [
        await visitor.ask('join', { room, username: person }),
        await visitor.ask('send', { room, id, message: id }),
      ];
      if (answers.some((answer) => read(refusedSchema, answer)?.error.code === 'banned')) return false;
      if (read(joinedSchema, answers[0]) && read(sentSchema, answers[1])) return true;
      await delay(50);
    }
    return undefined;
  }
}

function newClient(
  url: string,
  claims: { sub: string; name: string; roles?: string[] },
  enterBy?: () => Promise<void>,
): InsistentClient {
  const client: InsistentClient = new InsistentClient(url, {
    auth: (give) => void token(claims).then((bearer) => give({ protocol: 1, token: bearer })),
    enter: enterBy ?? (() => enter(client, room, claims.name)),
    act: async () => {},
    era: () => 0,
  });
  return client;
}
