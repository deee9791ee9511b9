import { html, type TemplateResult } from 'lit';
import type { ChatContext, ConversationHost } from '../../element/context.js';
import { codeStyles } from './code-styles.js';
import type { CodeParts } from '../../text/formatted.js';
import { adoptStyles } from '../../ui/adopt-styles.js';
import { copy, icon } from '../../ui/icon/icon.js';
import { isElement } from '../../ui/is-element.js';
import { check } from './delivery.js';

/** How long a button shows that it has copied, in milliseconds. */
const tickTime = 2000;

type Host = Pick<ConversationHost, 'content'> & Parameters<typeof adoptStyles>[0];

/** Copies the code of code blocks, and marks the edges at which code is cut. */
export class CodeBlocks implements CodeParts {
  #host: Host;
  #context: ChatContext;
  /** The button that shows that it has copied. */
  #ticked: HTMLElement | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #observed = new WeakSet<Element>();
  #observer = new ResizeObserver((entries) => {
    for (const { target } of entries) markCut(target as HTMLElement);
  });

  constructor(host: Host, context: ChatContext) {
    this.#host = host;
    this.#context = context;
    adoptStyles(host, codeStyles);
    // Scroll events do not bubble.
    host.shadowRoot?.addEventListener('scroll', ({ target }) => this.#onScroll(target), true);
  }

  copyButton(code: string, tabIndex: number): TemplateResult {
    const label = this.#context.words.text('copyCode');
    return html`<button type="button" part="copy" tabindex=${tabIndex} aria-label=${label} title=${label} @click=${({ currentTarget }: Event) => void this.#copy(code, currentTarget as HTMLElement)}>${icon(copy)}${icon(check)}</button>`;
  }

  /** To be called after an update: each block is measured once, and whenever its width changes. */
  layOut(): void {
    for (const block of this.#host.content?.querySelectorAll('pre') ?? []) {
      if (this.#observed.has(block)) continue;
      this.#observed.add(block);
      this.#observer.observe(block);
    }
  }

  #onScroll(target: EventTarget | null): void {
    if (isElement(target) && target.matches('.code > pre')) markCut(target as HTMLElement);
  }

  async #copy(code: string, button: HTMLElement): Promise<void> {
    const { onDemand, words } = this.#context;
    const block = button.previousElementSibling;
    const copier = onDemand ?? (await this.#context.loadOnDemand());
    if (!block || !(await copier?.copy(code, block))) return;
    this.#context.announce(words.text('copied'));
    this.#tick(button);
  }

  #tick(button: HTMLElement): void {
    clearTimeout(this.#timer);
    this.#ticked?.removeAttribute('data-copied');
    button.dataset.copied = '';
    this.#ticked = button;
    this.#timer = setTimeout(() => button.removeAttribute('data-copied'), tickTime);
  }
}

/** Marks at which edges there is more to scroll to. Code is from left to right, also where the chat is not. */
function markCut(block: HTMLElement): void {
  const { scrollLeft, scrollWidth, clientWidth } = block;
  const cut = [
    ...(scrollLeft >= 1 ? ['left'] : []),
    // With a zoomed page, the browser rounds these.
    ...(scrollWidth - clientWidth - scrollLeft > 1 ? ['right'] : []),
  ];
  if (cut.length > 0) block.dataset.cut = cut.join(' ');
  else delete block.dataset.cut;
}
