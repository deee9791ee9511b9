import { setTimeout as pause } from 'node:timers/promises';
import { eachMeta } from '../../log/meta/each-meta.ts';
import { Pace } from '../../log/retention/pace.ts';
import type { Logger } from '../../logger.ts';
import { Refusal } from '../../refusal.ts';
import type { FileRecord } from '../file-record.ts';
import type { FileRecords, RecordsLog, TakingMessage } from '../file-records.ts';
import { looseKind, parseUse, removalsKind, usesKind } from './blob-uses.ts';
import { parsePlace, placesKind } from './file-places.ts';
import { hasFile } from './has-file.ts';

/** A file that no message has, or only one that was never stored, is removed after so many milliseconds. */
export const unusedLifetime = 24 * 60 * 60_000;

/** An upload that is being stored is left alone for so many milliseconds. */
export const graceTime = 60 * 60_000;

/** The time between two sweeps, in milliseconds. */
const interval = 60 * 60_000;

/** A sweep takes at most this share of the event loop, in turns of about so many milliseconds. */
const share = 0.1;
const turn = 5;

/** Judges one file or note, and removes it if nothing needs it. */
type Step = () => Promise<void>;

export interface SweepContext {
  log: RecordsLog;
  records: FileRecords;
  /** Whether a message waits for a moderator. */
  isHeld: (message: TakingMessage) => Promise<boolean>;
  logger?: Logger;
  /** In milliseconds since 1970. */
  now?: () => number;
}

/**
 * Removes files that nothing needs: unused uploads, and what a crash has left. Each step judges a record at the moment of its
 * removal, so a sweep disturbs no request, and two sweeps at once do no harm.
 */
export class FileSweep {
  #context: SweepContext;
  #now: () => number;

  constructor(context: SweepContext) {
    this.#context = context;
    this.#now = context.now ?? Date.now;
  }

  /** Sweeps now, and then at intervals, until the signal aborts. */
  async keepSweeping(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.run(signal);
      } catch (err) {
        // The store tells of its own failures. What is left waits for the next sweep.
        if (!signal.aborted && !(err instanceof Refusal))
          this.#context.logger?.error({ code: 'files_not_swept', err }, 'unused files could not be removed');
      }
      await pause(interval, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  /** @throws the first error, when all else is done */
  async run(signal?: AbortSignal): Promise<void> {
    const pace = new Pace(share, turn, signal);
    const errors: unknown[] = [];
    for (const step of [this.#records(), this.#places(), this.#uses(), this.#loose()]) {
      for await (const remove of step) {
        if (signal?.aborted) return;
        try {
          await remove();
        } catch (error) {
          // The store is away.
          if (error instanceof Refusal) throw error;
          errors.push(error);
        }
        await pace.rest(turn);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  async *#records(): AsyncGenerator<Step> {
    for await (const [id, record] of this.#context.records.all()) yield () => this.#judge(id, record);
  }

  async #judge(id: string, record: FileRecord): Promise<void> {
    const { log, records, isHeld } = this.#context;
    const { room, message, seq } = record;
    if (seq !== undefined) {
      if (!(await hasFile(log, room, seq, id))) await records.remove(id, (now) => now.seq === seq);
      return;
    }
    if (!message) {
      if (this.#isOlder(record.created, unusedLifetime)) await records.remove(id, (now) => !now.message);
      return;
    }
    // Asked first: a message that a moderator publishes is stored before it waits no longer.
    if (await isHeld({ room, ...message })) return;
    const place = await this.#placeOf({ room, ...message });
    if (place !== undefined) return records.settle(id, room, place);
    if (!this.#isOlder(message.time, unusedLifetime)) return;
    // A client that sends the message again has taken the file again.
    await records.remove(id, (now) => now.seq === undefined && now.message?.time === message.time);
  }

  /** The seq of a message whose relay ended before it noted it. There are few of them. */
  async #placeOf({ room, sender, id }: TakingMessage): Promise<number | undefined> {
    const { log } = this.#context;
    if (!(await log.knows(room, sender, id))) return undefined;
    const seqs = await log.seqsBy(room, sender);
    for (const seq of seqs.toReversed()) {
      const [entry] = await log.entriesAfter(room, seq - 1, 1);
      if (entry?.seq === seq && entry.id === id) return seq;
    }
    return undefined;
  }

  /** Notes of places whose record is gone. */
  async *#places(): AsyncGenerator<Step> {
    const { log, records } = this.#context;
    for await (const [key] of eachMeta(log, placesKind)) {
      const place = parsePlace(key);
      yield async () => {
        if (!(await records.has(place.fileId))) await records.places.remove(place);
      };
    }
  }

  /** Uses whose record is gone, and removals that were interrupted. */
  async *#uses(): AsyncGenerator<Step> {
    const { log, records } = this.#context;
    for await (const note of eachMeta(log, usesKind)) {
      const { hash, fileId, time } = parseUse(note);
      // An upload notes its use before its record.
      yield async () => {
        const isLeft = this.#isOlder(time, graceTime) && !(await records.has(fileId));
        if (isLeft) await records.uses.drop(hash, fileId);
      };
    }
    for await (const [hash] of eachMeta(log, removalsKind)) yield () => records.uses.endRemoval(hash);
  }

  /** Blobs that have lost a use. */
  async *#loose(): AsyncGenerator<Step> {
    const { log, records } = this.#context;
    for await (const [hash] of eachMeta(log, looseKind)) yield () => records.uses.removeLoose(hash);
  }

  /** A clock that was set back makes nothing older. */
  #isOlder(time: number, age: number): boolean {
    return this.#now() - time > age;
  }
}
