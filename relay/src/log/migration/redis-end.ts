import type { RoomSummary } from '../log.ts';
import { idField, idOfField, reactorField, reactorOfField } from '../redis/keys.ts';
import { metaAfter, reachOf, storedAt, summaries, valuesOf } from '../redis/reads.ts';
import { EpochKeeper, format, migrationField, runOf } from '../redis/server/epoch.ts';
import { failureOf } from '../redis/server/failure.ts';
import type { Opened } from '../redis/server/open.ts';
import { run, scripts } from '../redis/server/script.ts';
import { Told } from '../redis/server/told.ts';
import { parseReactor, parseUse, type Stored } from '../redis/stored.ts';
import { silent } from '../../logger.ts';
import type { Use } from '../store-rules.ts';
import { parseProgress } from './progress-note.ts';
import { sharedKinds } from '../log.ts';
import { kind as secretsKind } from '../stored-secret.ts';
import type { Secrets } from './secrets.ts';
import {
  EndFailure,
  type Given,
  type KnownId,
  mostGiven,
  type Note,
  ordered,
  pageSize,
  type Progress,
  type RoomPart,
  type Row,
  type SourceEnd,
  type TargetEnd,
} from './store-end.ts';

/** How many fields or keys one command has. */
const chunkSize = 500;

/** Redis, as one end of a migration. */
export class RedisEnd implements SourceEnd, TargetEnd {
  readonly name: string;
  readonly epoch: string;
  #opened: Opened;
  /** When a relay was alive last, by the clock of Redis. */
  #renewed: number;

  private constructor(name: string, opened: Opened, epoch: string, renewed: number) {
    this.name = name;
    this.epoch = epoch;
    this.#opened = opened;
    this.#renewed = renewed;
  }

  /**
   * The epoch is a new one if Redis may have lost entries, as at the start of a relay.
   *
   * @param file in which a relay of the data folder noted what it knew of Redis
   */
  static async source(name: string, opened: Opened, file: string): Promise<RedisEnd> {
    const { isFlushed } = opened.durability;
    const found = await renewedIn(opened);
    const keeper = new EpochKeeper(opened, new Told(), { isFlushed, witness: { file, found } }, silent);
    return new RedisEnd(name, opened, await keeper.check(), found);
  }

  static async target(name: string, opened: Opened): Promise<RedisEnd> {
    const { client, keys } = opened;
    const epoch = (await client.hget(keys.store, 'epoch')) ?? '';
    return new RedisEnd(name, opened, epoch, await renewedIn(opened));
  }

  summaries(after: string, limit: number): Promise<RoomSummary[]> {
    return this.#asked(() => summaries(this.#opened, after, limit));
  }

  async *rows(room: string, after: number): AsyncGenerator<Row[]> {
    const { head, floor } = await this.#asked(() => reachOf(this.#opened, room));
    for (let seq = Math.max(after + 1, floor); seq <= head; seq += pageSize) {
      const length = Math.min(pageSize, head - seq + 1);
      const seqs = Array.from({ length }, (_, index) => seq + index);
      const found = await this.#asked(() => storedAt(this.#opened, room, seqs));
      const stored = [...found.values()];
      yield* this.#rows(room, stored);
    }
  }

  async *ids(room: string): AsyncGenerator<KnownId[]> {
    const { client, keys } = this.#opened;
    const { forgotten } = keys.room(room);
    for (let start = 0; ; start += pageSize) {
      const fields = await this.#asked(() =>
        client.zrange(forgotten, String(start), String(start + pageSize - 1)),
      );
      const uses = await this.#uses(room, fields);
      yield fields.flatMap((field, index) => {
        const use = uses[index];
        return use ? [{ ...idOfField(field), use }] : [];
      });
      if (fields.length < pageSize) return;
    }
  }

  kinds(): Promise<string[]> {
    return this.#asked(() => this.#kinds());
  }

  metaAfter(
    kind: string,
    after: string | undefined,
    limit: number,
  ): Promise<[key: string, value: unknown][]> {
    return this.#asked(() => metaAfter(this.#opened, kind, after, limit));
  }

  async secrets(): Promise<Secrets> {
    const found = await this.metaAfter(secretsKind, undefined, pageSize);
    return new Map(found.map(([name, value]) => [name, String(value)]));
  }

  async putSecrets(secrets: Secrets): Promise<void> {
    await this.#asked(async () => {
      for (const [key, value] of secrets) await this.#putNote({ kind: secretsKind, key, value });
    });
  }

  async progress(): Promise<Progress | undefined> {
    const { client, keys } = this.#opened;
    return parseProgress(await this.#asked(() => client.hget(keys.store, migrationField)));
  }

  async write(parts: readonly RoomPart[], notes: readonly Note[], progress: Progress): Promise<void> {
    const rooms = new Map<string, RoomPart[]>();
    for (const part of parts) rooms.set(part.room, [...(rooms.get(part.room) ?? []), part]);
    await this.#asked(async () => {
      await Promise.all([
        ...Array.from(rooms.values(), async (some) => {
          for (const part of some) await this.#putPart(part);
        }),
        ...notes.map((note) => this.#putNote(note)),
      ]);
      await this.#note(progress);
    });
  }

  async finish(epoch: string): Promise<void> {
    const { client, keys } = this.#opened;
    await this.#asked(async () => {
      // The first relay finds the server under which the entries were written, and no data folder knows of a later state.
      const server = (await runOf(client)) ?? '';
      const renewed = Math.max(1000 * Number((await client.time())[0]), this.#renewed);
      await client.hset(keys.store, { epoch, format, server, renewed });
      await client.hdel(keys.store, migrationField);
    });
  }

  async retire(): Promise<void> {
    const { client, keys } = this.#opened;
    let isAlone = false;
    await this.#asked(async () => {
      const epoch = await client.hget(keys.store, 'epoch');
      if (epoch !== this.epoch || (await renewedIn(this.#opened)) !== this.#renewed) return;
      await client.hdel(keys.store, 'epoch');
      isAlone = true;
    });
    if (!isAlone)
      throw new Error(`${this.name} was used by a relay meanwhile: empty the other place, and begin anew`);
  }

  async #kinds(): Promise<string[]> {
    const { client, keys } = this.#opened;
    const kinds = new Set<string>();
    for (const server of 'nodes' in client ? client.nodes('master') : [client]) {
      let cursor = '0';
      do {
        const [next, found] = await server.scan(cursor, 'MATCH', keys.notesPattern, 'COUNT', 1000);
        for (const key of found) kinds.add(keys.kindOf(key));
        cursor = next;
      } while (cursor !== '0');
    }
    // A relay that is alone has nothing of what relays share only while they run.
    return [...kinds].filter((kind) => kind !== secretsKind && !kind.startsWith(sharedKinds));
  }

  async #note(progress: Progress): Promise<void> {
    const { client, keys } = this.#opened;
    await client.hset(keys.store, migrationField, JSON.stringify(progress));
  }

  /** In pages that are smaller where a message has many reactions. */
  async *#rows(room: string, stored: readonly Stored[]): AsyncGenerator<Row[]> {
    const entries = stored.map(({ entry }) => entry);
    const uses = await this.#uses(
      room,
      entries.map(({ sender, id }) => idField(sender, id)),
    );
    let page: Row[] = [];
    let count = 0;
    for (const [index, entry] of entries.entries()) {
      const hasReactions = entry.type === 'message' && entry.reactions !== undefined;
      const given = hasReactions ? await this.#given(room, entry.seq) : [];
      page.push({ entry, use: uses[index], given });
      count += given.length;
      if (count < mostGiven) continue;
      yield page;
      page = [];
      count = 0;
    }
    if (page.length > 0) yield page;
  }

  async #uses(room: string, fields: readonly string[]): Promise<(Use | undefined)[]> {
    const { client, keys } = this.#opened;
    const values = await this.#asked(() => valuesOf(client, keys.room(room).uses, fields));
    return values.map((value) => (value === undefined ? undefined : parseUse(value)));
  }

  async #given(room: string, target: number): Promise<Given[]> {
    const { client, keys } = this.#opened;
    const key = keys.room(room).reactors(target);
    // HSCAN may give a field twice.
    const found = new Map<string, Given>();
    let cursor = '0';
    do {
      const [next, pairs] = await this.#asked(() => client.hscan(key, cursor, 'COUNT', chunkSize));
      for (let index = 0; index < pairs.length; index += 2) {
        const [field = '', value = ''] = pairs.slice(index, index + 2);
        found.set(field, { ...reactorOfField(field), value: parseReactor(value) });
      }
      cursor = next;
    } while (cursor !== '0');
    return ordered([...found.values()]);
  }

  async #putPart({ room, floor, rows, ids }: RoomPart): Promise<void> {
    const { client, keys } = this.#opened;
    const of = keys.room(room);
    // The list is written first, so that no room with entries is missing in it.
    await client.zadd(keys.rooms, 0, room);
    for (const { entry, given } of rows) {
      const fields = given.flatMap(({ emoji, person, value }) => [
        reactorField(emoji, person),
        JSON.stringify(value),
      ]);
      for (const some of chunks(fields)) await client.hset(of.reactors(entry.seq), ...some);
    }
    if (rows.length > 0) {
      const values = rows.flatMap(({ entry, use }) => {
        const { seq, type, time, sender, id } = entry;
        const kind = type === 'message' ? 'message' : 'other';
        return [seq, kind, storedAs(entry), time, idField(sender, id), use ? usedAs(use) : ''];
      });
      const names = [of.state, of.entries, of.messages, of.uses];
      await run(client, scripts.bring, names, [floor, rows.length, ...values]);
    }
    if (ids.length === 0) return;
    const fields = ids.map(({ sender, id, use }) => ({ field: idField(sender, id), use }));
    await client.hset(of.uses, ...fields.flatMap(({ field, use }) => [field, usedAs(use)]));
    await client.zadd(of.forgotten, ...fields.flatMap(({ field, use }) => [use.time, field]));
  }

  async #putNote({ kind, key, value }: Note): Promise<void> {
    const { client, keys } = this.#opened;
    const { values, order } = keys.notes(kind);
    await client.zadd(order, 0, key);
    await client.hset(values, key, JSON.stringify(value));
  }

  /** @throws {Error} with the reason why Redis does not answer or cannot be written to */
  async #asked<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw new EndFailure(`${this.name}: ${failureOf(error).reason}`, { cause: error });
    }
  }
}

/** When a relay was alive last, by the clock of Redis in milliseconds since 1970. */
async function renewedIn({ client, keys }: Opened): Promise<number> {
  return Number((await client.hget(keys.store, 'renewed')) ?? 0);
}

function storedAs(entry: Row['entry']): string {
  // The seq of the entry itself is a version too: changes that come have higher ones.
  return `${entry.seq} ${JSON.stringify(entry)}`;
}

function usedAs({ seq, time, idle }: Use): string {
  return idle ? `${seq} ${time} ${JSON.stringify(idle)}` : `${seq} ${time}`;
}

/** Fields and their values, so many at once. */
function* chunks(fields: readonly string[]): Generator<string[]> {
  for (let start = 0; start < fields.length; start += 2 * chunkSize) {
    yield fields.slice(start, start + 2 * chunkSize);
  }
}
