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

/** An upload that no message has taken is removed after so many milliseconds. */
export const unusedLifetime = 24 * 60 * 60_000;

/**
 * What a request may still be doing is left alone for so many milliseconds: an upload that is being stored, a message that is being
 * appended.
 */
export const graceTime = 60 * 60_000;

/** The time between two sweeps, in milliseconds. */
const interval = 60 * 60_000;

/** A sweep takes at most this share of the event loop, in turns of about so many milliseconds. */
const share = 0.1;
const turn = 5;

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
 * Removes files that nothing needs: unused uploads, files of messages that retention has removed, and what a crash has left. Each
 * step judges a record at the moment of its removal, so a sweep disturbs no request, and two sweeps at once do no harm.
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

  async run(signal?: AbortSignal): Promise<void> {
    const pace = new Pace(share, turn, signal);
    for (const step of [this.#records(), this.#places(), this.#uses(), this.#loose()]) {
      for await (const _ of step) {
        if (signal?.aborted) return;
        await pace.rest(turn);
      }
    }
  }

  async *#records(): AsyncGenerator<void> {
    for await (const [id, record] of this.#context.records.all()) {
      await this.#judge(id, record);
      yield;
    }
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
    const place = await this.#placeOf({ room, ...message });
    if (place !== undefined) return records.settle(id, room, place);
    if (!this.#isOlder(message.time, graceTime) || (await isHeld({ room, ...message }))) return;
    await records.remove(id, (now) => now.seq === undefined && now.message?.id === message.id);
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
  async *#places(): AsyncGenerator<void> {
    const { log, records } = this.#context;
    for await (const [key] of eachMeta(log, placesKind)) {
      const place = parsePlace(key);
      if (!(await records.has(place.fileId))) await records.places.remove(place);
      yield;
    }
  }

  /** Uses whose record is gone, and removals that were interrupted. */
  async *#uses(): AsyncGenerator<void> {
    const { log, records } = this.#context;
    for await (const note of eachMeta(log, usesKind)) {
      const { hash, fileId, time } = parseUse(note);
      // An upload notes its use before its record.
      const isLeft = this.#isOlder(time, graceTime) && !(await records.has(fileId));
      if (isLeft) await records.uses.drop(hash, fileId);
      yield;
    }
    for await (const [hash] of eachMeta(log, removalsKind)) {
      await records.uses.endRemoval(hash);
      yield;
    }
  }

  /** Blobs that have lost a use. */
  async *#loose(): AsyncGenerator<void> {
    const { log, records } = this.#context;
    for await (const [hash] of eachMeta(log, looseKind)) {
      await records.uses.removeLoose(hash);
      yield;
    }
  }

  /** A clock that was set back makes nothing older. */
  #isOlder(time: number, age: number): boolean {
    return this.#now() - time > age;
  }
}
