import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { ChatMessage, ChatStatus } from '../client/index.js';
import { recall, remember } from '../client/storage.js';
import type { ChatContext } from '../element/context.js';
import { addEnglish } from '../i18n/locale-registry.js';
import { enNotifications } from '../i18n/locales/en-notifications.js';
import { keyOf } from '../timeline/message-key.js';
import { adoptStyles } from '../ui/adopt-styles.js';
import { appBadge } from './app-badge.js';
import { chime } from './chime.js';
import { DesktopNotification, permission } from './desktop-notification.js';
import { type NotificationSettings, parseSettings } from './notification-settings.js';
import { notificationStyles } from './notification-styles.js';
import { pageTitle } from './page-title.js';
import { claim, isHeld, SharedLock } from './tabs.js';

export interface NotificationsHost extends ReactiveControllerHost, HTMLElement {
  readonly sound: boolean;
  readonly notifications: string | null | undefined;
  readonly status: ChatStatus;
  readonly unread: number;
  /** Whether the reader sees new messages. */
  readonly isWatching: boolean;
  readonly room: string;
  readonly conversation: ChatContext;
  /** `launcher` if the chat can be closed. */
  readonly layout: string | undefined;
  open: boolean;
  scrollToLatest(): void;
}

/** At most one sound or alerting notification within this time, in milliseconds. */
const alertInterval = 1000;
/** How much later than the first tab another tab may receive the same message, in milliseconds. */
const maxTabDelay = 5000;

/** The switches in the header. The person's choice is for all chats of this origin. */
type Switch = 'notifications' | 'sound';

/** The choices without localStorage: they last as long as the page. */
const choices = new Map<Switch, string>();

/** All chats of the page, which share the switches. */
const hosts = new Set<ReactiveControllerHost>();

/** Announces unseen messages outside of the chat, as far as the page asks for it and the person allows it. */
export class Notifications implements ReactiveController {
  #host: NotificationsHost;
  /** The element's document. The element may be moved into the document of another window. */
  #document = document;
  #desktop: DesktopNotification;
  /** Held while the reader of this tab sees new messages: no tab has to announce them then. */
  #watchLock = new SharedLock();
  /** The newest message of the current task, which is announced at its end. */
  #newest: ChatMessage | undefined;

  constructor(host: NotificationsHost) {
    this.#host = host;
    this.#desktop = new DesktopNotification(() => this.#reveal());
    adoptStyles(host, notificationStyles);
    host.addController(this);
    addEnglish(enNotifications);
    host.requestUpdate();
  }

  hostConnected(): void {
    this.#document = this.#host.ownerDocument;
    this.#document.addEventListener('visibilitychange', this.#onVisibilityChange);
    this.#update();
  }

  hostUpdated(): void {
    this.#update();
  }

  hostDisconnected(): void {
    this.#document.removeEventListener('visibilitychange', this.#onVisibilityChange);
    // An element that is only moved within the document stays as it is.
    queueMicrotask(() => this.#update());
  }

  /** To be called with each message that the reader does not see, after it was counted. */
  receive(message: ChatMessage, mentionsMe: boolean): void {
    this.#update();
    if (this.#settings.mentions && !mentionsMe) return;
    // Of many messages at once, as after a reconnect, only the newest is announced.
    if (!this.#newest) queueMicrotask(() => void this.#announce());
    this.#newest = message;
  }

  /** The switches in the header. */
  render(): TemplateResult | undefined {
    const { desktop, sound } = this.#settings;
    const answer = permission();
    // After a denial, only the browser's settings can change it.
    const isPossible = desktop && (answer === 'granted' || answer === 'default');
    if (!isPossible && !sound) return undefined;
    return html`<span class="switches">
      ${isPossible ? this.#switch('notifications', 'bell', this.#mayNotify, bell, this.#toggleDesktop) : nothing}
      ${sound ? this.#switch('sound', 'sound', isOn('sound'), speaker, this.#toggleSound) : nothing}
    </span>`;
  }

  #switch(
    name: Switch,
    part: string,
    isPressed: boolean,
    icon: string,
    click: () => unknown,
  ): TemplateResult {
    const label = this.#host.conversation.words.text(name);
    return html`<button type="button" part=${part} aria-pressed=${isPressed} aria-label=${label} title=${label} @click=${click}>
      <svg viewBox="0 0 24 24" aria-hidden="true"><path d=${icon}></path><path class="off" d="M3 3l18 18"></path></svg>
    </button>`;
  }

  get #settings(): NotificationSettings {
    return parseSettings(this.#host.sound, this.#host.notifications);
  }

  get #mayNotify(): boolean {
    return permission() === 'granted' && isOn('notifications');
  }

  get #sounds(): boolean {
    return this.#settings.sound && isOn('sound');
  }

  get #shows(): boolean {
    return this.#document.hidden && this.#settings.desktop && this.#mayNotify;
  }

  /** Brings everything up to date with the attributes, the reader and the place in the document. */
  #update(): void {
    const host = this.#host;
    const { isConnected, unread } = host;
    const { title, badge, desktop, sound } = isConnected ? this.#settings : parseSettings(false, undefined);
    if (isConnected) hosts.add(host);
    else hosts.delete(host);
    pageTitle.set(this, title ? unread : undefined);
    appBadge.set(this, badge ? unread : undefined);
    chime.set(this, sound);
    this.#desktop.listen(desktop);
    this.#watchLock.set((sound || desktop) && host.isWatching ? watchedLock(roomKeyOf(host)) : undefined);
    const { message } = this.#desktop;
    // A deleted message must not stay on the screen.
    const isGone = message && host.conversation.latest(message).deleted;
    if (!desktop || unread === 0 || isGone) this.#desktop.close();
  }

  #onVisibilityChange = (): void => {
    if (!this.#document.hidden) this.#desktop.closeEverywhere(roomKeyOf(this.#host));
    this.#update();
    // The permission or a switch may have changed in another tab.
    this.#host.requestUpdate();
  };

  async #announce(): Promise<void> {
    const host = this.#host;
    const message = this.#newest;
    this.#newest = undefined;
    const roomKey = roomKeyOf(host);
    if (!message || (!this.#sounds && !this.#shows) || (await isHeld(watchedLock(roomKey)))) return;
    if (!(await claim(`${roomKey} ${keyOf(message)}`, maxTabDelay))) return;
    const alerts = await claim('alert', alertInterval);
    const hasSounded = alerts && this.#sounds && (await chime.play());
    // Everything may have changed during these awaits.
    if (host.unread === 0 || roomKeyOf(host) !== roomKey || !host.isConnected || !this.#shows) return;
    const { words, timelineParts } = host.conversation;
    const text = timelineParts?.textOf(message) ?? '';
    this.#desktop.show(message, text, words.author(message.username), roomKey, {
      alerts,
      sounds: alerts && !hasSounded,
    });
    this.#update();
  }

  /** Shows the newest message when the reader clicks the notification. */
  #reveal(): void {
    const host = this.#host;
    if (host.layout === 'launcher') host.open = true;
    host.scrollToLatest();
    host.scrollIntoView({ block: 'nearest' });
  }

  #toggleDesktop = async (): Promise<void> => {
    if (permission() === 'granted') return choose('notifications', !this.#mayNotify);
    const answer = await Notification.requestPermission();
    if (answer === 'granted') choose('notifications', true);
    const { conversation } = this.#host;
    // After a denial the switch disappears, so a notice explains it.
    if (answer === 'denied') conversation.showNotice(conversation.words.text('notificationsBlocked'));
  };

  #toggleSound = (): void => {
    choose('sound', !isOn('sound'));
    // Plays the sound once, so that the person knows it.
    if (isOn('sound')) void chime.play();
  };
}

/** Identifies the relay and the room. */
function roomKeyOf({ conversation, room }: NotificationsHost): string {
  return `${conversation.relayUrl} ${room}`;
}

function watchedLock(roomKey: string): string {
  return `watched ${roomKey}`;
}

function isOn(name: Switch): boolean {
  return (recall(name) ?? choices.get(name)) !== 'off';
}

function choose(name: Switch, on: boolean): void {
  const choice = on ? 'on' : 'off';
  remember(name, choice);
  choices.set(name, choice);
  for (const host of hosts) host.requestUpdate();
}

/** SVG paths for a view box of 24 by 24. */
const bell = 'M18 8a6 6 0 0 0-12 0c0 7-3 9-3 9h18s-3-2-3-9M13.7 21a2 2 0 0 1-3.4 0';
const speaker = 'M11 5 6 9H3v6h3l5 4zM15.5 8.5a5 5 0 0 1 0 7M18.5 5.5a9 9 0 0 1 0 13';
