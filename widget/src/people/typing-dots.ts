import { css, html, nothing } from 'lit';
import type { ChatRoom } from '../client/index.js';
import type { Words } from '../i18n/words.js';

/** A bubble at the end of the list while somebody types, and who it is. Screen readers need only the sentence of the part `typing`. */
export function typingDots(room: ChatRoom | undefined, words: Words): unknown {
  const names = (room?.typing ?? []).map(({ username }) => username ?? words.text('somebody'));
  const count = names.length;
  if (count === 0) return nothing;
  const who = count > 2 ? words.text('people', { count }) : words.list(names);
  return html`<div class="dots" aria-hidden="true"><span><i></i><i></i><i></i></span><bdi>${who}</bdi></div>`;
}

export const typingDotsStyles = css`
  .dots {
    display: flex;
    align-items: center;
    gap: 8px;
    align-self: start;
    max-inline-size: calc(100% - 2.25em);
    margin-block-start: 14px;
    margin-inline-start: 2.25em;
  }
  .dots bdi {
    min-inline-size: 0;
    overflow: hidden;
    color: var(--_muted);
    font-size: 0.8125em;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .dots span {
    display: flex;
    flex: none;
    gap: 4px;
    padding: 14px;
    border: 1px solid transparent;
    border-radius: var(--_radius-bubble);
    background: var(--_raised);
  }
  .dots i {
    inline-size: 6px;
    block-size: 6px;
    border-radius: 50%;
    background: var(--_muted);
    forced-color-adjust: none;
  }
  @media (prefers-reduced-motion: no-preference) {
    .dots i {
      animation: dot 1.2s var(--_ease) infinite;
    }
    .dots :nth-child(2) {
      animation-delay: 0.15s;
    }
    .dots :nth-child(3) {
      animation-delay: 0.3s;
    }
  }
  @keyframes dot {
    30% {
      opacity: 0.4;
      transform: translateY(-3px);
    }
    60% {
      transform: none;
    }
  }
  @container (inline-size < 17em) {
    .dots {
      max-inline-size: 100%;
      margin-inline-start: 0;
    }
  }
  /* Where the dots are in view, the sentence would say the same again. It stays for screen readers. */
  [part='typing'] {
    opacity: 0;
    pointer-events: none;
  }
  /* Further up, it lies over the messages, and beside the button that leads to the newest one. */
  .latest ~ [part='typing'] {
    position: relative;
    align-self: start;
    max-inline-size: calc(100% - 2 * var(--_inset) - 36px);
    margin-inline-start: max(52px, var(--_inset) + 36px);
    padding-inline: 8px;
    border-start-start-radius: var(--_radius-control);
    border-start-end-radius: var(--_radius-control);
    opacity: 1;
    pointer-events: auto;
  }
  @media print {
    .dots {
      display: none;
    }
  }
`;
