import { css, type ReactiveController, type ReactiveControllerHost } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext, ConversationHost } from '../../element/context.js';
import { welcomesMotion } from './motion.js';
import { keyOf } from '../message-key.js';

/** Messages that are older, in milliseconds, were missed, and do not arrive before the reader's eyes. */
const maxAge = 10_000;

/** So many of the last messages are compared with the ones before. Of many that come at once, only the last are seen. */
const recent = 100;

/** How long a message rises, in milliseconds. */
const duration = 160;

export const entranceStyles = css`
  @media (prefers-reduced-motion: no-preference) {
    /* A message that gets or loses a transform is laid out again. The newest one has it before it rises, and after. */
    .row:last-child > [part~='message'] {
      transform: translateY(0);
    }
  }
`;

type Host = Pick<ConversationHost, 'content' | 'messages'> & ReactiveControllerHost & HTMLElement;

/**
 * New messages rise into view at the end of the list. Older pages, and what was missed, are there at once. So are messages that
 * follow others before those have risen: while many come, nobody can follow the motion, and it would cost frames.
 */
export class Entrance implements ReactiveController {
  #host: Host;
  #context: ChatContext;
  /** The messages at the last update. */
  #known: readonly ChatMessage[] = [];
  /** When the last message came, by the monotonic clock. */
  #cameAt = -Infinity;

  constructor(host: Host, context: ChatContext) {
    this.#host = host;
    this.#context = context;
    host.addController(this);
  }

  hostUpdated(): void {
    const { scroll, now } = this.#context;
    const { messages } = this.#host;
    const known = this.#known;
    this.#known = messages;
    if (known === messages || !scroll.isAtEnd || !welcomesMotion(this.#host)) return;
    // The last one may have moved up: it has failed.
    const keys = new Set(known.slice(-recent).map(keyOf));
    const since = messages.findLastIndex((message) => keys.has(keyOf(message)));
    if (since === -1) return;
    const added = messages.slice(since + 1).filter(({ time }) => now - time <= maxAge);
    if (added.length === 0) return;
    const cameBefore = this.#cameAt;
    this.#cameAt = performance.now();
    if (this.#cameAt - cameBefore < duration) return;
    const rows = this.#host.content?.querySelector('.messages')?.lastElementChild;
    const wanted = new Set(added.map(keyOf));
    // They are the last ones: a search for each would walk over all messages.
    for (let row = rows?.lastElementChild; row && wanted.size > 0; row = row.previousElementSibling) {
      const element = row.querySelector<HTMLElement>('[data-key]');
      if (element && wanted.delete(element.dataset.key ?? ''))
        element.animate([{ opacity: 0, transform: 'translateY(6px)' }, {}], {
          duration,
          easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)',
        });
    }
  }
}
