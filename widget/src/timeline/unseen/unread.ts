import type { Position } from '@realtime-chat/protocol';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext, ScrollContext } from '../../element/context.js';
import { emitEvent } from '../../element/events.js';
import { lastSeenKey, recallLastSeen, rememberLastSeen } from './last-seen.js';
import { keyOf } from '../message-key.js';
import { UnseenPosition } from './unseen-position.js';

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly conversation: ChatContext;
  readonly messages: readonly ChatMessage[];
  /** The scrolling pane of messages, once it is rendered. */
  readonly content: HTMLElement | null;
  loadOlder(): Promise<void>;
}

/**
 * Counts the messages that the reader has not seen, in this visit and since the last one: those after the last seen place
 * of the room's log.
 */
export class Unread implements ReactiveController {
  count = 0;
  /** How many of the loaded ones mention the reader. */
  mentions = 0;
  #host: Host;
  #scroll: ScrollContext;
  #start: () => Position | undefined;
  #position: UnseenPosition;
  /** Whether the reader was away, and has not been taken to the unseen messages since then. */
  #wasAway = true;
  #key: string | undefined;
  /** The last seen place, once the room is joined. */
  #seen: Position | undefined;
  /** The divider is above the first message after this seq. It stays until the reader sends a message. */
  #divider: number | undefined;
  /** The keys of unseen messages of a server without a log. They have no seq. */
  #unlogged: string[] = [];
  /** The first of them, above which the divider stays. */
  #firstUnlogged: string | undefined;

  /** @param start the place of the room when it was joined */
  constructor(host: Host, scroll: ScrollContext, start: () => Position | undefined) {
    this.#host = host;
    this.#scroll = scroll;
    this.#start = start;
    this.#position = new UnseenPosition(host, scroll);
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('storage', this.#onStorage);
  }

  hostDisconnected(): void {
    removeEventListener('storage', this.#onStorage);
  }

  /** The key of the message below the divider. While that message is not loaded, the divider has no place. */
  get first(): string | undefined {
    const isUnloaded = this.#room?.unloadedAfter(this.#divider ?? Infinity);
    return isUnloaded ? undefined : this.firstLoaded;
  }

  /** The key of the first loaded message after the divider. */
  get firstLoaded(): string | undefined {
    const after = this.#divider;
    if (!this.#seen || after === undefined) return this.#firstUnlogged;
    const first = this.#host.messages.find((message) => this.#isAfter(message, after));
    return first && keyOf(first);
  }

  /** Counts again. */
  update(): void {
    this.#recall();
    const position = this.#room?.position;
    // The room is being joined again with another token, and its messages are not here yet.
    if (this.#seen && !position) return;
    const seq = this.#seen?.seq ?? 0;
    const hasNews = this.#seen && position && position.seq > seq;
    if (!hasNews && this.#unlogged.length === 0) return this.#set(0, 0);
    const { messages, conversation } = this.#host;
    const { names } = conversation;
    const unseen = messages.filter((message) => this.#isAfter(message, seq));
    const mentions = unseen.filter(({ message }) => names.mentionsMe(message)).length;
    const unread = unseen.length + (this.#room?.unloadedAfter(seq) ?? 0);
    if (unread > 0 && (this.count === 0 || this.#wasAway)) this.#divider = seq;
    this.#set(unread, mentions);
  }

  #set(unread: number, mentions: number): void {
    if (unread === this.count && mentions === this.mentions) return;
    this.count = unread;
    this.mentions = mentions;
    emitEvent(this.#host, 'chat-unread', { unread, mentions });
    this.#host.requestUpdate();
  }

  /** Takes over what earlier visits have seen. In a new room, and in a new log, everything so far counts as seen. */
  #recall(): void {
    const room = this.#room;
    const position = room?.position;
    const key = room && lastSeenKey(room);
    if (!position || key === undefined) return;
    if (key === this.#key && position.epoch === this.#seen?.epoch) return;
    const known = recallLastSeen(key);
    this.#key = key;
    this.#seen = [known, this.#start()].find((place) => place?.epoch === position.epoch) ?? position;
    this.#divider = undefined;
    this.#wasAway = true;
    rememberLastSeen(key, this.#seen);
  }

  /** To be called with each message that arrives live. */
  receive(message: ChatMessage, isWatching: boolean): void {
    this.#recall();
    if (isWatching && this.count === 0 && !this.#wasAway) return this.#seeAll();
    if (message.seq === undefined) {
      if (this.#unlogged.length === 0) this.#firstUnlogged = keyOf(message);
      this.#unlogged.push(keyOf(message));
    }
    this.update();
  }

  /**
   * Marks as seen whatever is in view. A reader who comes back, to the page or to the panel, is taken to the divider
   * instead, if there are unseen messages.
   */
  look(isInView: boolean): void {
    this.update();
    this.#wasAway ||= !isInView;
    const position = this.#position;
    if (!isInView || position.isSeeking) return;
    const { isAtEnd } = this.#scroll;
    position.update();
    if (isAtEnd && this.#wasAway && this.count > 0 && !position.areAllInView(this.first))
      void position.goTo(this);
    else if (isAtEnd) this.#seeAll();
    else if (this.count > 0 && position.isPlaced) this.#see(position.lastInView);
    this.#wasAway = false;
  }

  /** Goes to the divider if the reader is further up, and otherwise to the end. */
  goToLatest(): void {
    const { first, count } = this;
    if (count > 0 && first !== undefined && this.#position.isBelow(first)) this.#position.show(first);
    else this.#scroll.scrollToEnd();
  }

  #seeAll(): void {
    this.#unlogged = [];
    this.#see(this.#room?.position?.seq ?? 0);
  }

  /** The reader has seen the log up to this seq. */
  #see(seq: number): void {
    const seen = this.#seen;
    if (seen && seq > seen.seq) {
      seen.seq = seq;
      if (this.#key !== undefined) rememberLastSeen(this.#key, seen);
    }
    this.update();
  }

  removeDivider(): void {
    this.#divider = this.#firstUnlogged = undefined;
  }

  /** To be called when the element shows another room. */
  reset(): void {
    this.#key = this.#seen = undefined;
    this.#unlogged = [];
    this.removeDivider();
    this.update();
  }

  get #room(): ChatContext['room'] {
    return this.#host.conversation.room;
  }

  /** The greeting and own messages are never unseen. */
  #isAfter(message: ChatMessage, after: number): boolean {
    const { own, deleted, seq } = message;
    if (own || deleted) return false;
    return seq === undefined ? this.#unlogged.includes(keyOf(message)) : seq > after;
  }

  /** Another tab has shown the room. */
  #onStorage = (): void => {
    const known = this.#key === undefined ? undefined : recallLastSeen(this.#key);
    const seen = this.#seen;
    if (!seen || known?.epoch !== seen.epoch || known.seq <= seen.seq) return;
    seen.seq = known.seq;
    this.update();
    this.#divider = this.count > 0 ? seen.seq : undefined;
  };
}
