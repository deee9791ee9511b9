import { limits } from '@realtime-chat/protocol';
import type { Opened } from '../log/redis/server/open.ts';
import { run, scripts } from '../log/redis/server/script.ts';
import { isGuest, type Visitor } from './person.ts';
import { maxPerAddress, type SlowMode, type SlowModeAction, type SlowTurn } from './slow-mode.ts';

/** How long a write is remembered, in milliseconds: no slow mode makes people wait longer. */
const memory = limits.slow * 1000;

/** The recent writes, where several relays share the rooms: by the clock of Redis, which forgets them by itself. */
export class SharedSlowMode implements SlowMode {
  #redis: Opened;

  constructor(redis: Opened) {
    this.#redis = redis;
  }

  async take(
    room: string,
    action: SlowModeAction,
    { person, address, since }: Visitor,
    seconds: number,
  ): Promise<SlowTurn> {
    const { client, keys, outages } = this.#redis;
    const names = keys.room(room).slow(action, person.id, address);
    const session = isGuest(person) ? since : '';
    try {
      const values = [seconds * 1000, session, maxPerAddress, memory];
      const reply = await run(client, scripts.slow, names, values);
      const [wait = '', time = '', before = ''] = Array.isArray(reply) ? reply.map(String) : [];
      if (Number(wait) > 0) return { wait: Number(wait), undo: () => {} };
      // If Redis is away, the person waits once for nothing.
      const undo = (): void => void run(client, scripts.slowUndo, names, [time, before]).catch(() => {});
      return { wait: 0, undo };
    } catch (error) {
      throw outages.refusal(error);
    }
  }

  end(): void {}
}
