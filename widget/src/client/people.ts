import type { Member, Members, SeenFrame } from '@realtime-chat/protocol';
import type { Emit } from './chat-room-events.js';

/** The client announces typing at most this often, in milliseconds. */
const typingInterval = 2000;
/** A typing notice of somebody else holds for this long, in milliseconds. */
const typingLifetime = 4000;
/** The client sends its read receipt at most this often, in milliseconds. */
const seenInterval = 2000;
/** So many authors with a picture are known at the same time. */
const maxAuthors = 500;

/** The other people in the room: members, typing and read receipts. The log holds nothing of this. */
export class People {
  /** The first hundred people. */
  members: readonly Member[] = [];
  /** The number of all people in the room. */
  count = 0;
  /** Read receipts of the people who share them. */
  seen: SeenFrame['seen'] = [];
  /** Authors who have a picture, the latest first. */
  authors: readonly Member[] = [];
  #emit: Emit;
  #notify: (event: string, notice: object) => void;
  /** People who type now, by id. Each is removed when their notice expires. */
  #typing = new Map<string, { member: Member; timer: ReturnType<typeof setTimeout> }>();
  #lastTypingNotice = -Infinity;
  #lastSeen = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param notify sends an event that the relay does not acknowledge. */
  constructor(emit: Emit, notify: (event: string, notice: object) => void) {
    this.#emit = emit;
    this.#notify = notify;
  }

  get typing(): readonly Member[] {
    return [...this.#typing.values()].map(({ member }) => member);
  }

  setMembers({ count, members }: Omit<Members, 'room'>): void {
    // The relay sends the members twice after a join: in its answer, and in the frame to all members.
    if (count === this.count && JSON.stringify(members) === JSON.stringify(this.members)) return;
    this.count = count;
    this.members = members;
    this.#emit('members', { count, members });
    this.#emit('change', undefined);
  }

  addAuthors(authors: readonly Member[] = []): void {
    this.authors = [...authors, ...this.authors].slice(0, maxAuthors);
  }

  /** Another person types. */
  startTyping(member: Member): void {
    clearTimeout(this.#typing.get(member.id)?.timer);
    const timer = setTimeout(() => this.stopTyping(member.id), typingLifetime);
    this.#typing.set(member.id, { member, timer });
    this.#emit('change', undefined);
  }

  /** Another person's message has come, or their notice has expired. */
  stopTyping(id: string): void {
    clearTimeout(this.#typing.get(id)?.timer);
    if (this.#typing.delete(id)) this.#emit('change', undefined);
  }

  /** Tells the others that this person types. */
  notifyTyping(): void {
    const now = performance.now();
    if (now - this.#lastTypingNotice < typingInterval) return;
    this.#lastTypingNotice = now;
    this.#notify('typing', {});
  }

  /** This person's message was sent: the next key press starts another message and is announced at once. */
  endTyping(): void {
    this.#lastTypingNotice = -Infinity;
  }

  /** Sends a read receipt up to `seq`, together with whatever is read in the next moment. */
  notifySeen(seq: number): void {
    if (seq <= this.#lastSeen) return;
    this.#lastSeen = seq;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#notify('seen', { seq: this.#lastSeen });
    }, seenInterval);
  }

  /**
   * Forgets typing and read receipts. In another log, a seq names another message. On another connection, the client
   * has to send its notices again.
   */
  reset(): void {
    for (const { timer } of this.#typing.values()) clearTimeout(timer);
    this.#typing.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lastTypingNotice = -Infinity;
    this.#lastSeen = 0;
    this.seen = [];
  }
}
