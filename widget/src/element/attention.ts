import type { ReactiveController } from 'lit';
import type { ChatMessage } from '../client/index.js';
import type { Notifications, NotificationsHost } from '../notifications/notifications.js';
import { Unread } from '../timeline/unread.js';
import type { Announcer, AnnouncerState } from '../ui/announcer.js';
import { lazy } from '../client/connection/lazy.js';
import { emitEvent } from './events.js';

const loadAnnouncer = lazy(() => import('../ui/announcer.js'));
const loadNotifications = lazy(() => import('../notifications/notifications.js'));

interface Host extends NotificationsHost {
  /** Whether read receipts are sent. */
  readonly receipts: boolean;
  /** The scrolling pane of messages, once it is rendered. */
  readonly content: HTMLElement | null;
}

/**
 * Decides for each message whether the reader sees it. It announces the message to screen readers; an unseen message is
 * counted, and passed to the notifications outside of the chat.
 */
export class Attention implements ReactiveController {
  /** Speaks to screen readers. Its code loads when the room is entered. */
  announcer: Announcer | undefined;
  readonly unread: Unread;
  /** Notifications outside of the chat. They are loaded if the page has asked for them. */
  notifications: Notifications | undefined;
  #host: Host;
  #isAtEnd: () => boolean;
  #announcerState: () => AnnouncerState | undefined;
  #hasTriedToLoad = false;

  /**
   * @param isAtEnd whether the chat is open and scrolled to the newest message
   * @param announcerState the text for screen readers; undefined until the texts are loaded
   */
  constructor(host: Host, isAtEnd: () => boolean, announcerState: () => AnnouncerState | undefined) {
    this.#host = host;
    this.#isAtEnd = isAtEnd;
    this.#announcerState = announcerState;
    this.unread = new Unread(host);
    host.addController(this);
  }

  /** Whether the reader sees new messages: the newest message, the panel and the page are all in view. */
  get isWatching(): boolean {
    const { content, ownerDocument } = this.#host;
    // A closed `<details>` or an inactive tab of the page does not display the chat at all.
    return this.#isAtEnd() && !ownerDocument.hidden && (content?.checkVisibility() ?? false);
  }

  hostUpdated(): void {
    if (this.#host.status !== 'closed') void this.#loadAnnouncer();
    void this.#notify();
    if (!this.isWatching) return;
    this.unread.clear();
    if (this.#host.receipts) this.#host.conversation.room?.saw();
  }

  /** To be called with each message that arrives live. */
  receive(message: ChatMessage): void {
    if (message.own) return;
    const host = this.#host;
    const mentionsMe = host.conversation.names.mentionsMe(message.message);
    void this.#loadAnnouncer().then((announcer) => announcer?.add(message));
    if (mentionsMe) emitEvent(host, 'chat-mention', { message });
    if (this.isWatching) return;
    this.unread.add(message, mentionsMe);
    void this.#notify(message, mentionsMe);
  }

  /** To be called when the reader reaches the newest message. */
  readonly onEndReached = (): void => {
    if (this.isWatching) this.unread.clear();
  };

  /** To be called when the reader sends a message: it shows that the reader has seen everything before it. */
  removeUnseenDivider(): void {
    this.unread.first = undefined;
  }

  /** To be called when the element shows another room. */
  reset(): void {
    this.announcer?.clear();
    this.unread.clear();
    this.removeUnseenDivider();
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
