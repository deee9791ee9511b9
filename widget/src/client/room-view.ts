import type { Member, Position, SeenFrame } from '@realtime-chat/protocol';
import type { ChatError } from './chat-error.js';
import type { ChatRoomEvents } from './chat-room-events.js';
import type { Clock } from './sync/clock.js';
import type { Identity } from './connection/identity.js';
import type { JoinSession } from './connection/join-session.js';
import type { TimedFileAccess } from './files/file-access.js';
import type { ChatStatus } from './connection/room-status.js';
import { Emitter } from './emitter.js';
import type { Delivery } from './outbox/delivery.js';
import type { MessageSender } from './outbox/message-sender.js';
import type { People } from './people.js';
import type { Restriction, Restrictions } from './restrictions.js';
import type { ChatMessage } from './sync/chat-message.js';
import type { OlderPages } from './sync/older-pages.js';
import type { Quotes } from './sync/quotes.js';
import type { RoomSync } from './sync/room-sync.js';
import type { Timeline } from './sync/timeline.js';

/** The parts of a room. Each keeps the state of one behaviour. */
export interface RoomParts {
  clock: Clock;
  session: JoinSession;
  timeline: Timeline;
  sync: RoomSync;
  older: OlderPages;
  quotes: Quotes;
  people: People;
  restrictions: Restrictions;
  delivery: Delivery;
  sender: MessageSender;
}

/** The readable state of a room. `ChatRoom` adds the methods that change it. */
export abstract class RoomView extends Emitter<ChatRoomEvents> {
  /** @internal */
  protected abstract readonly parts: RoomParts;

  get status(): ChatStatus {
    return this.parts.session.status;
  }

  /**
   * Why the room is not `online`, as far as that is known. In an online room it is `unavailable` while the relay cannot store
   * anything: what is sent waits until it can.
   */
  get problem(): ChatError | undefined {
    return this.parts.session.problem;
  }

  /** False on a server that knows only the events of the classic tutorial. */
  get keepsHistory(): boolean {
    return this.parts.session.keepsHistory;
  }

  /** All loaded messages, the oldest first. Own messages that wait to be stored come last. */
  get messages(): readonly ChatMessage[] {
    return this.parts.timeline.messages;
  }

  /** The relay's words of welcome, once the room was joined, if it has any. */
  get greeting(): string | undefined {
    return this.parts.sync.greeting;
  }

  /** The message at this place of the log, if it is loaded or was requested. */
  at(seq: number): ChatMessage | undefined {
    return this.parts.timeline.at(seq);
  }

  /** Whether the relay no longer keeps the message at this place of the log. */
  isGone(seq: number): boolean {
    return this.parts.quotes.isGone(seq);
  }

  /** @internal The seq of the oldest loaded message of the log. */
  get oldest(): number | undefined {
    return this.parts.timeline.oldest;
  }

  /** Whether the room may have older messages than the loaded ones. */
  get hasOlder(): boolean {
    return this.keepsHistory && this.parts.timeline.hasOlder;
  }

  /** Whether the relay no longer keeps the entries before its oldest message. */
  get isTruncated(): boolean {
    return this.parts.older.floor > 1;
  }

  /** The place in the room's log up to which this client knows everything, once the room was joined. */
  get position(): Position | undefined {
    return this.parts.timeline.position;
  }

  /**
   * The number of entries after this place of the log that are older than the loaded messages. They are messages and
   * changes, which only loading them tells apart.
   */
  unloadedAfter(seq: number): number {
    const { oldest } = this;
    return this.hasOlder && oldest ? Math.max(0, oldest - Math.max(seq + 1, this.parts.older.floor)) : 0;
  }

  /** How this client reads files, and whether this person may attach some; undefined if the relay has no files. */
  get files(): TimedFileAccess | undefined {
    return this.parts.restrictions.files;
  }

  /** Whether an older page is being loaded. */
  get isLoadingOlder(): boolean {
    return this.parts.older.isLoading;
  }

  /** Whether all messages that wait to be sent would outlive this page. */
  get keepsUnsent(): boolean {
    return this.parts.delivery.outbox.isPersistent;
  }

  /** The id of this person at the relay, once it is known. */
  get me(): string | undefined {
    return this.parts.timeline.me;
  }

  /** The present time by the relay's clock, in milliseconds since 1970. */
  get now(): number {
    return this.parts.clock.now;
  }

  /** @internal */
  get identity(): Identity {
    return this.parts.session.identity;
  }

  /** The beginning of the keys under which a page remembers things for this person at this relay, once the person is known. */
  get storagePrefix(): string | undefined {
    return this.identity.storagePrefix;
  }

  /** The name that the site gives this person, once the relay has told it. */
  get siteName(): string | undefined {
    return this.identity.siteName;
  }

  /** Whether this person writes under a name of their own choice: a guest, or if the relay lets others choose too. */
  get choosesName(): boolean {
    return this.identity.choosesName;
  }

  /** The first hundred people in the room. */
  get members(): readonly Member[] {
    return this.parts.people.members;
  }

  /** The authors of loaded messages who have a picture, also if they have left. */
  get authors(): readonly Member[] {
    return this.parts.people.authors;
  }

  /** The number of people in the room. */
  get memberCount(): number {
    return this.parts.people.count;
  }

  /** The other people who type now. */
  get typing(): readonly Member[] {
    return this.parts.people.typing;
  }

  /** The read receipts of the other people who share them. */
  get seen(): SeenFrame['seen'] {
    return this.parts.people.seen.filter(({ id }) => id !== this.me);
  }

  /** Whether this person moderates the room. The relay tells the size of the review queue to nobody else. */
  get isModerator(): boolean {
    return this.parts.restrictions.isModerator;
  }

  /** The number of items in the review queue, for moderators. */
  get queueCount(): number {
    return this.parts.restrictions.queueCount ?? 0;
  }

  /** Whether only moderators may write. */
  get isLocked(): boolean {
    return this.parts.restrictions.isLocked;
  }

  /** Slow mode: the seconds between two messages of one person; 0 if it is off. */
  get slow(): number {
    return this.parts.restrictions.slow;
  }

  /** Why this person may not write in the room now; `undefined` if they may. */
  get restriction(): Restriction | undefined {
    return this.parts.restrictions.restriction;
  }

  /** Whether this person may change the text of the message now. The relay decides in the end. */
  mayEdit(message: ChatMessage): boolean {
    return this.parts.restrictions.mayEdit(message);
  }

  /** Whether this person may delete the message now. The relay decides in the end. */
  mayDelete(message: ChatMessage): boolean {
    return this.parts.restrictions.mayDelete(message);
  }
}
