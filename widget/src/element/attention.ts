import type { ReactiveController } from 'lit';
import type { ChatMessage } from '../client/index.js';
import type { Notifications, NotificationsHost } from '../notifications/notifications.js';
import { Announcer, type Announced } from '../ui/announcer.js';
import { announce } from './events.js';
import { lazy } from '../ui/lazy.js';
import { Unread } from '../timeline/unread.js';

const loadNotifications = lazy(() => import('../notifications/notifications.js'));

interface Host extends NotificationsHost {
  /** Whether the others may know how far one has read. */
  readonly receipts: boolean;
  /** The pane of messages, once it is rendered. */
  readonly content: HTMLElement | null;
}

/** Whether the reader sees what comes, and what becomes of it: it is said, counted, or told outside of the chat. */
export class Attention implements ReactiveController {
  readonly announcer: Announcer;
  readonly unread: Unread;
  /** What makes itself noticed outside of the chat, which loads where the page asks for it. */
  notifications: Notifications | undefined;
  #host: Host;
  #isAtEnd: () => boolean;
  #isTried = false;

  /**
   * @param isAtEnd whether the reader has the chat open at the newest message
   * @param announced what a screen reader is to be told of; nothing, before there are words
   */
  constructor(host: Host, isAtEnd: () => boolean, announced: () => Announced | undefined) {
    this.#host = host;
    this.#isAtEnd = isAtEnd;
    this.announcer = new Announcer(host, host.conversation, announced);
    this.unread = new Unread(host);
    host.addController(this);
  }

  /** Whether the reader sees what comes: the newest message is in view, and so are the panel and the page. */
  get isWatching(): boolean {
    const { content, ownerDocument } = this.#host;
    // In a closed `<details>` or behind a tab of the page, nothing of it is displayed.
    return this.#isAtEnd() && !ownerDocument.hidden && (content?.checkVisibility() ?? false);
  }

  hostUpdated(): void {
    void this.#notify();
    if (!this.isWatching) return;
    this.unread.clear();
    if (this.#host.receipts) this.#host.conversation.room?.saw();
  }

  /** To be called with each message that comes live. */
  hear(message: ChatMessage): void {
    if (message.own) return;
    const host = this.#host;
    const mentionsMe = host.conversation.names.mentionsMe(message.message);
    this.announcer.hear(message);
    if (mentionsMe) announce(host, 'chat-mention', { message });
    if (this.isWatching) return;
    this.unread.add(message, mentionsMe);
    void this.#notify(message, mentionsMe);
  }

  /** The reader has come to the newest message. */
  readonly reachedEnd = (): void => {
    if (this.isWatching) this.unread.clear();
  };

  /** The reader says something, and so has seen what stands before it. */
  spoke(): void {
    this.unread.first = undefined;
  }

  /** It is another room, of which nothing was said or counted yet. */
  turn(): void {
    this.announcer.clear();
    this.unread.clear();
    this.spoke();
  }

  /**
   * Loads what makes itself noticed, if the page asks for it and there is a way at the moment, and gives it what came,
   * which shows that there is one. Where the network fails just then, the next message tries again.
   */
  async #notify(message?: ChatMessage, mentionsMe = false): Promise<void> {
    const host = this.#host;
    if (!host.sound && host.notifications == null) return;
    if (!message && (this.#isTried || host.status !== 'online')) return;
    this.#isTried = true;
    if (!this.notifications) {
      const part = await loadNotifications();
      if (!part) return;
      this.notifications ??= new part.Notifications(host);
    }
    if (message) this.notifications.heard(message, mentionsMe);
  }
}
