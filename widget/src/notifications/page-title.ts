/** In front of the title, as it is written below. */
const mark = /^\((\d+)\)(?: |$)/;

/**
 * The number of unread messages in front of the page's title, once for all chats of the page. What the title is
 * otherwise remains the page's: nothing of it is kept here, so nothing can be out of date. A page that changes it gets
 * the number in front of the new one, and one that read the title and sets it again gets no second number.
 */
class PageTitle {
  #counts = new Map<object, number>();
  /** The highest number that was ever in front: what shows more is the page's own. */
  #highest = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #observer: MutationObserver | undefined;

  /** @param count undefined for a chat that is to have no part in it, or that is gone. */
  set(chat: object, count: number | undefined): void {
    if (this.#counts.get(chat) === count) return;
    if (count === undefined) this.#counts.delete(chat);
    else this.#counts.set(chat, count);
    this.#write();
    if (this.#counts.size === 0) this.#end();
    else if (!this.#observer) this.#begin();
  }

  #begin(): void {
    // A moment later and not at once: a page that insists on its own title in the same way must not be stopped by it.
    this.#observer = new MutationObserver(() => (this.#timer ??= setTimeout(() => this.#write(), 50)));
    this.#observer.observe(document.head, { childList: true, characterData: true, subtree: true });
  }

  #end(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #write(): void {
    this.#timer = undefined;
    const total = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    const { title } = document;
    const own = title.replace(mark, (found, count) => (Number(count) > this.#highest ? found : ''));
    this.#highest = Math.max(this.#highest, total);
    const wanted = total > 0 ? `(${total}) ${own}`.trim() : own;
    if (title !== wanted) document.title = wanted;
  }
}

export const pageTitle = new PageTitle();
