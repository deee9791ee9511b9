import { Pace } from '../../log/retention/pace.ts';
import type { RoomLog } from '../../log/log.ts';
import type { FileRecords } from '../file-records.ts';

/** Removing files takes at most this share of the event loop, in turns of about so many milliseconds: as retention does. */
const share = 0.25;
const turn = 5;

/**
 * Removes the files of messages that retention has removed. It works beside retention: a slow bucket holds up no removal of
 * messages. `FileSweep` finds what it cannot remove, or what a crash leaves.
 */
export class ForgottenFiles {
  #log: Pick<RoomLog, 'extent'>;
  #records: FileRecords;
  #closing = new AbortController();
  #pace: Pace;
  /** Rooms to look at. */
  #rooms = new Set<string>();
  #looking: Promise<void> | undefined;

  constructor(log: Pick<RoomLog, 'extent'>, records: FileRecords) {
    this.#log = log;
    this.#records = records;
    this.#pace = new Pace(share, turn, this.#closing.signal);
  }

  /** Messages of a room have been removed. */
  look(room: string): void {
    if (this.#closing.signal.aborted) return;
    this.#rooms.add(room);
    this.#looking ??= this.#lookAtRooms().finally(() => (this.#looking = undefined));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#looking;
  }

  async #lookAtRooms(): Promise<void> {
    this.#pace.begin();
    // Rooms that are added meanwhile are reached too.
    for (const room of this.#rooms) {
      if (this.#closing.signal.aborted) return;
      this.#rooms.delete(room);
      // Not logged here: it may fail for every room. `FileSweep` meets it again, and logs it once for each sweep.
      await this.#removeBelowFloor(room).catch(() => {});
    }
  }

  async #removeBelowFloor(room: string): Promise<void> {
    const { floor } = await this.#log.extent(room);
    const { places } = this.#records;
    for await (const place of places.in(room)) {
      if (place.seq >= floor || this.#closing.signal.aborted) break;
      if (await this.#records.has(place.fileId))
        await this.#records.remove(place.fileId, (now) => now.room === room && now.seq === place.seq);
      else await places.remove(place);
      await this.#pace.rest(turn);
    }
    await this.#pace.rest(turn);
  }
}
