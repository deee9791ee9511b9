import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { joinedSchema, read, refusedSchema, sentSchema } from '@realtime-chat/protocol';
import { io } from 'socket.io-client';
import * as v from 'valibot';
import { authSecret, token } from '../support/tokens.ts';
import type { Decreed, Holding } from './moderation-checker.ts';
import type { Random } from './random.ts';

/** Every relay of a fault run knows moderators by this. */
export const knowsModerators = { RELAY_AUTH_SECRET: authSecret };

/** The room's log must not outgrow what one join brings. */
const budget = 150;

/** So long a relay may be silent, in milliseconds, before the link is given up. */
const patience = 4000;

const people = ['user:p0', 'user:p1', 'user:p2', 'user:p3'];

const rulesSchema = v.object({
  decrees: v.array(v.looseObject({ action: v.string(), person: v.string() })),
  slow: v.optional(v.number(), 0),
  locked: v.optional(v.boolean(), false),
});

/** Decrees one thing after the other by the bare wire, and each again under the same id until it is answered. */
export class Moderator {
  readonly name: string;
  readonly decreed: Decreed[] = [];
  #isIn = false;
  #closed = false;
  #left = budget;
  #waiting = 0;
  #isWorking = false;
  #socket: ReturnType<typeof io>;
  #room: string;
  #random: Random;
  #era: () => number;

  constructor(name: string, relayUrl: string, room: string, random: Random, era: () => number) {
    this.name = name;
    this.#room = room;
    this.#random = random;
    this.#era = era;
    const claims = { sub: name, name, roles: ['moderator'] };
    this.#socket = io(relayUrl, {
      auth: (give) => void token(claims).then((bearer) => give({ protocol: 1, token: bearer })),
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 500,
    });
    this.#socket.on('connect', () => void this.#enter());
    this.#socket.on('disconnect', () => (this.#isIn = false));
    // Socket.IO does not try again after a handshake that was refused, as it is while the store fails.
    this.#socket.on('connect_error', () => void (this.#socket.active || this.#again()));
  }

  /** Decrees a few things more: many at first, and still one when it has done most of what it may. */
  moderate(): void {
    const count = Math.min(this.#left, Math.max(1, Math.floor(this.#left / 10)));
    this.#left -= count;
    this.#waiting += count;
    if (!this.#isWorking) void this.#work();
  }

  get isDone(): boolean {
    return this.#waiting === 0;
  }

  /** What the relay says that holds in the room; nothing if it does not answer. */
  async holding(): Promise<Holding | undefined> {
    const rules = read(rulesSchema, await this.#ask('rules', { room: this.#room }));
    if (!rules) return undefined;
    const about = (action: string): string[] =>
      rules.decrees.filter((decree) => decree.action === action).map(({ person }) => person);
    return { muted: about('mute'), banned: about('ban'), slow: rules.slow, locked: rules.locked };
  }

  close(): void {
    this.#closed = true;
    this.#socket.disconnect();
  }

  async #again(): Promise<void> {
    await delay(200);
    if (!this.#closed) this.#socket.connect();
  }

  async #enter(): Promise<void> {
    const answer = await this.#ask('join', { room: this.#room, username: this.name });
    if (read(joinedSchema, answer)) this.#isIn = true;
    else if (!this.#closed) {
      await delay(100);
      if (this.#socket.connected) await this.#enter();
    }
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    while (this.#waiting > 0 && !this.#closed) {
      const decree = this.#next();
      this.decreed.push(decree);
      await this.#insist(decree);
      this.#waiting -= 1;
    }
    this.#isWorking = false;
  }

  #next(): Decreed {
    const id = randomBytes(16).toString('hex');
    const action = this.#random.pick(['mute', 'unmute', 'ban', 'unban', 'slow', 'lock', 'unlock'] as const);
    if (action === 'lock' || action === 'unlock') return { id, action };
    if (action === 'slow') return { id, action, seconds: this.#random.pick([0, 5, 60]) };
    return { id, action, person: this.#random.pick(people) };
  }

  async #insist(decree: Decreed): Promise<void> {
    const { id, action, person, seconds } = decree;
    while (!this.#closed) {
      const request = { room: this.#room, id, action, person, seconds };
      const answer = this.#isIn ? await this.#ask('moderate', request) : undefined;
      const sent = read(sentSchema, answer);
      if (sent) {
        decree.acknowledged = { seq: sent.seq, era: this.#era() };
        return;
      }
      const code = read(refusedSchema, answer)?.error.code;
      // Both say: ask again.
      if (code !== undefined && code !== 'unavailable' && code !== 'not_joined') {
        decree.refused = code;
        return;
      }
      await delay(50);
    }
  }

  /** @returns the answer, or nothing if there was none; then the link is taken for dead. */
  async #ask(event: string, request: object): Promise<unknown> {
    const { id } = this.#socket;
    try {
      const answer: unknown = await this.#socket.timeout(patience).emitWithAck(event, request);
      return answer;
    } catch {
      if (!this.#closed && id !== undefined && this.#socket.id === id) this.#socket.disconnect().connect();
      return undefined;
    }
  }
}
