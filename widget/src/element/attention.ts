import type { Position } from '@realtime-chat/protocol';
import type { ReactiveController } from 'lit';
import type { ChatMessage, ChatStatus } from '../client/index.js';
import type { Notifications, NotificationsHost } from '../notifications/notifications.js';
import type { Unread } from '../timeline/unseen/unread.js';
import type { NewMessages } from '../timeline/unseen/new-messages.js';
import type { Announcer, AnnouncerState } from '../ui/announcer.js';
import { lazy } from '../client/connection/lazy.js';
import type { ScrollContext } from './context.js';
import { emitEvent } from './events.js';

const loadNewMessages = lazy(() => import('../timeline/unseen/new-messages.js'));
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
 * Decides whether the chat is in view, and so which messages the reader sees. Announces new messages to screen readers. Has
 * unseen messages counted, and passes them to the notifications outside of the chat.
 */
export class Attention implements ReactiveController {
  /** Notifications outside of the chat. Their code loads if the page has asked for them. */
  notifications: Notifications | undefined;
  /** The code for new messages, once it is loaded. */
  #newMessages: NewMessages | undefined;
  /** The status at the last update. */
  #status: ChatStatus | undefined;
  #host: Host;
  #isOpen: () => boolean;
  #scroll: ScrollContext;
  /** The log position of the room at the join. For a person who is new to the room, everything before it counts as seen. */
  #start: Position | undefined;
  #announcerState: () => AnnouncerState | undefined;
  #hasTriedToLoad = false;

  /**
   * @param isOpen returns whether the chat is shown: its panel is open, or the layout has no panel
   * @param announcerState returns the text for screen readers; undefined until the texts are loaded
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

  /** Announces messages to screen readers. Its code loads when the room is entered. */
  get announcer(): Announcer | undefined {
    return this.#newMessages?.announcer;
  }

  /** Counts the unseen messages. Its code loads when the room is entered. */
  get unread(): Unread | undefined {
    return this.#newMessages?.unread;
  }

  /** Whether the reader sees new messages: the page, the panel and the newest message are all in view. */
  get isWatching(): boolean {
    return this.#isInView && this.#scroll.isAtEnd;
  }

  hostUpdate(): void {
    this.#start ??= this.#host.conversation.room?.position;
    this.unread?.update();
  }

  hostUpdated(): void {
    const { status, receipts, conversation } = this.#host;
    // Not at each update, but with each message after a failure: some browsers request a failed module again each time.
    if (status !== this.#status && (status === 'connecting' || status === 'online'))
      void this.#loadNewMessages();
    this.#status = status;
    void this.#notify();
    this.look();
    if (receipts && this.isWatching && this.unread?.count === 0) conversation.room?.saw();
  }

  /** Marks the messages in view as seen. Must be called after each update and each scroll. */
  look(): void {
    this.unread?.look(this.#isInView);
  }

  /** Announces a message of another person, and counts it or notifies of it. Must be called for each live message. */
  receive(message: ChatMessage): void {
    if (message.own) return;
    const host = this.#host;
    const { room } = host.conversation;
    const position = room?.position;
    const { isWatching } = this;
    if (position && message.seq) {
      // A message may arrive before the code that counts, or before the first update after the join.
      if (isWatching && !this.unread) this.#start = position;
      else this.#start ??= { ...position, seq: message.seq - 1 };
    }
    const tell = (): void => {
      if (host.conversation.room === room) this.#tell(message, isWatching);
    };
    // Only the code for new messages knows which text is a mention.
    if (this.#newMessages) tell();
    else void this.#loadNewMessages().then(tell);
  }

  #tell(message: ChatMessage, isWatching: boolean): void {
    const host = this.#host;
    const mentionsMe = host.conversation.names.mentionsMe(message.message);
    this.announcer?.add(message);
    if (mentionsMe) emitEvent(host, 'chat-mention', { message });
    this.unread?.receive(message, isWatching);
    if (!isWatching) void this.#notify(message, mentionsMe);
  }

  /** Removes the divider when the reader sends a message, which shows that the reader has seen everything before it. */
  removeUnseenDivider(): void {
    // The message is shown as it was typed until the code that formats it is there.
    void this.#loadNewMessages();
    this.unread?.removeDivider();
  }

  /** Forgets the state of the room. Must be called when the element shows another one. */
  reset(): void {
    this.announcer?.clear();
    this.#start = undefined;
    this.unread?.reset();
  }

  get #isInView(): boolean {
    const { content, ownerDocument } = this.#host;
    // In a closed `<details>` or in an inactive tab of the page, the chat is not displayed at all.
    return this.#isOpen() && !ownerDocument.hidden && (content?.checkVisibility() ?? false);
  }

  async #loadNewMessages(): Promise<NewMessages | undefined> {
    const host = this.#host;
    const code = this.#newMessages ? undefined : await loadNewMessages();
    if (code)
      this.#newMessages ??= new code.NewMessages(
        [host, host.conversation, this.#announcerState],
        [host, this.#scroll, () => this.#start],
      );
    return this.#newMessages;
  }

  /**
   * Loads the notifications if the page has asked for them and the relay can be reached, and passes the message to them.
   * After a failed download, the next message loads them again, since its arrival shows that the network works.
   */
  async #notify(message?: ChatMessage, mentionsMe = false): Promise<void> {
    const host = this.#host;
    if (!host.sound && host.notifications == null) return;
    if (!message && (this.#hasTriedToLoad || host.status !== 'online')) return;
    this.#hasTriedToLoad = true;
    if (!this.notifications) {
      const module = await loadNotifications();
      if (!module) return;
      this.notifications ??= new module.Notifications(host);
    }
    if (message) this.notifications.receive(message, mentionsMe);
  }
}
