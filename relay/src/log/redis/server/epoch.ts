import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Logger } from '../../../logger.ts';
import { UnfinishedMigration } from '../../migration/unfinished-migration.ts';
import { newEpoch } from '../../store-rules.ts';
import type { Access } from '../reads.ts';
import type { Client } from './client.ts';
import { run as runScript, scripts } from './script.ts';
import { fieldOf } from './settings.ts';
import { isKept, type Told } from './told.ts';

/** The format of the keys. */
export const format = '1';

/** The field of the store in which a migration that fills it has its note. */
export const migrationField = 'migration';

/** How many rooms are compared at once: with more, a busy Redis may not answer in time. */
const page = 500;

/** What the server tells of itself. */
interface Identity {
  /** New at each start of a server. */
  run: string;
  replication: string;
  offset: number;
}

/** Remembers outside of Redis when a registration was renewed last. */
export interface Witness {
  file: string;
  /** The newest renewal of any relay that Redis knew, before this process was registered. By the clock of Redis. */
  found: number;
}

/**
 * Keeps the epoch, and renews it when acknowledged entries may be lost. It is called after each connection, before anything
 * is written, and whenever there is a doubt:
 * - the head of a room is behind what this process has told, or another entry is in the place of the newest;
 * - the server has another replication id, and a lower offset: a replica has taken over that lacks something;
 * - the server was restarted while no relay watched it, and does not flush each write;
 * - a file in the data folder knows of a later renewal of a registration than Redis does: somebody has restored a backup.
 */
export class EpochKeeper {
  #access: Access;
  #told: Told;
  #logger: Logger;
  #isFlushed: boolean;
  #witness: Witness | undefined;
  #identity: Identity | undefined;
  #epoch = '';

  constructor(
    access: Access,
    told: Told,
    { isFlushed, witness }: { isFlushed: boolean; witness: Witness | undefined },
    logger: Logger,
  ) {
    this.#access = access;
    this.#told = told;
    this.#isFlushed = isFlushed;
    this.#witness = witness;
    this.#logger = logger;
  }

  /** @throws {Error} if the keys have another format, or Redis is away */
  async check(): Promise<string> {
    const { client, keys } = this.#access;
    const fields = ['format', 'epoch', 'server', migrationField];
    const [found, epoch, server, migration] = await client.hmget(keys.store, ...fields);
    if (migration != null) throw new UnfinishedMigration();
    if (found != null && found !== format) {
      throw new Error(`its keys have format ${found}, and this relay reads format ${format}`);
    }
    // What was told under another epoch says nothing of this one.
    if (this.#epoch !== '' && epoch != null && epoch !== this.#epoch) this.#told.clear();
    const identity = await this.#readIdentity();
    const reason = await this.#lossSince(epoch, server, identity);
    const next = epoch == null || reason !== undefined ? newEpoch() : epoch;
    const values = [epoch ?? '', next, format, identity?.run ?? ''];
    this.#epoch = String(await runScript(client, scripts.epoch, [keys.store], values));
    this.#identity = identity;
    if (reason !== undefined) {
      this.#logger.warn(
        { code: 'epoch_renewed', reason },
        'the store may have lost entries: all clients load it anew',
      );
      this.#told.clear();
    }
    return this.#epoch;
  }

  /** Notes when a registration was renewed, by the clock of Redis. */
  record(renewed: number): void {
    if (this.#witness === undefined) return;
    writeFileSync(this.#witness.file, String(renewed), { mode: 0o600 });
  }

  /** @param server the `run` of the server at the last check. @returns why acknowledged entries may be missing, if they may */
  async #lossSince(
    epoch: string | null | undefined,
    server: string | null | undefined,
    identity: Identity | undefined,
  ): Promise<string | undefined> {
    const isFirst = this.#epoch === '';
    if (epoch == null) return isFirst ? undefined : 'its keys are gone';
    // Another process has renewed it. This one has told nothing under the new epoch yet.
    if (!isFirst && epoch !== this.#epoch) return undefined;
    const before = this.#identity;
    if (
      identity &&
      before &&
      identity.replication !== before.replication &&
      identity.offset < before.offset
    ) {
      return 'a server with an older state has taken over';
    }
    const isOther = identity !== undefined && server !== identity.run;
    if (isOther && !this.#isFlushed && (isFirst || !this.#told.isComplete)) return 'the server was restarted';
    if (isFirst && this.#isRolledBack()) return 'the data folder knows of a later state';
    const loss = 'a room does not have all entries that were acknowledged';
    if (this.#told.isContradicted) return loss;
    const rooms = [...this.#told.rooms];
    for (let start = 0; start < rooms.length; start += page) {
      const some = rooms.slice(start, start + page);
      const kept = await Promise.all(some.map(([room, newest]) => isKept(this.#access, room, newest)));
      if (kept.includes(false)) return loss;
    }
    return undefined;
  }

  #isRolledBack(): boolean {
    if (!this.#witness || !existsSync(this.#witness.file)) return false;
    return this.#witness.found < Number(readFileSync(this.#witness.file, 'utf8'));
  }

  /** Undefined in a cluster: each of its servers has an identity. */
  async #readIdentity(): Promise<Identity | undefined> {
    const { client } = this.#access;
    const run = await runOf(client);
    if (run === undefined) return undefined;
    const replication = await client.info('replication');
    return {
      run,
      replication: fieldOf(replication, 'master_replid') ?? '',
      offset: Number(fieldOf(replication, 'master_repl_offset') ?? 0),
    };
  }
}

/** An id of the server, new at each of its starts; undefined in a cluster. */
export async function runOf(client: Client): Promise<string | undefined> {
  return client.isCluster ? undefined : (fieldOf(await client.info('server'), 'run_id') ?? '');
}
