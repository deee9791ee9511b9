/** The number in front of the title, as `#write` writes it. */
const prefix = /^\((\d+)\)(?: |$)/;

/**
 * The number of unread messages in front of the page's title: the sum of all chats of the page. The title itself is not
 * stored here, so it cannot be out of date. If the page changes its title, the number is put in front of the new one; if
 * the page reads the title and sets it again, there is no second number.
 */
class PageTitle {
  #counts = new Map<object, number>();
  /** The highest number that was written so far. A higher one in the title is the page's own text. */
  #highest = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #observer: MutationObserver | undefined;

  /** @param count undefined for a chat that was removed, or that does not want the number */
  set(chat: object, count: number | undefined): void {
    if (this.#counts.get(chat) === count) return;
    if (count === undefined) this.#counts.delete(chat);
    else this.#counts.set(chat, count);
    this.#write();
    if (this.#counts.size === 0) this.#stop();
    else if (!this.#observer) this.#start();
  }

  #start(): void {
    // Delayed: a page that restores its own title in an observer of its own would otherwise block the browser with us.
    this.#observer = new MutationObserver(() => (this.#timer ??= setTimeout(() => this.#write(), 50)));
    this.#observer.observe(document.head, { childList: true, characterData: true, subtree: true });
  }

  #stop(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #write(): void {
    this.#timer = undefined;
    const total = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    const { title } = document;
    const own = title.replace(prefix, (found, count) => (Number(count) > this.#highest ? found : ''));
    this.#highest = Math.max(this.#highest, total);
    const titleWithCount = total > 0 ? `(${total}) ${own}`.trim() : own;
    if (title !== titleWithCount) document.title = titleWithCount;
  }
}

export const pageTitle = new PageTitle();
