import { randomBytes } from 'node:crypto';
import { read } from '@realtime-chat/protocol';
import * as v from 'valibot';
import { authSecret, token } from '../support/tokens.ts';
import { enter } from './enter.ts';
import { InsistentClient } from './insistent-client.ts';
import type { RequestedAction, Holding } from './moderation-checker.ts';
import type { Random } from './random.ts';

/** The option by which every relay of a fault run verifies the tokens of moderators. */
export const knowsModerators = { RELAY_AUTH_SECRET: authSecret };

const people = ['user:p0', 'user:p1', 'user:p2', 'user:p3'];

const rulesSchema = v.object({
  decrees: v.array(v.looseObject({ action: v.string(), person: v.string() })),
  slow: v.optional(v.number(), 0),
  locked: v.optional(v.boolean(), false),
});

/** Takes one moderation action after the other. */
export class Moderator {
  readonly name: string;
  readonly requested: RequestedAction[] = [];
  #client: InsistentClient;
  #room: string;
  #random: Random;

  constructor(name: string, relayUrl: string, room: string, random: Random, era: () => number) {
    this.name = name;
    this.#room = room;
    this.#random = random;
    const claims = { sub: name, name, roles: ['moderator'] };
    this.#client = new InsistentClient(relayUrl, {
      auth: (give) => void token(claims).then((bearer) => give({ protocol: 1, token: bearer })),
      enter: () => enter(this.#client, this.#room, this.name),
      act: () => this.#requestNext(),
      era,
    });
  }

  moderate(): void {
    this.#client.doMore();
  }

  get isDone(): boolean {
    return this.#client.isDone;
  }

  /** The restrictions in the room by the relay's answer; `undefined` without an answer. */
  async holding(): Promise<Holding | undefined> {
    const rules = read(rulesSchema, await this.#client.ask('rules', { room: this.#room }));
    if (!rules) return undefined;
    const about = (action: string): string[] =>
      rules.decrees.filter((term) => term.action === action).map(({ person }) => person);
    return { muted: about('mute'), banned: about('ban'), slow: rules.slow, locked: rules.locked };
  }

  close(): void {
    this.#client.close();
  }

  async #requestNext(): Promise<void> {
    const request = this.#next();
    this.requested.push(request);
    const { id, action, person, seconds } = request;
    await this.#client.insist(request, 'moderate', { room: this.#room, id, action, person, seconds });
  }

  #next(): RequestedAction {
    const id = randomBytes(16).toString('hex');
    const action = this.#random.pick(['mute', 'unmute', 'ban', 'unban', 'slow', 'lock', 'unlock'] as const);
    if (action === 'lock' || action === 'unlock') return { id, action };
    if (action === 'slow') return { id, action, seconds: this.#random.pick([0, 5, 60]) };
    return { id, action, person: this.#random.pick(people) };
  }
}
