import { defaultGreeting } from '@realtime-chat/protocol';
import { html, nothing, type ReactiveController } from 'lit';
import type { ChatContext, ConversationHost } from '../../element/context.js';
import { formatted } from '../../text/formatted.js';
import { adoptStyles } from '../../ui/adopt-styles.js';
import { lastSeenKey, rememberGreeting, wasGreeted } from '../unseen/last-seen.js';
import { greetingStyles } from './greeting-styles.js';

type Host = Pick<ConversationHost, 'content'> & Parameters<typeof adoptStyles>[0];

/**
 * The relay's words of welcome, as a card above the oldest message. Whoever has had it in view in a room is not greeted there on
 * the next visit. It is no message: nothing counts it, and a room without messages is empty beside it.
 */
export class Greeting implements ReactiveController {
  #host: Host;
  #context: ChatContext;
  /** The key of the person's last seen position in the room, beside which the greeting is remembered. */
  #key: string | undefined;
  /** Whether the person had not been greeted before this visit. */
  #isNew = false;
  #card: Element | null | undefined;
  #observer = new IntersectionObserver((entries) => {
    if (this.#key !== undefined && entries.some(({ isIntersecting }) => isIntersecting))
      rememberGreeting(this.#key);
  });

  constructor(host: Host, context: ChatContext) {
    this.#host = host;
    this.#context = context;
    host.addController(this);
    adoptStyles(host, greetingStyles);
  }

  hostUpdate(): void {
    const { room } = this.#context;
    const key = room?.position && lastSeenKey(room);
    if (key === undefined || key === this.#key) return;
    this.#key = key;
    this.#isNew = !wasGreeted(key);
  }

  hostUpdated(): void {
    const card = this.#host.content?.querySelector('#greeting');
    if (card === this.#card) return;
    this.#observer.disconnect();
    this.#card = card;
    if (card) this.#observer.observe(card);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#card = undefined;
  }

  render(): unknown {
    const { room, words, language } = this.#context;
    const greeting = room?.greeting;
    if (!greeting || !this.#isNew) return nothing;
    // The default is shown in the reader's language, and the operator's own words as they are.
    const isDefault = greeting === defaultGreeting;
    const text = isDefault ? words.text('greeting') : formatted(greeting);
    return html`<div part="greeting" id="greeting" translate=${isDefault ? 'no' : 'yes'} dir="auto" lang=${(isDefault ? words.language : language) ?? ''}>${text}</div>`;
  }
}
