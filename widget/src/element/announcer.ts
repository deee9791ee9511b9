import { html, type TemplateResult } from 'lit';
import type { ChatMessage } from '../client/index.js';

/** Tells a screen reader what came, by one live region and not by the list, which changes for other reasons too. */
export class Announcer {
  #message: ChatMessage | undefined;
  #words = '';

  say(message: ChatMessage, words: string): void {
    this.#message = message;
    this.#words = words;
  }

  clear(): void {
    this.#message = undefined;
  }

  /** What was changed or deleted since is not left standing where only some find it. */
  render(messages: readonly ChatMessage[]): TemplateResult {
    const isSame = messages.some(
      ({ id, message }) => id === this.#message?.id && message === this.#message.message,
    );
    return html`<div class="announcer" aria-live="polite">${isSame ? this.#words : ''}</div>`;
  }
}
