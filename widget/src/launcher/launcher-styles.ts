import { css } from 'lit';

/**
 * The launcher's button, and simple styles of the panel for the case that its code cannot be loaded. A panel that opens waits
 * for `launcher-panel-styles.ts` for half a second.
 */
export const launcherStyles = css`
  :host([layout='launcher']) {
    --_edge: var(--chat-launcher-inset, 20px);
    /* The button's side follows the writing direction, but the safe area has only left and right. */
    --_end: calc(var(--_edge) + max(env(safe-area-inset-left), env(safe-area-inset-right)));
  }
  :host([layout='launcher']) section {
    position: fixed;
    z-index: 9999;
    inset: 16px 16px 96px;
    block-size: auto;
    animation: unstyled 0.5s;
  }
  :host([layout='launcher'][open]) section {
    display: flex;
  }
  @media print {
    :host([layout='launcher']) {
      display: none !important;
    }
  }
  @keyframes unstyled {
    from,
    to {
      visibility: hidden;
    }
  }
  [part='launcher'] {
    position: fixed;
    z-index: 9999;
    inset-block-end: calc(var(--_edge) + env(safe-area-inset-bottom));
    inset-inline-end: var(--_end);
    padding: 0.875em;
    border-radius: 50%;
    box-shadow: var(--_shadow);
    font: 600 max(1rem, 16px) / 1.45 var(--chat-font, system-ui, sans-serif);
    letter-spacing: normal;
  }
  [part='launcher'] svg {
    display: block;
    inline-size: 1.75em;
    block-size: 1.75em;
  }
  /* The icon turns into the other one. Two names of one motion, since a change of the name begins it anew. */
  @media (prefers-reduced-motion: no-preference) {
    [part='launcher'] {
      transition: scale 0.12s var(--_ease);
    }
    [part='launcher']:active {
      scale: 0.94;
    }
    [part='launcher'][aria-expanded='true'] svg {
      animation: to-close 0.16s var(--_ease);
    }
    [part='launcher'][aria-expanded='false'] svg {
      animation: to-open 0.16s var(--_ease);
    }
    @keyframes to-close {
      from {
        rotate: -60deg;
        scale: 0.6;
        opacity: 0;
      }
    }
    @keyframes to-open {
      from {
        scale: 0.6;
        opacity: 0;
      }
    }
  }
`;
