import { limits } from '@realtime-chat/protocol';
import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { normalizedText } from '../client/outbox/message-check.js';
import type { ChatContext } from '../element/context.js';

/** The counter appears when this many characters are left. */
const threshold = 200;
/** The counter changes after a pause in typing, in milliseconds, or a screen reader would read every number. */
const pause = 500;

/** Shows how many characters can still be typed. */
export class CharacterCounter implements ReactiveController {
  #host: ReactiveControllerHost;
  #context: ChatContext;
  #left: number = limits.text;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, context: ChatContext) {
    this.#host = host;
    this.#context = context;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  onInput({ value }: HTMLTextAreaElement): void {
    const left = limits.text - normalizedText(value).length;
    clearTimeout(this.#timer);
    if (Math.min(left, this.#left) > threshold) return;
    this.#timer = setTimeout(() => {
      this.#left = left;
      this.#host.requestUpdate();
    }, pause);
  }

  render(): TemplateResult | typeof nothing {
    const { words } = this.#context;
    if (this.#left > threshold) return nothing;
    return html`<p part="left" role="status">${this.#left < 0 ? words.problem('too_long') : words.text('left', { count: this.#left })}</p>`;
  }
}
