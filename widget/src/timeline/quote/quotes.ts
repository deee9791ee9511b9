import { html, type ReactiveController, type TemplateResult } from 'lit';
import type { ChatContext, ConversationHost, QuotedMessage } from '../../element/context.js';
import { adoptStyles } from '../../ui/adopt-styles.js';
import { quoteStyles } from './quote-styles.js';

/** How many characters of a message are parsed for its quote, which shows one line. */
const maxLength = 200;

/** The messages that the shown replies quote. Those that are not loaded are requested. */
export class Quotes implements ReactiveController {
  #context: ChatContext;

  constructor(
    host: Pick<ConversationHost, 'addController'> & Parameters<typeof adoptStyles>[0],
    context: ChatContext,
  ) {
    this.#context = context;
    adoptStyles(host, quoteStyles);
    host.addController(this);
  }

  hostUpdated(): void {
    const { room, scroll } = this.#context;
    for (const { reply } of scroll.window) {
      if (reply !== undefined) room?.requestMessage(reply);
    }
  }

  quotedMessage(seq: number): QuotedMessage {
    const { room } = this.#context;
    return room?.at(seq) ?? (room?.isGone(seq) ? 'gone' : 'loading');
  }

  render(seq: number, original: QuotedMessage | undefined, tabIndex: number): TemplateResult {
    const { words, timelineParts } = this.#context;
    if (!original || original === 'loading') return html`<div part="quote">…</div>`;
    if (original === 'gone') return html`<div part="quote">${words.text('gone')}</div>`;
    const { username, deleted } = original;
    const author = words.author(username);
    const text = deleted ? words.text('deleted') : timelineParts?.textOf(original, { maxLength });
    return html`<button
      type="button"
      part="quote"
      tabindex=${tabIndex}
      title=${words.text('replying', { name: author })}
      @click=${() => void this.#context.jumpTo(seq)}
    ><b dir="auto">${author}</b> <span dir="auto" translate="yes" .textContent=${text}></span></button>`;
  }
}
