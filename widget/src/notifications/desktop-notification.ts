import type { ChatMessage } from '../client/index.js';
import { plainText } from '../text/plain-text.js';

/** As much of a message as systems show, in UTF-16 units. */
const maxBody = 200;

/** Chrome on Android has notifications, and lets only service workers show them. */
let isImpossible = false;
let isTried = false;

/** What the browser says to notifications; undefined where there can be none, as on an iPhone outside of an app. */
export function permission(): NotificationPermission | undefined {
  if (!('Notification' in globalThis)) return undefined;
  // Without permission nothing is shown: only whether it could be is found out, before anybody is asked for anything.
  if (!isTried && Notification.permission === 'default') make('', {});
  return isImpossible ? undefined : Notification.permission;
}

/** One room's notification: what came last, in place of what was there before. */
export class DesktopNotification {
  /** What it is about, as long as it stands. */
  message: ChatMessage | undefined;
  #notification: Notification | undefined;
  /** The reader may come back to another tab than to the one whose notification it is. */
  #channel: BroadcastChannel | undefined;
  #clicked: () => void;

  constructor(clicked: () => void) {
    this.#clicked = clicked;
  }

  /** Hears of readers who come back elsewhere, or does not. */
  listen(isWanted: boolean): void {
    if (isWanted === Boolean(this.#channel)) return;
    this.#channel?.close();
    this.#channel = isWanted ? new BroadcastChannel('realtime-chat:seen') : undefined;
    if (this.#channel) {
      this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (data === this.#notification?.tag) this.close();
      };
    }
  }

  /**
   * @param author who says it
   * @param place the room, which has one notification however many tabs and windows show it
   * @param how whether it draws attention to itself, or only shows what is newest; whether it may make its own sound
   */
  show(message: ChatMessage, author: string, place: string, how: { alerts: boolean; sounds: boolean }): void {
    // `renotify` is in no type: only Chrome knows it, and elsewhere that is how it is.
    const options: NotificationOptions & { renotify: boolean } = {
      body: cut(plainText(message.message)),
      tag: tagOf(place),
      renotify: how.alerts,
      silent: how.sounds ? null : true,
    };
    const notification = make(author, options);
    if (!notification) return;
    notification.onclick = () => {
      window.focus();
      this.#clicked();
      this.close();
    };
    notification.onclose = () => {
      if (this.#notification === notification) this.#forget();
    };
    this.message = message;
    this.#notification = notification;
  }

  close(): void {
    this.#notification?.close();
    this.#forget();
  }

  /** The reader is here, and so needs no notification of it in any tab. */
  closeEverywhere(place: string): void {
    this.close();
    this.#channel?.postMessage(tagOf(place));
  }

  #forget(): void {
    this.message = undefined;
    this.#notification = undefined;
  }
}

function make(title: string, options: NotificationOptions): Notification | undefined {
  isTried = true;
  try {
    return new Notification(title, options);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    isImpossible = true;
    return undefined;
  }
}

function tagOf(place: string): string {
  return `realtime-chat:${place}`;
}

function cut(text: string): string {
  if (text.length <= maxBody) return text;
  // No character is cut in two.
  const whole = new Intl.Segmenter().segment(text).containing(maxBody)?.index ?? maxBody;
  return `${text.slice(0, whole).trimEnd()}…`;
}
