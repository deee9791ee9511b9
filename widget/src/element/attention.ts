import type { ReactiveController } from 'lit';
import type { ChatMessage } from '../client/index.js';
import type { NotificationsHost } from '../notifications/notifications.js';
import { Announcer } from './announcer.js';
import { announce } from './events.js';
import type { LauncherButton } from './launcher-button.js';
import { Notifier } from './notifier.js';
import type { ReaderController } from './reader-controller.js';
import { Unread } from './unread.js';

interface Host extends NotificationsHost {
  /** Whether the others may know how far one has read. */
  readonly receipts: boolean;
}

/** Whether the reader sees what comes, and what becomes of it: it is said, counted, or told outside of the chat. */
export class Attention implements ReactiveController {
  readonly announcer: Announcer;
  readonly unread: Unread;
  readonly notifier: Notifier;
  #host: Host;
  #launcher: LauncherButton;
  #reader: ReaderController;

  constructor(host: Host, launcher: LauncherButton, reader: ReaderController) {
    this.#host = host;
    this.#launcher = launcher;
    this.#reader = reader;
    this.announcer = new Announcer(host, host.conversation);
    this.unread = new Unread(host);
    this.notifier = new Notifier(host);
    host.addController(this);
  }

  /** Whether the reader sees what comes: the newest message is in view, and so are the panel and the page. */
  get isWatching(): boolean {
    return this.#launcher.isOpen && this.#reader.following && !document.hidden;
  }

  hostUpdated(): void {
    void this.notifier.load();
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
    void this.notifier.load(message, mentionsMe);
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
}
