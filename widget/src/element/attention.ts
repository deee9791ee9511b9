import type { Position } from '@realtime-chat/protocol';
import type { ReactiveController } from 'lit';
import type { ChatMessage } from '../client/index.js';
import type { Notifications, NotificationsHost } from '../notifications/notifications.js';
import type { Unread } from '../timeline/unseen/unread.js';
import type { Announcer, AnnouncerState } from '../ui/announcer.js';
import { lazy } from '../client/connection/lazy.js';
import type { ScrollContext } from './context.js';
import { emitEvent } from './events.js';

const loadAnnouncer = lazy(() => import('../ui/announcer.js'));
const loadUnread = lazy(() => import('../timeline/unseen/unread.js'));
const loadNotifications = lazy(() => import('../notifications/notifications.js'));

interface Host extends NotificationsHost {
  readonly messages: readonly ChatMessage[];
  loadOlder(): Promise<void>;
  /** Whether read receipts are sent. */
  readonly receipts: boolean;
  /** The scrolling pane of messages, once it is rendered. */
  readonly content: HTMLElement | null;
}

/**
 * Decides which messages the reader has seen: those that were in view. It announces new messages to screen readers. An
 * unseen message is counted, and passed to the notifications outside of the chat.
 */
export class Attention implements ReactiveController {
  /** Speaks to screen readers. Its code loads when the room is entered. */
  announcer: Announcer | undefined;
  /** The unseen messages. Their code loads when the room is entered. */
  unread: Unread | undefined;
  /** Notifications outside of the chat. They are loaded if the page has asked for them. */
  notifications: Notifications | undefined;
  #host: Host;
  #isOpen: () => boolean;
  #scroll: ScrollContext;
  /** The place of the room when it was joined. A person who is new to the room has missed nothing before it. */
  #start: Position | undefined;
  #announcerState: () => AnnouncerState | undefined;
  #hasTriedToLoad = false;

  /**
   * @param isOpen whether the chat is shown: its panel is open, or it has none
   * @param announcerState the text for screen readers; undefined until the texts are loaded
   */
  constructor(
    host: Host,
    isOpen: () => boolean,
    scroll: ScrollContext,
    announcerState: () => AnnouncerState | undefined,
  ) {
    this.#host = host;
    this.#isOpen = isOpen;
    this.#scroll = scroll;
    this.#announcerState = announcerState;
    host.addController(this);
  }

  /** Whether the reader sees new messages: the newest message, the panel and the page are all in view. */
  get isWatching(): boolean {
    return this.#isInView && this.#scroll.isAtEnd;
  }

  hostUpdate(): void {
    this.#start ??= this.#host.conversation.room?.position;
    this.unread?.update();
  }

  hostUpdated(): void {
    const { status, receipts, conversation } = this.#host;
    if (status !== 'closed') {
      void this.#loadAnnouncer();
      void this.#loadUnread();
    }
    void this.#notify();
    this.look();
    if (receipts && this.isWatching && this.unread?.count === 0) conversation.room?.saw();
  }

  /** To be called after each update and each scroll: messages in view are seen. */
  look(): void {
    this.unread?.look(this.#isInView);
  }

  /** For the button to the newest messages. */
  readonly goToLatest = (): void => {
    if (this.unread) this.unread.goToLatest();
    else this.#scroll.scrollToEnd();
  };

  /** To be called with each message that arrives live. */
  receive(message: ChatMessage): void {
    if (message.own) return;
    const host = this.#host;
    const position = host.conversation.room?.position;
    // A message may come before the first update after the join.
    if (position && message.seq) this.#start ??= { ...position, seq: message.seq - 1 };
    const mentionsMe = host.conversation.names.mentionsMe(message.message);
    void this.#loadAnnouncer().then((announcer) => announcer?.add(message));
    if (mentionsMe) emitEvent(host, 'chat-mention', { message });
    const { isWatching } = this;
    this.unread?.receive(message, isWatching);
    if (!isWatching) void this.#notify(message, mentionsMe);
  }

  /** To be called when the reader sends a message: it shows that the reader has seen everything before it. */
  removeUnseenDivider(): void {
    this.unread?.removeDivider();
  }

  /** To be called when the element shows another room. */
  reset(): void {
    this.announcer?.clear();
    this.#start = undefined;
    this.unread?.reset();
  }

  get #isInView(): boolean {
    const { content, ownerDocument } = this.#host;
    // A closed `<details>` or an inactive tab of the page does not display the chat at all.
    return this.#isOpen() && !ownerDocument.hidden && (content?.checkVisibility() ?? false);
  }

  async #loadUnread(): Promise<void> {
    const code = this.unread ? undefined : await loadUnread();
    if (!code || this.unread) return;
    this.unread = new code.Unread(this.#host, this.#scroll, () => this.#start);
    this.#host.requestUpdate();
  }

  async #loadAnnouncer(): Promise<Announcer | undefined> {
    const code = this.announcer ? undefined : await loadAnnouncer();
    if (code && !this.announcer) {
      this.announcer = new code.Announcer(this.#host, this.#host.conversation, this.#announcerState);
      this.#host.requestUpdate();
    }
    return this.announcer;
  }

  /**
   * Loads the notifications if the page has asked for them and the relay can be reached, and passes the message on. A
   * message that arrives shows that the network works, so it loads them again after a failure.
   */
  async #notify(message?: ChatMessage, mentionsMe = false): Promise<void> {
    const host = this.#host;
    if (!host.sound && host.notifications == null) return;
    if (!message && (this.#hasTriedToLoad || host.status !== 'online')) return;
    this.#hasTriedToLoad = true;
    if (!this.notifications) {
      const part = await loadNotifications();
      if (!part) return;
      this.notifications ??= new part.Notifications(host);
    }
    if (message) this.notifications.receive(message, mentionsMe);
  }
}
