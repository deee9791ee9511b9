import type { ChatMessage } from '../client/index.js';
import type { Notifications, NotificationsHost } from '../notifications/notifications.js';

/** What makes itself noticed outside of the chat, which loads where the page asks for it. */
export class Notifier {
  loaded: Notifications | undefined;
  #host: NotificationsHost;
  #isTried = false;

  constructor(host: NotificationsHost) {
    this.#host = host;
  }

  /**
   * Loads it, if the page asks for it and there is a way at the moment, and gives it what came. Where the network fails
   * just then, the next message tries again.
   */
  async load(message?: ChatMessage, mentionsMe = false): Promise<void> {
    const host = this.#host;
    if (!host.sound && host.notifications == null) return;
    if (host.status !== 'online' || (this.#isTried && !message)) return;
    this.#isTried = true;
    if (!this.loaded) {
      const part = await import('../notifications/notifications.js').catch((error: unknown) => {
        if (!(error instanceof TypeError)) throw error;
      });
      if (!part) return;
      this.loaded ??= new part.Notifications(host);
    }
    if (message) this.loaded.heard(message, mentionsMe);
  }
}
