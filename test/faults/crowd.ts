import { checkChanges } from './change-checker.ts';
import { Changer } from './changer.ts';
import { check, type Violation } from './checker.ts';
import { readLog } from './fresh-reader.ts';
import type { View, Written } from './history.ts';
import { checkModeration, type Holding } from './moderation-checker.ts';
import { Moderator } from './moderator.ts';
import { checkNodes } from './nodes-checker.ts';
import { until } from './patience.ts';
import type { Random } from './random.ts';
import { Sender } from './sender.ts';
import { WireTap } from './wire-tap.ts';

export interface CrowdOptions {
  /** Where the senders go: the proxy, or the relay itself. */
  relayUrl: string;
  /** All nodes, if there are several. Each has listeners of its own. */
  nodeUrls?: readonly string[];
  senders: number;
  rooms: number;
  /** How many act at once. */
  moderators?: number;
  random: Random;
}

/** People beside the crowd. */
export interface Others {
  room: string;
  views: readonly View[];
  written: readonly Written[];
}

/** How long everybody may take for what they are at, in seconds: a busy machine is slow, and no fault. */
const patience = 180;

/** In a room of their own, since those who only send take the log for their messages alone. */
const changingRoom = 'changing room';
const changers = 3;

/** Locked, slow and full of bans now and then, so a room of its own too. */
const moderatedRoom = 'moderated room';
const mostModerators = 2;

/**
 * Many senders in a few rooms, and beside them in each room one who only listens. In one more room a few change what
 * they wrote, and in another moderators act.
 */
export class Crowd {
  readonly senders: Sender[];
  readonly changers: Changer[];
  readonly moderators: Moderator[];
  readonly taps: WireTap[];
  /** A moderator at each node who only reads. */
  #inspectors: Moderator[];
  /** Raised by whoever destroys the store. */
  era = 0;
  /** For how many seconds those who are behind may catch up. */
  patience = 40;
  #rooms: Map<string, Sender[]>;

  constructor({
    relayUrl,
    nodeUrls = [relayUrl],
    senders,
    rooms,
    moderators = mostModerators,
    random,
  }: CrowdOptions) {
    const names = Array.from({ length: rooms }, (_, index) => `room ${index}`);
    this.#rooms = new Map(names.map((room) => [room, []]));
    this.senders = Array.from({ length: senders }, (_, index) => {
      const room = names[index % rooms] ?? 'room 0';
      const sender = new Sender(`s${index}`, relayUrl, room, random.fork(`s${index}`), () => this.era);
      this.#rooms.get(room)?.push(sender);
      return sender;
    });
    this.changers = Array.from({ length: changers }, (_, index) => {
      const name = `c${index}`;
      return new Changer(name, relayUrl, changingRoom, random.fork(name), () => this.era);
    });
    this.moderators = Array.from({ length: moderators }, (_, index) => {
      const name = `m${index}`;
      return new Moderator(name, relayUrl, moderatedRoom, random.fork(name), () => this.era);
    });
    this.taps = [...names, changingRoom].flatMap((room) =>
      nodeUrls.map((url, index) => {
        const where = nodeUrls.length > 1 ? ` at node ${index}` : '';
        return new WireTap(url, room, `a listener in ${room}${where}`);
      }),
    );
    this.#inspectors = nodeUrls.map(
      (url, index) => new Moderator(`i${index}`, url, moderatedRoom, random, () => this.era),
    );
  }

  write(count: number): void {
    for (const sender of this.senders) sender.write(count);
    for (const changer of this.changers) changer.change();
    for (const moderator of this.moderators) moderator.moderate();
  }

  get acknowledged(): number {
    return sum(this.senders.map(({ acknowledged }) => acknowledged));
  }

  get written(): number {
    return sum(this.senders.map(({ written }) => written.length));
  }

  get changes(): number {
    return sum(this.changers.map(({ changes }) => changes));
  }

  get actionCount(): number {
    return sum(this.moderators.map(({ requested }) => requested.length));
  }

  get failed(): number {
    return sum(this.senders.map(({ failed }) => failed));
  }

  get reconnects(): number {
    return sum(this.senders.map(({ reconnects }) => reconnects));
  }

  /** In milliseconds, of any sender. */
  get longestAbsence(): number {
    return Math.max(0, ...this.senders.map((sender) => sender.longestAbsence));
  }

  get online(): number {
    return this.senders.filter(({ isOnline }) => isOnline).length;
  }

  everyoneOnline(seconds = patience): Promise<void> {
    return until(
      () => this.online === this.senders.length,
      seconds,
      () => `${this.online} of ${this.senders.length} are online`,
    );
  }

  /** Resolves when those who only listen are in. */
  tapsIn(): Promise<void> {
    return until(
      () => this.taps.every(({ isIn }) => isIn),
      90,
      () => 'a listener did not come in',
    );
  }

  /** Resolves when so many were acknowledged in all. */
  acknowledgedAtLeast(count: number, seconds = patience): Promise<void> {
    return until(
      () => this.acknowledged >= count,
      seconds,
      () => this.#describe(),
    );
  }

  everythingDone(seconds = patience): Promise<void> {
    return until(
      () => [...this.senders, ...this.changers, ...this.moderators].every(({ isDone }) => isDone),
      seconds,
      () => this.#describe(),
    );
  }

  /**
   * Waits until everybody has come to rest and holds what they saw against the promises.
   *
   * @param relayUrl where the fresh reader reads: the relay itself
   * @param others further views and messages, by room
   */
  async verdict(relayUrl: string, others: readonly Others[] = []): Promise<Violation[]> {
    const found: Violation[] = [];
    for (const [room, senders] of this.#rooms) {
      const { stored: log, messages } = await readLog(relayUrl, room);
      const head = log.at(-1)?.seq ?? 0;
      // Who is behind for ever is found by the checker, and must not end its work here.
      await until(
        () => senders.every((sender) => sender.head >= head),
        this.patience,
        () => '',
      ).catch(() => {});
      const beside = others.filter((other) => other.room === room);
      const history = {
        era: this.era,
        log,
        written: [...senders, ...beside].flatMap(({ written }) => written),
        views: [...senders.map(({ view }) => view), ...beside.flatMap(({ views }) => views)],
        steady: senders.map(({ name }) => name),
      };
      found.push(...check(history).map(({ promise, about }) => ({ promise, about: `${room}: ${about}` })));
      found.push(...(await this.#verdictOnNodes(room, messages)));
    }
    found.push(...(await this.#verdictOnChanges(relayUrl)));
    found.push(...(await this.#verdictOnModeration(relayUrl)));
    for (const tap of this.taps) found.push(...tap.judge());
    return found;
  }

  async #verdictOnChanges(relayUrl: string): Promise<Violation[]> {
    // Who lost the last frame would hear of it by the next beacon, and ask.
    await Promise.all(this.changers.map((changer) => changer.catchUp()));
    const { messages, entries = [] } = await readLog(relayUrl, changingRoom);
    const nodes = await this.#verdictOnNodes(changingRoom, entries);
    const violations = checkChanges({
      era: this.era,
      asked: this.changers.flatMap(({ asked }) => asked),
      entries,
      messages,
      views: this.changers.map(({ name, place, messages }) => ({
        who: name,
        place,
        messages: [...messages.values()],
      })),
    });
    const inRoom = violations.map(({ promise, about }) => ({ promise, about: `${changingRoom}: ${about}` }));
    return [...inRoom, ...nodes];
  }

  /** Each node has told its listener the whole log, and nothing else. */
  async #verdictOnNodes(room: string, log: readonly { seq: number; id: string }[]): Promise<Violation[]> {
    const taps = this.taps.filter((tap) => tap.room === room);
    const head = log.at(-1)?.seq ?? 0;
    await until(
      () => taps.every((tap) => tap.head >= head),
      this.patience,
      () => '',
    ).catch(() => {});
    return checkNodes(log, taps);
  }

  async #verdictOnModeration(relayUrl: string): Promise<Violation[]> {
    const { entries = [] } = await readLog(relayUrl, moderatedRoom);
    const about = (text: string): string => `${moderatedRoom}: ${text}`;
    const requested = this.moderators.flatMap((moderator) => moderator.requested);
    const found: Violation[] = [];
    for (const inspector of this.#inspectors) {
      let holding: Holding | undefined;
      await until(
        async () => (holding = await inspector.holding()) !== undefined,
        this.patience,
        () => '',
      ).catch(() => {});
      if (holding) found.push(...checkModeration({ era: this.era, requested, entries, holding }));
      else found.push({ promise: 'kept', about: 'a moderator is not told what holds' });
    }
    return found.map((violation) => ({ ...violation, about: about(violation.about) }));
  }

  close(): void {
    for (const { room } of this.senders) room.close();
    for (const changer of this.changers) changer.close();
    for (const moderator of this.moderators) moderator.close();
    for (const inspector of this.#inspectors) inspector.close();
    for (const tap of this.taps) tap.close();
  }

  #describe(): string {
    const waiting = this.senders.filter(({ isDone }) => !isDone);
    const busy = [...this.changers, ...this.moderators]
      .filter(({ isDone }) => !isDone)
      .map(({ name }) => `${name} is at work`);
    const states = waiting.slice(0, 10).map(({ name, room }) => `${name} is ${room.status}`);
    return `${this.acknowledged} of ${this.written} are acknowledged, ${this.failed} failed; ${[...states, ...busy].join(', ')}`;
  }
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
