import { cutText } from '@realtime-chat/protocol';
import type { ChatMessage } from '../client/index.js';

/** The length of text that systems show at most, in UTF-16 code units. */
const maxBody = 200;

/** Chrome on Android has `Notification`, but only service workers can show one. */
let isImpossible = false;
let isTried = false;

/** The browser's permission; undefined if there are no notifications, as on an iPhone outside of an installed app. */
export function permission(): NotificationPermission | undefined {
  if (!('Notification' in globalThis)) return undefined;
  // Without permission this shows nothing. It only finds out whether notifications work, before the person is asked.
  if (!isTried && Notification.permission === 'default') createNotification('', {});
  return isImpossible ? undefined : Notification.permission;
}

/** The notification of a room. The newest message replaces the previous one. */
export class DesktopNotification {
  /** The message of the notification, while that is shown. */
  message: ChatMessage | undefined;
  #notification: Notification | undefined;
  /** Connects the tabs: the reader may return to another tab than the one that shows the notification. */
  #channel: BroadcastChannel | undefined;
  #onClick: () => void;

  constructor(onClick: () => void) {
    this.#onClick = onClick;
  }

  /** Starts or stops listening for readers who return to another tab. */
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
   * @param text the message in words
   * @param author the title of the notification
   * @param roomKey identifies the room, which has one notification for all its tabs and windows
   * @param how `alerts`: whether it alerts again, or only replaces the text; `sounds`: whether it may play its own sound
   */
  show(
    message: ChatMessage,
    text: string,
    author: string,
    roomKey: string,
    how: { alerts: boolean; sounds: boolean },
  ): void {
    // `renotify` is missing in the types because only Chrome supports it; other browsers ignore it.
    const options: NotificationOptions & { renotify: boolean } = {
      body: cut(text),
      tag: tagOf(roomKey),
      renotify: how.alerts,
      silent: how.sounds ? null : true,
    };
    const notification = createNotification(author, options);
    if (!notification) return;
    notification.onclick = () => {
      window.focus();
      this.#onClick();
      this.close();
    };
    notification.onclose = () => {
      if (this.#notification === notification) this.#clear();
    };
    this.message = message;
    this.#notification = notification;
  }

  close(): void {
    this.#notification?.close();
    this.#clear();
  }

  /** To be called when the reader returns: closes the room's notification in all tabs. */
  closeEverywhere(roomKey: string): void {
    this.close();
    this.#channel?.postMessage(tagOf(roomKey));
  }

  #clear(): void {
    this.message = undefined;
    this.#notification = undefined;
  }
}

function createNotification(title: string, options: NotificationOptions): Notification | undefined {
  isTried = true;
  try {
    return new Notification(title, options);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    isImpossible = true;
    return undefined;
  }
}

function tagOf(roomKey: string): string {
  return `realtime-chat:${roomKey}`;
}

function cut(text: string): string {
  return text.length <= maxBody ? text : `${cutText(text, maxBody).trimEnd()}…`;
}
