import { ignoreForbidden } from './ignore-forbidden.js';

/** The number of unread messages on the icon of an installed app: the sum of all chats of the page. */
class AppBadge {
  #counts = new Map<object, number>();
  #shown: number | undefined;

  /** @param count undefined for a chat that was removed, or that does not want the badge */
  set(chat: object, count: number | undefined): void {
    if (count === undefined && !this.#counts.has(chat)) return;
    if (count === undefined) this.#counts.delete(chat);
    else this.#counts.set(chat, count);
    const total = [...this.#counts.values()].reduce((sum, each) => sum + each, 0);
    // The first chat sets the badge even to 0: an old number may be left from when the app was closed.
    if (total === this.#shown) return;
    this.#shown = this.#counts.size > 0 ? total : undefined;
    // Not every browser has these methods, whatever the types say.
    const badging: Partial<Pick<Navigator, 'setAppBadge' | 'clearAppBadge'>> = navigator;
    const done = total > 0 ? badging.setAppBadge?.(total) : badging.clearAppBadge?.();
    done?.catch(ignoreForbidden);
  }
}

export const appBadge = new AppBadge();
