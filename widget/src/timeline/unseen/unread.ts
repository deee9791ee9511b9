import type { Position } from '@realtime-chat/protocol';
import { nothing, type ReactiveController, type ReactiveControllerHost } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext, ScrollContext } from '../../element/context.js';
import { emitEvent } from '../../element/events.js';
import type { Words } from '../../i18n/words.js';
import { adoptStyles } from '../../ui/adopt-styles.js';
import { lastSeenKey, recallLastSeen, rememberLastSeen } from './last-seen.js';
import { keyOf } from '../message-key.js';
import { SkippedMessages } from './skipped-messages.js';
import { unseenButtonStyles } from './unseen-button-styles.js';
import { latestButton, skippedButton } from './unseen-buttons.js';
import { UnseenPosition } from './unseen-position.js';

/** All chats of the page. No storage event reaches the page that has changed the storage. */
const chats = new Set<Unread>();

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly conversation: ChatContext;
  readonly messages: readonly ChatMessage[];
  /** The scrolling pane of messages, once it is rendered. */
  readonly content: HTMLElement | null;
  loadOlder(): Promise<void>;
}

/**
 * Counts the messages that the reader has not seen: those after the last seen position of the room's log. They have arrived
 * in this visit, or since the last one. Entries that are not loaded count as messages, because only loading tells messages
 * from changes.
 */
export class Unread implements ReactiveController {
  count = 0;
  /** The number of loaded unseen messages that mention the reader. */
  mentions = 0;
  #host: Host;
  #scroll: ScrollContext;
  #start: () => Position | undefined;
  #unseenPosition: UnseenPosition;
  /**
   * When a `<details>` around the chat is opened or closed, neither the size nor the scroll position of the chat changes. The
   * margin is there because a chat below the visible part of the page counts as in view.
   */
  #visibility = new IntersectionObserver(() => this.#host.requestUpdate(), { rootMargin: '999999px' });
  /** Whether the chat has been out of view since the last `look`. Also true after a room was entered. */
  #wasAway = true;
  #key: string | undefined;
  /** The last seen position, once the room is joined. */
  #seen: Position | undefined;
  #isStored = true;
  /**
   * The seq after which the divider is: above the first unseen message with a higher seq. It stays while the reader reads.
   * `update` sets it for the first unseen message, and for a reader who was away. `#takeOver` moves it for a reader who is away
   * when another tab has shown more. `#recall` removes it for another person or log, and `removeDivider` when the reader sends
   * a message.
   */
  #divider: number | undefined;
  /** The keys of unseen messages from a server without a log. Such messages have no seq. */
  #unlogged: string[] = [];
  /** The key of the first of these messages. The divider stays above it, even once the reader has seen it. */
  #firstUnlogged: string | undefined;

  /** The unseen messages that the reader has jumped over. */
  #skipped = new SkippedMessages(() => this.#host.requestUpdate());

  /** @param start returns the room's log position at the join */
  constructor(host: Host, scroll: ScrollContext, start: () => Position | undefined) {
    this.#host = host;
    this.#scroll = scroll;
    this.#start = start;
    this.#unseenPosition = new UnseenPosition(host, scroll);
    host.addController(this);
    adoptStyles(host, unseenButtonStyles);
  }

  hostConnected(): void {
    chats.add(this);
    addEventListener('storage', this.#takeOver);
    this.#visibility.observe(this.#host);
    // An element outside of a document learns nothing of other chats.
    this.#takeOver();
  }

  hostDisconnected(): void {
    chats.delete(this);
    this.#visibility.disconnect();
    removeEventListener('storage', this.#takeOver);
  }

  get hasDivider(): boolean {
    return this.#divider !== undefined || this.#firstUnlogged !== undefined;
  }

  /** The key of the first message after the divider. Undefined while that message is not loaded: the divider is not shown. */
  get first(): string | undefined {
    const isUnloaded = this.#room?.unloadedAfter(this.#divider ?? Infinity);
    return isUnloaded ? undefined : this.firstLoaded;
  }

  /** The key of the first loaded message after the divider. */
  get firstLoaded(): string | undefined {
    const after = this.#divider;
    if (!this.#seen || after === undefined) return this.#firstUnlogged;
    const first = this.#host.messages.find((message) => this.#isUnseen(message, after));
    return first && keyOf(first);
  }

  /** Counts the unseen messages, and sets the divider. */
  update(): void {
    this.#recall();
    const position = this.#room?.position;
    // The client is joining the room again with another token, and has no messages of it yet.
    if (this.#seen && !position) return;
    const seq = this.#seen?.seq ?? 0;
    const hasNews = this.#seen && position && position.seq > seq;
    if (!hasNews && this.#unlogged.length === 0) return this.#set(0, 0);
    const { messages, conversation } = this.#host;
    const { names } = conversation;
    const unseen = messages.filter((message) => this.#isUnseen(message, seq));
    const mentions = unseen.filter(({ message }) => names.mentionsMe(message)).length;
    const unread = unseen.length + (this.#room?.unloadedAfter(seq) ?? 0);
    if (unread > 0 && (this.count === 0 || this.#wasAway)) this.#setDivider(seq);
    this.#set(unread, mentions);
  }

  /** Sets the counts, and tells the page if they have changed. */
  #set(unread: number, mentions: number): void {
    if (unread === this.count && mentions === this.mentions) return;
    this.count = unread;
    this.mentions = mentions;
    emitEvent(this.#host, 'chat-unread', { unread, mentions });
    this.#host.requestUpdate();
  }

  /**
   * Reads the last seen position of earlier visits, once for each person and log. If the person is new to the room or to the
   * log, everything up to the join counts as seen.
   */
  #recall(): void {
    const room = this.#room;
    const position = room?.position;
    const key = room && lastSeenKey(room);
    if (!position || key === undefined) return;
    if (key === this.#key && position.epoch === this.#seen?.epoch) return;
    this.#store();
    const known = recallLastSeen(key);
    this.#key = key;
    this.#seen = [known, this.#start()].find((candidate) => candidate?.epoch === position.epoch) ?? position;
    this.#setDivider(undefined);
    this.#wasAway = true;
    rememberLastSeen(key, this.#seen);
  }

  /**
   * Counts a message that arrived live, or marks it as seen if the reader is watching.
   *
   * @param isWatching whether the page, the panel and the newest message are in view
   */
  receive(message: ChatMessage, isWatching: boolean): void {
    this.#recall();
    // A reader who has just entered has missed nothing if the message is the next one after the last seen position.
    const isNext = message.seq !== undefined && message.seq <= (this.#seen?.seq ?? 0) + 1;
    if (isWatching && this.count === 0 && (isNext || !this.#wasAway)) return this.#seeAll();
    if (message.seq === undefined) {
      if (this.#unlogged.length === 0) this.#firstUnlogged = keyOf(message);
      this.#unlogged.push(keyOf(message));
    }
    this.update();
  }

  /**
   * Marks the messages in view as seen. For a reader who comes back to the page or to the panel, scrolls to the divider
   * instead, unless all unseen messages are in view.
   *
   * @param isInView whether the page and the panel are in view
   */
  look(isInView: boolean): void {
    this.#markInView(isInView);
    // Once for all messages that came with a frame: other tabs hear of each change of the storage.
    this.#store();
  }

  #markInView(isInView: boolean): void {
    // A page that was frozen or in the back/forward cache may have missed storage events.
    if (isInView && this.#wasAway) this.#takeOver();
    this.update();
    this.#wasAway ||= !isInView;
    const unseenPosition = this.#unseenPosition;
    if (!isInView || unseenPosition.isSeeking) return;
    const { isAtEnd } = this.#scroll;
    unseenPosition.update();
    if (this.#skipped.exist && unseenPosition.isSettled) this.#skipped.look(unseenPosition.firstInView);
    if (isAtEnd && this.#wasAway && this.count > 0 && !unseenPosition.areAllInView(this.first))
      void unseenPosition.goTo(this);
    else if (isAtEnd) this.#seeAll(this.count > 0 ? unseenPosition.firstInView : undefined);
    else if (this.count > 0 && unseenPosition.isSettled) this.#see(unseenPosition.lastInView);
    this.#wasAway = false;
  }

  /** The button to the newest messages, for a reader who is further up. */
  renderLatest(words: Words): unknown {
    return this.#scroll.isAtEnd ? nothing : latestButton(words, this.count, this.mentions, this.#goToLatest);
  }

  /** The button back to the unseen messages that the reader has jumped over. */
  renderSkipped(words: Words): unknown {
    const { exist, after, before } = this.#skipped;
    if (!exist) return nothing;
    const loaded = this.#host.messages.filter(
      (message) => (message.seq ?? before) < before && this.#isUnseen(message, after),
    );
    const count = loaded.length + (this.#room?.unloadedAfter(after) ?? 0);
    return count === 0 ? nothing : skippedButton(words, count, this.#goToSkipped);
  }

  /** Scrolls to the divider if the reader is further up, and otherwise to the end. */
  #goToLatest = (): void => {
    const { first, count } = this;
    const unseenPosition = this.#unseenPosition;
    if (count > 0 && first !== undefined && unseenPosition.isBelow(first)) unseenPosition.show(first, true);
    else unseenPosition.goToEnd();
  };

  #goToSkipped = (): void => {
    const { first } = this;
    if (first === undefined) void this.#unseenPosition.goTo(this, true);
    else this.#unseenPosition.show(first, true);
  };

  #setDivider(seq: number | undefined): void {
    if (seq === this.#divider) return;
    this.#divider = seq;
    this.#skipped.forget();
  }

  /** Marks all messages as seen. @param firstInView the first one that is in view, if some may have been jumped over */
  #seeAll(firstInView?: number): void {
    if (this.#seen) this.#skipped.look(firstInView, this.#seen.seq);
    this.#unlogged = [];
    this.#see(this.#room?.position?.seq ?? 0);
  }

  /** Marks the log as seen up to this seq. */
  #see(seq: number): void {
    const seen = this.#seen;
    if (seen && seq > seen.seq) {
      seen.seq = seq;
      this.#isStored = false;
    }
    this.update();
  }

  /** Stores the last seen position, if it has changed, and tells this person's other chats of the page. */
  #store(): void {
    if (this.#isStored || !this.#seen || this.#key === undefined) return;
    this.#isStored = true;
    rememberLastSeen(this.#key, this.#seen);
    for (const chat of chats) if (chat.#room?.me === this.#room?.me) chat.#takeOver();
  }

  /** Removes the divider. Must be called when the reader sends a message. */
  removeDivider(): void {
    this.#setDivider(undefined);
    this.#firstUnlogged = undefined;
  }

  /** Forgets the state of the room. Must be called when the element shows another one. */
  reset(): void {
    this.#store();
    this.#key = this.#seen = undefined;
    this.#unlogged = [];
    this.removeDivider();
    this.update();
  }

  get #room(): ChatContext['room'] {
    return this.#host.conversation.room;
  }

  /** Whether a message after this seq counts as unseen. Own and deleted messages do not. */
  #isUnseen(message: ChatMessage, after: number): boolean {
    const { own, deleted, seq } = message;
    if (own || deleted) return false;
    return seq === undefined ? this.#unlogged.includes(keyOf(message)) : seq > after;
  }

  /**
   * Takes over the last seen position of another chat of this browser that has shown more of the room. The divider stays under
   * a reader who has this chat in view.
   */
  #takeOver = (): void => {
    const known = this.#key === undefined ? undefined : recallLastSeen(this.#key);
    const seen = this.#seen;
    if (!seen || known?.epoch !== seen.epoch || known.seq <= seen.seq) return;
    seen.seq = known.seq;
    this.update();
    if (this.#wasAway) this.#setDivider(this.count > 0 ? seen.seq : undefined);
  };
}
