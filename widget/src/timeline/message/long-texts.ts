import { html, nothing } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext, ConversationHost } from '../../element/context.js';
import { adoptStyles } from '../../ui/adopt-styles.js';
import { isElement } from '../../ui/is-element.js';
import { zoomOf } from '../../ui/zoom.js';
import { keyOf } from '../message-key.js';
import { longTextStyles } from './long-text-styles.js';

/** So many lines of a message are shown at first. */
const maxLines = 12;
/** No shorter text has more lines in the narrowest chat, unless it has as many line breaks. */
const minLength = 120;

type Host = Pick<ConversationHost, 'content'> & Parameters<typeof adoptStyles>[0];

/**
 * Cuts messages of more than twelve lines, with a button that shows the rest. The whole text stays in the document: screen
 * readers read it all, and the browser's own search finds what is out of sight.
 */
export class LongTexts {
  #host: Host;
  #context: ChatContext;
  /** The keys of the messages that are shown whole, while the chat stands. */
  readonly unfolded = new Set<string>();

  constructor(host: Host, context: ChatContext) {
    this.#host = host;
    this.#context = context;
    adoptStyles(host, longTextStyles);
    // Scroll events do not bubble.
    host.shadowRoot?.addEventListener('scroll', ({ target }) => void this.#openScrolled(target), true);
  }

  /** The button is hidden until `layOut` has measured the text before it. */
  showMore(message: ChatMessage, tabIndex: number): unknown {
    const text = message.message;
    const isShort = text.length < minLength && text.split('\n', maxLines + 1).length <= maxLines;
    const key = keyOf(message);
    if (isShort || this.unfolded.has(key)) return nothing;
    return html`<button type="button" part="more" class="more" hidden tabindex=${tabIndex} aria-expanded="false" @click=${() => void this.#open(key)}>${this.#context.words.text('showMore')}</button>`;
  }

  unfold(key: string): void {
    this.unfolded.add(key);
  }

  layOut(): void {
    const buttons = [...(this.#host.content?.querySelectorAll<HTMLElement>('.more') ?? [])];
    /** Of the texts of each kind, which have the same style. */
    const maxHeights = new Map<string, number>();
    const areLong = buttons.map(({ previousElementSibling: text }) => {
      if (!text) return false;
      const kind = `${text.part.value} ${text.getAttribute('data-emoji')}`;
      const maxHeight = maxHeights.get(kind) ?? maxHeightOf(text);
      maxHeights.set(kind, maxHeight);
      return text.scrollHeight > maxHeight;
    });
    for (const [index, button] of buttons.entries()) {
      const isLong = areLong[index];
      if (button.hidden === isLong) button.hidden = !isLong;
    }
  }

  /** The text grows downwards: what the reader looks at stays, also for a reader at the end. */
  async #open(key: string): Promise<void> {
    await this.#unfoldInPlace(key);
    this.#context.scroll.onScroll();
    this.#context.focusMessage(key);
  }

  async #unfoldInPlace(key: string): Promise<void> {
    const { content } = this.#host;
    const top = this.#topOf(key);
    this.unfold(key);
    this.#context.scroll.showAround(key);
    await this.#host.updateComplete;
    // WebKit scrolls a pane at its end up when the button goes, before the text is longer.
    if (content) content.scrollTop += (this.#topOf(key) - top) / zoomOf(content);
  }

  #topOf(key: string): number {
    return this.#context.elementOf(key)?.getBoundingClientRect().top ?? 0;
  }

  /** What scrolls a cut text is the browser, to show what it has found or focused in it. So that text is wanted whole. */
  async #openScrolled(target: EventTarget | null): Promise<void> {
    const { content } = this.#host;
    if (!isElement(target) || !content || !target.matches('[part~="text"]:has(+ [part="more"])')) return;
    const key = target.closest<HTMLElement>('[data-key]')?.dataset.key;
    if (key === undefined) return;
    const { scrollTop } = target;
    await this.#unfoldInPlace(key);
    target.scrollTop = 0;
    content.scrollTop += scrollTop;
  }
}

/** The height of a text of as many lines as are shown, and half a line, in CSS pixels. */
function maxHeightOf(text: Element): number {
  const { lineHeight, paddingBlockStart, paddingBlockEnd } = getComputedStyle(text);
  return (
    parseFloat(lineHeight) * (maxLines + 0.5) + parseFloat(paddingBlockStart) + parseFloat(paddingBlockEnd)
  );
}
