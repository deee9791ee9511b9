import { limits } from '@realtime-chat/protocol';
import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { ChatContext } from '../element/context.js';

/** From how many characters on it is told how many are left. */
const worthTelling = 200;
/** It is told when one pauses, or a screen reader would count along. In milliseconds. */
const pause = 500;

/** How much can still be written. */
export class RoomLeft implements ReactiveController {
  #host: ReactiveControllerHost;
  #conversation: ChatContext;
  #left: number = limits.text;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, conversation: ChatContext) {
    this.#host = host;
    this.#conversation = conversation;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  look({ value }: HTMLTextAreaElement): void {
    const left = limits.text - value.trimEnd().length;
    clearTimeout(this.#timer);
    if (Math.min(left, this.#left) > worthTelling) return;
    this.#timer = setTimeout(() => {
      this.#left = left;
      this.#host.requestUpdate();
    }, pause);
  }

  render(): TemplateResult | typeof nothing {
    const { words } = this.#conversation;
    if (this.#left > worthTelling) return nothing;
    return html`<p part="left" role="status">${this.#left < 0 ? words.problem('too_long') : words.say('left', { count: this.#left })}</p>`;
  }
}
