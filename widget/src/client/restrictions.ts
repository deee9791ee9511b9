import type { EntriesFrame, Joined } from '@realtime-chat/protocol';
import { timedAccess, type TimedFileAccess } from './files/file-access.js';
import type { Clock } from './sync/clock.js';
import type { ChatMessage } from './sync/chat-message.js';

/** Why a person may not write in a room: `readonly` if they have only the right to read. */
export type Restriction = 'locked' | 'muted' | 'readonly';

/** What this person may do in the room. The relay decides in the end; this is for showing only what can work. */
export class Restrictions {
  /** Whether only moderators may write. */
  isLocked = false;
  /** Slow mode: the seconds between two messages of one person; 0 if it is off. */
  slow = 0;
  isMuted = false;
  /** Whether this person has only the right to read. */
  #isReadOnly = false;
  /** The number of items in the review queue. The relay tells it to moderators alone. */
  queueCount: number | undefined;
  /** How this client reads files and whether it may attach some; undefined if the relay has no files. */
  files: TimedFileAccess | undefined;
  /** For how many milliseconds own messages can be changed. */
  #editWindow = 0;
  /** The seq up to which the answer to the join knew the moderation entries. */
  #head = 0;
  #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isModerator(): boolean {
    return this.queueCount !== undefined;
  }

  get restriction(): Restriction | undefined {
    if (this.#isReadOnly) return 'readonly';
    if (this.isLocked && !this.isModerator) return 'locked';
    // The relay tells a moderator of a mute only if an owner has set it, and then it holds for the moderator too.
    return this.isMuted ? 'muted' : undefined;
  }

  /** Takes the state from the relay's answer to a join. */
  reset({ head, readOnly, locked, slow, muted, queue, editWindow, files }: Joined): void {
    this.#head = head;
    this.#isReadOnly = readOnly ?? false;
    this.isLocked = locked ?? false;
    this.slow = slow ?? 0;
    this.isMuted = muted ?? false;
    this.queueCount = queue;
    this.#editWindow = editWindow ?? 0;
    this.files = files && timedAccess(files);
  }

  /**
   * Applies an entry of the log, if it is a moderation entry that the answer to the join did not know yet.
   *
   * @param me the id of this person
   * @returns whether the client has to join again, because only the relay knows for how long a mute holds.
   */
  apply(entry: EntriesFrame['entries'][number], me: string | undefined): boolean {
    const { seq, type, action, person, seconds } = entry;
    if (type !== 'moderate' || seq <= this.#head) return false;
    if (action === 'slow') this.slow = Number(seconds);
    if (action === 'lock' || action === 'unlock') this.isLocked = action === 'lock';
    return person === me && (action === 'mute' || action === 'unmute');
  }

  mayEdit({ own, seq, deleted, time }: ChatMessage): boolean {
    // The clock may still be behind the relay's.
    return own && seq !== undefined && !deleted && this.#editWindow > Math.max(this.#clock.now - time, 0);
  }

  mayDelete(message: ChatMessage): boolean {
    return this.mayEdit(message) || (this.isModerator && message.seq !== undefined && !message.deleted);
  }
}
