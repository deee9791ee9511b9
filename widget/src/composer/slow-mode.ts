import { html, nothing, type TemplateResult } from 'lit';
import type { ChatContext, ConversationHost } from '../element/context.js';
import { Countdown } from '../ui/countdown.js';
import { clock, icon } from '../ui/icon/icon.js';

/** Says that people have to pause between two messages, and after the reader's own message for how long. */
export class SlowMode {
  #host: ConversationHost;
  #context: ChatContext;
  #countdown: Countdown;

  constructor(host: ConversationHost, context: ChatContext) {
    this.#host = host;
    this.#context = context;
    this.#countdown = new Countdown(host, () => this.#left);
  }

  render(): TemplateResult | typeof nothing {
    const { room, words } = this.#context;
    // Moderators need not pause.
    if (!room?.slow || room.isModerator) return nothing;
    const { seconds } = this.#countdown;
    const text = seconds
      ? words.text('slowWait', { count: seconds })
      : words.text('slowMode', { count: room.slow });
    return html`<p part="slow" id="slow">${icon(clock)}${text}</p>`;
  }

  /** The milliseconds until the reader can write again. */
  get #left(): number {
    const { room, now } = this.#context;
    const last = this.#host.messages.findLast(({ own, seq }) => own && seq !== undefined);
    return room?.slow && last ? last.time + room.slow * 1000 - now : 0;
  }
}
