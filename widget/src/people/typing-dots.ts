import { css, html, nothing } from 'lit';
import type { ChatRoom } from '../client/index.js';

/** A bubble at the end of the list while somebody writes. The sentence below says who; screen readers need only that. */
export function typingDots(room: ChatRoom | undefined): unknown {
  if (!room?.typing.length) return nothing;
  return html`<div class="dots" aria-hidden="true"><i></i><i></i><i></i></div>`;
}

export const typingDotsStyles = css`
  .dots {
    display: flex;
    gap: 4px;
    align-self: start;
    margin-block-start: 14px;
    margin-inline-start: 2.25em;
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
      margin-inline-start: 0;
    }
  }
  @media print {
    .dots {
      display: none;
    }
  }
`;
