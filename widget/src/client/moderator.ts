import {
  doneSchema,
  limits,
  type QueueItem,
  type QueuePage,
  queuedSchema,
  rulesPageSchema,
  sentSchema,
  type Standing,
} from '@realtime-chat/protocol';
import type { ChatRoom } from './chat-room.js';
import { newId } from './id.js';

/** A room has no more of them: so many mutes, and as many bans. */
const mostStanding = 2 * limits.decrees;

/** What a moderator can decree. */
export type Decree =
  | { action: 'mute' | 'ban'; person: string; seconds?: number }
  | { action: 'unmute' | 'unban' | 'clear'; person: string }
  | { action: 'slow'; seconds: number }
  | { action: 'lock' | 'unlock' };

/**
 * What one can do in a room whose `isModerator` is true. All of it is refused with a `ChatError` that tells why the
 * relay would not have it.
 */
export class Moderator {
  #room: ChatRoom;

  constructor(room: ChatRoom) {
    this.#room = room;
  }

  /** Decrees something. @param words as `moderate` has them in PROTOCOL.md */
  async decree(words: Decree): Promise<void> {
    const { room, request } = this.#room;
    await request('moderate', { room, id: newId(), ...words }, sentSchema);
  }

  /** Who may not write, or not come in, at the moment; what was decreed last comes first. */
  async standing(): Promise<Standing[]> {
    const { room, request } = this.#room;
    const all: Standing[] = [];
    for (;;) {
      const { decrees, count } = await request('rules', { room, skip: all.length }, rulesPageSchema);
      all.push(...decrees);
      if (decrees.length === 0 || all.length >= Math.min(count, mostStanding)) return all;
    }
  }

  /**
   * What waits for moderators, the oldest first, and whether there is more of it.
   *
   * @param after the `time` of the last one that is known already
   */
  async queue(after?: number): Promise<QueuePage> {
    const { room, request } = this.#room;
    return request('queue', { room, after }, queuedSchema);
  }

  /** Takes one from what waits; a message that was held is said, if it is approved. */
  async resolve({ id }: Pick<QueueItem, 'id'>, approve = false): Promise<void> {
    const { room, request } = this.#room;
    await request('resolve', { room, id, approve }, doneSchema);
  }
}
