import {
  doneSchema,
  limits,
  type QueueItem,
  type QueuePage,
  queuedSchema,
  rulesPageSchema,
  sentSchema,
  type ActiveRestriction,
} from '@realtime-chat/protocol';
import type { ChatRoom } from './chat-room.js';
import { newId } from './random-id.js';

/** The most restrictions that a room can have: mutes and bans have the same limit. */
const maxRestrictions = 2 * limits.restrictions;

/** A moderation action, as the request `moderate` takes it (PROTOCOL.md). */
export type ModerationAction =
  | { action: 'mute' | 'ban'; person: string; seconds?: number }
  | { action: 'unmute' | 'unban' | 'clear'; person: string }
  | { action: 'slow'; seconds: number }
  | { action: 'lock' | 'unlock' };

/**
 * The requests of a moderator, for a room whose `isModerator` is true. Each method throws a `ChatError` when the relay
 * refuses the request.
 */
export class Moderator {
  #room: ChatRoom;

  constructor(room: ChatRoom) {
    this.#room = room;
  }

  /** Applies a moderation action. */
  async apply(action: ModerationAction): Promise<void> {
    const { room, request } = this.#room;
    await request('moderate', { room, id: newId(), ...action }, sentSchema);
  }

  /** Lists the mutes and bans in force, the newest first. */
  async restrictions(): Promise<ActiveRestriction[]> {
    const { room, request } = this.#room;
    const all: ActiveRestriction[] = [];
    for (;;) {
      const { decrees, count } = await request('rules', { room, skip: all.length }, rulesPageSchema);
      all.push(...decrees);
      if (decrees.length === 0 || all.length >= Math.min(count, maxRestrictions)) return all;
    }
  }

  /**
   * Loads a page of the review queue, the oldest item first. The page says whether there are more items.
   *
   * @param after the `time` of the last item that is known already
   */
  async queue(after?: number): Promise<QueuePage> {
    const { room, request } = this.#room;
    return request('queue', { room, after }, queuedSchema);
  }

  /** Removes an item from the review queue. If `approve` is true, the relay publishes the message that was held. */
  async resolve({ id }: Pick<QueueItem, 'id'>, approve = false): Promise<void> {
    const { room, request } = this.#room;
    await request('resolve', { room, id, approve }, doneSchema);
  }
}
