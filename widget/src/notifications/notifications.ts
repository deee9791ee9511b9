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
import { dress } from '../ui/adopt-styles.js';
import { addEnglish } from '../i18n/locale-registry.js';
import { keyOf } from '../timeline/message-key.js';
import { enNotifications } from '../i18n/locales/en-notifications.js';
import { appBadge } from './app-badge.js';
import { chime } from './chime.js';
import { DesktopNotification, permission } from './desktop-notification.js';
import { notificationStyles } from './notification-styles.js';
import { pageTitle } from './page-title.js';
import { claim, Hold, isHeld } from './tabs.js';
import { type Wanted, wantedBy } from './wanted.js';

export interface NotificationsHost extends ReactiveControllerHost, HTMLElement {
  readonly sound: boolean;
  readonly notifications: string | null | undefined;
  readonly status: ChatStatus;
  readonly unread: number;
  /** Whether the reader sees what comes. */
  readonly isWatching: boolean;
  /** The relay and the room. */
  readonly place: string;
  readonly conversation: ChatContext;
  /** As a launcher it can be closed. */
  readonly layout: string | undefined;
  open: boolean;
  scrollToLatest(): void;
}

/** At most one sound, or one notification that draws attention to itself, in so many milliseconds. */
const calm = 1000;
/** How much later than another a tab may hear of the same message, in milliseconds. */
const lag = 5000;

/** What a person switched off, for all chats of this origin. */
type Switch = 'notifications' | 'sound';

/** Where nothing can be remembered, it holds for as long as the page is there. */
const chosen = new Map<Switch, string>();

/** All of the page, so that a switch in one is thrown in the others. */
const present = new Set<ReactiveControllerHost>();

/** Makes what the reader does not see noticed outside of the chat, as the page wants it and the person lets it. */
export class Notifications implements ReactiveController {
  #host: NotificationsHost;
  /** The one that the chat is in; it may be moved into that of another window. */
  #document = document;
  #desktop: DesktopNotification;
  /** This tab holds it while its reader sees what comes: then no other tab need tell. */
  #watch = new Hold();
  /** What came in this very moment. */
  #news: ChatMessage | undefined;

  constructor(host: NotificationsHost) {
    this.#host = host;
    this.#desktop = new DesktopNotification(() => this.#show());
    dress(host, notificationStyles);
    host.addController(this);
    addEnglish(enNotifications);
    host.requestUpdate();
  }

  hostConnected(): void {
    this.#document = this.#host.ownerDocument;
    this.#document.addEventListener('visibilitychange', this.#turned);
    this.#follow();
  }

  hostUpdated(): void {
    this.#follow();
  }

  hostDisconnected(): void {
    this.#document.removeEventListener('visibilitychange', this.#turned);
    // It may only be moved to another place in the document, where all this goes on.
    queueMicrotask(() => this.#follow());
  }

  /** A message came that the reader does not see; it is counted already. */
  heard(message: ChatMessage, mentionsMe: boolean): void {
    this.#follow();
    const wanted = this.#wanted;
    if (wanted.mentions && !mentionsMe) return;
    // Of many that come at once, as after a time without a connection, the newest stands for all.
    if (!this.#news) queueMicrotask(() => void this.#tell());
    this.#news = message;
  }

  /** The switches in the header. */
  render(): TemplateResult | typeof nothing {
    const { desktop, sound } = this.#wanted;
    const answer = permission();
    // Where it is denied, the browser alone can change that.
    const isPossible = desktop && (answer === 'granted' || answer === 'default');
    if (!isPossible && !sound) return nothing;
    return html`<span class="switches">
      ${isPossible ? this.#switch('notifications', 'bell', this.#mayNotify, bell, this.#ring) : nothing}
      ${sound ? this.#switch('sound', 'sound', isOn('sound'), speaker, this.#mute) : nothing}
    </span>`;
  }

  #switch(
    name: Switch,
    part: string,
    isPressed: boolean,
    icon: string,
    click: () => unknown,
  ): TemplateResult {
    const label = this.#host.conversation.words.say(name);
    return html`<button type="button" part=${part} aria-pressed=${isPressed} aria-label=${label} title=${label} @click=${click}>
      <svg viewBox="0 0 24 24" aria-hidden="true"><path d=${icon}></path><path class="off" d="M3 3l18 18"></path></svg>
    </button>`;
  }

  get #wanted(): Wanted {
    return wantedBy(this.#host.sound, this.#host.notifications);
  }

  get #mayNotify(): boolean {
    return permission() === 'granted' && isOn('notifications');
  }

  get #sounds(): boolean {
    return this.#wanted.sound && isOn('sound');
  }

  get #shows(): boolean {
    return this.#document.hidden && this.#wanted.desktop && this.#mayNotify;
  }

  /** Everything is as the attributes, the reader and the place in the document ask for by now. */
  #follow(): void {
    const host = this.#host;
    const { isConnected, unread } = host;
    const { title, badge, desktop, sound } = isConnected ? this.#wanted : wantedBy(false, undefined);
    if (isConnected) present.add(host);
    else present.delete(host);
    pageTitle.set(this, title ? unread : undefined);
    appBadge.set(this, badge ? unread : undefined);
    chime.set(this, sound);
    this.#desktop.listen(desktop);
    this.#watch.keep((sound || desktop) && host.isWatching ? watched(host.place) : undefined);
    const { message } = this.#desktop;
    // What was deleted since is not left standing on anybody's screen.
    const isGone = message && host.conversation.latest(message).deleted;
    if (!desktop || unread === 0 || isGone) this.#desktop.close();
  }

  #turned = (): void => {
    if (!this.#document.hidden) this.#desktop.closeEverywhere(this.#host.place);
    this.#follow();
    // The permission or a switch may be another by now.
    this.#host.requestUpdate();
  };

  async #tell(): Promise<void> {
    const host = this.#host;
    const message = this.#news;
    this.#news = undefined;
    const { place } = host;
    if (!message || (!this.#sounds && !this.#shows) || (await isHeld(watched(place)))) return;
    if (!(await claim(`${place} ${keyOf(message)}`, lag))) return;
    const alerts = await claim('alert', calm);
    const isHeard = alerts && this.#sounds && (await chime.play());
    // It takes a moment to come here, in which all may have changed.
    if (host.unread === 0 || host.place !== place || !host.isConnected || !this.#shows) return;
    const author = message.username ?? host.conversation.words.say('server');
    this.#desktop.show(message, author, place, { alerts, sounds: alerts && !isHeard });
    this.#follow();
  }

  /** The reader comes by the notification. */
  #show(): void {
    const host = this.#host;
    if (host.layout === 'launcher') host.open = true;
    host.scrollToLatest();
    host.scrollIntoView({ block: 'nearest' });
  }

  #ring = async (): Promise<void> => {
    if (permission() === 'granted') return choose('notifications', !this.#mayNotify);
    const answer = await Notification.requestPermission();
    if (answer === 'granted') choose('notifications', true);
    const { conversation } = this.#host;
    // The switch goes.
    if (answer === 'denied') conversation.say(conversation.words.say('notificationsBlocked'));
  };

  #mute = (): void => {
    choose('sound', !isOn('sound'));
    // So one knows what will sound.
    if (isOn('sound')) void chime.play();
  };
}

function watched(place: string): string {
  return `watched ${place}`;
}

function isOn(name: Switch): boolean {
  return (recall(name) ?? chosen.get(name)) !== 'off';
}

function choose(name: Switch, on: boolean): void {
  const choice = on ? 'on' : 'off';
  remember(name, choice);
  chosen.set(name, choice);
  for (const host of present) host.requestUpdate();
}

/** Outlines of 24 by 24. */
const bell = 'M18 8a6 6 0 0 0-12 0c0 7-3 9-3 9h18s-3-2-3-9M13.7 21a2 2 0 0 1-3.4 0';
const speaker = 'M11 5 6 9H3v6h3l5 4zM15.5 8.5a5 5 0 0 1 0 7M18.5 5.5a9 9 0 0 1 0 13';
