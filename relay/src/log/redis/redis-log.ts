import type { Member, Message } from '@realtime-chat/protocol';
import { type Logger, silent } from '../../logger.ts';
import { Refusal } from '../../refusal.ts';
import { allRooms } from '../all-rooms.ts';
import { eachMeta } from '../meta/each-meta.ts';
import type { Draft } from '../entry-types.ts';
import { GroupCommit, type Pending } from '../group-commit.ts';
import type {
  AnyCommitListener,
  AppendResult,
  CommitListener,
  Entry,
  Extent,
  ForgetOptions,
  MetaListener,
  Permit,
  RoomLog,
  RoomSummary,
} from '../log.ts';
import { type StoreFailure, StoreHealth } from '../store-health.ts';
import type { Outcome } from '../store-rules.ts';
import { within } from '../within.ts';
import { type AppendContext, appendToRoom, restoreRoom } from './append.ts';
import { Feed } from './feed/feed.ts';
import { forgetBelow, keepNewest } from './forget.ts';
import { Notes } from './notes.ts';
import * as reads from './reads.ts';
import { EpochKeeper, type Witness } from './server/epoch.ts';
import { refusal } from './server/failure.ts';
import type { Opened } from './server/open.ts';
import type { Registration } from './server/registration.ts';
import { Session } from './server/session.ts';
import { type Progress, Told } from './server/told.ts';

/** For how long a successful write shows that Redis can be written to, in milliseconds. */
const freshness = 1000;
const probePatience = 2500;

/** How long closing may take by default, in milliseconds. */
const closePatience = 2000;

/** How many values are read at once. */
const metaPage = 500;

export interface StartOptions {
  /** It is renewed, and ended with the log. */
  registration?: Registration | undefined;
  witness?: Witness | undefined;
  logger?: Logger;
}

/** Rooms in Redis. Several processes can append to one room, and each watcher gets the entries of all. */
export class RedisLog implements RoomLog {
  #opened: Opened;
  #access: reads.Access;
  #context: AppendContext;
  #session: Session;
  #feed: Feed;
  #notes: Notes;
  #told: Told;
  #health: StoreHealth;
  #appends: GroupCommit;
  #closed: Promise<void> | undefined;

  private constructor(
    opened: Opened,
    registration: Registration | undefined,
    witness: Witness | undefined,
    logger: Logger,
  ) {
    const { client, channels, keys, durability } = opened;
    const { isFlushed, publish } = durability;
    this.#opened = opened;
    this.#access = { client, keys };
    this.#health = new StoreHealth(logger);
    this.#told = new Told(() => this.#session.recheck());
    const onOtherEpoch = (): void => this.#session.recheck();
    this.#feed = new Feed(this.#access, channels, { told: this.#told, onOtherEpoch }, logger);
    this.#notes = new Notes(this.#access, channels, publish, logger);
    const epochs = new EpochKeeper(this.#access, this.#told, { isFlushed, witness }, logger);
    const onEpoch = (epoch: string): void => {
      this.#feed.begin(epoch);
      this.#notes.begin(epoch);
    };
    opened.outages.onOutage = (error) => this.#session.fail(error, 0);
    this.#session = new Session(this.#access, { epochs, registration }, { health: this.#health, onEpoch });
    this.#context = { client, keys, publish, standing: () => this.#session.standing() };
    this.#appends = new GroupCommit((batch) => this.#commit(batch), logger);
  }

  get failedWrites(): number {
    return this.#health.failedWrites;
  }

  /** @throws {Error} if Redis is away, or holds another format */
  static async start(
    opened: Opened,
    { registration, witness, logger = silent }: StartOptions = {},
  ): Promise<RedisLog> {
    const log = new RedisLog(opened, registration, witness, logger);
    try {
      await log.#session.standing();
      return log;
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  append(room: string, draft: Draft, permit?: Permit): Promise<AppendResult> {
    return this.#appends.append(room, draft, permit);
  }

  knows(room: string, sender: string, id: string): Promise<boolean> {
    return this.#read(() => reads.knows(this.#access, room, sender, id));
  }

  extent(room: string): Promise<Extent> {
    return this.#read(async () => {
      const known = this.#told.of(room);
      const [{ epoch }, reach] = await Promise.all([
        this.#session.standing(),
        reads.reachOf(this.#access, room),
      ]);
      if (reach.head < known.seq && this.#told.contradict(known)) return this.extent(room);
      this.#feed.expect(room, reach.head);
      return { epoch, ...reach };
    });
  }

  entriesAfter(room: string, after: number, limit: number): Promise<Entry[]> {
    return this.#read(() => reads.entriesAfter(this.#access, room, after, limit));
  }

  seqsBy(room: string, person: string): Promise<number[]> {
    return this.#read(async () => [...(await reads.storedBy(this.#access, room, person)).keys()]);
  }

  messagesBefore(room: string, before: number, limit: number): Promise<Message[]> {
    return this.#read(() => reads.messagesBefore(this.#access, room, before, limit));
  }

  reactor(room: string, seq: number, emoji: string, person: string): Promise<Member | undefined> {
    return this.#read(() => reads.reactor(this.#access, room, seq, emoji, person));
  }

  watch(room: string, listener: CommitListener): Promise<() => void> {
    return this.#read(() => this.#feed.watch(room, listener));
  }

  async watchAll(listener: AnyCommitListener): Promise<() => void> {
    return this.#appends.watchAll(listener);
  }

  async putMeta(kind: string, key: string, value: unknown): Promise<void> {
    await this.#write(() => this.#notes.put(kind, key, value));
  }

  updateMeta(kind: string, key: string, update: (before: unknown) => unknown): Promise<unknown> {
    return this.#write(() => this.#notes.update(kind, key, update));
  }

  watchMeta(kind: string, listener: MetaListener): Promise<() => void> {
    return this.#read(() => this.#notes.watch(kind, listener));
  }

  async getMeta(kind: string, key: string): Promise<unknown> {
    const { client, keys } = this.#access;
    const json = await this.#read(() => client.hget(keys.notes(kind).values, key));
    return json === null ? undefined : JSON.parse(json);
  }

  metaAfter(
    kind: string,
    after: string | undefined,
    limit: number,
  ): Promise<[key: string, value: unknown][]> {
    return this.#read(() => reads.metaAfter(this.#access, kind, after, limit));
  }

  async listMeta(kind: string): Promise<Map<string, unknown>> {
    const found = new Map<string, unknown>();
    for await (const [key, value] of eachMeta(this, kind, metaPage)) found.set(key, value);
    return found;
  }

  async rooms(): Promise<string[]> {
    const found: string[] = [];
    for await (const { room } of allRooms(this)) found.push(room);
    return found;
  }

  summaries(after: string, limit: number): Promise<RoomSummary[]> {
    return this.#read(() => reads.summaries(this.#access, after, limit));
  }

  forget(room: string, floor: number, options?: ForgetOptions): Promise<boolean> {
    return this.#write(() => forgetBelow(this.#access, room, floor, options));
  }

  keepNewest(room: string, messages: number, options?: ForgetOptions): Promise<boolean> {
    return this.#write(() => keepNewest(this.#access, room, messages, options));
  }

  restore(room: string, entries: readonly Entry[]): Promise<void> {
    return restoreRoom(this.#context, room, entries, this.#noting(room));
  }

  watchFailing(listener: (isFailing: boolean) => void): void {
    this.#health.watch(listener);
  }

  async probe(): Promise<StoreFailure | undefined> {
    if (this.#health.failure || this.#health.idle < freshness) return this.#health.failure;
    if (await within(probePatience, this.#session.probe())) return this.#health.failure;
    return { code: 'ETIMEDOUT', reason: `a write takes longer than ${probePatience} ms` };
  }

  close(time = closePatience): Promise<void> {
    this.#closed ??= (async () => {
      const end = performance.now() + time;
      await within(time, this.#appends.idle());
      this.#opened.outages.onOutage = () => {};
      this.#feed.close();
      this.#notes.close();
      await within(Math.max(end - performance.now(), 0), this.#session.close());
      this.#opened.disconnect();
    })();
    return this.#closed;
  }

  /** Rooms are apart: one room whose part of a cluster is down does not fail the others. */
  async #commit(batch: readonly Pending[]): Promise<Outcome[]> {
    const rooms = new Map<string, Pending[]>();
    for (const pending of batch) rooms.set(pending.room, [...(rooms.get(pending.room) ?? []), pending]);
    const outcomes = new Map<Pending, Outcome>();
    await Promise.all(
      Array.from(rooms, async ([room, pending]) => {
        const some = await this.#append(room, pending);
        for (const [index, outcome] of some.entries()) {
          const of = pending[index];
          if (of) outcomes.set(of, outcome);
        }
      }),
    );
    return batch.map((pending) => outcomes.get(pending) ?? refusal(new Error('the append has no outcome')));
  }

  async #append(room: string, pending: readonly Pending[]): Promise<Outcome[]> {
    try {
      return await appendToRoom(this.#context, room, pending, this.#noting(room));
    } catch (error) {
      this.#health.refuse(pending.length);
      const refused = this.#refuse(error);
      return pending.map(() => refused);
    }
  }

  /** @returns what is told of an append to this room. What is stored counts as acknowledged. */
  #noting(room: string): (progress: Progress) => void {
    const known = this.#told.of(room);
    return (progress) => {
      this.#health.succeed();
      this.#told.noteAppend(room, known, progress);
      this.#feed.expect(room, progress.head);
    };
  }

  async #write<T>(act: () => Promise<T>): Promise<T> {
    try {
      (await this.#session.standing()).assert();
      const result = await act();
      this.#health.succeed();
      return result;
    } catch (error) {
      throw this.#refuse(error);
    }
  }

  #read<T>(reading: () => Promise<T>): Promise<T> {
    return this.#opened.outages.read(reading);
  }

  #refuse(error: unknown): Refusal {
    if (!(error instanceof Refusal)) this.#session.fail(error);
    return refusal(error);
  }
}
