import type { ChatMessage } from '../client/index.js';
import type { Notifications, NotificationsHost } from '../notifications/notifications.js';

/** What makes itself noticed outside of the chat, which loads where the page asks for it. */
export class Notifier {
  loaded: Notifications | undefined;
  #host: NotificationsHost;

  constructor(host: NotificationsHost) {
    this.#host = host;
  }

  /** Loads it, if the page asks for it, and gives it what came; where the network fails, the next that comes tries again. */
  async load(message?: ChatMessage, mentionsMe = false): Promise<void> {
    const host = this.#host;
    if (!host.sound && host.notifications == null) return;
    const loaded = await import('../notifications/notifications.js').catch((error: unknown) => {
      if (!(error instanceof TypeError)) throw error;
    });
    if (!loaded) return;
    this.loaded ??= new loaded.Notifications(host);
    if (message) this.loaded.heard(message, mentionsMe);
  }
}
