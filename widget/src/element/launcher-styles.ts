import { css } from 'lit';

/**
 * The button that opens the chat as a panel. `panel-styles.ts` comes with the panel, which waits for it a moment; what is
 * here of the panel is for the case that it does not come.
 */
export const launcherStyles = css`
  :host([layout='launcher']:not([hidden])) {
    display: contents;
    --_inset: var(--chat-launcher-inset, 1.25rem);
  }
  :host([layout='launcher']) section {
    position: fixed;
    z-index: 9999;
    inset: 1rem 1rem 6rem;
    block-size: auto;
    animation: wait 0.5s;
  }
  :host([layout='launcher']:not([open])) section {
    display: none;
  }
  @keyframes wait {
    from,
    to {
      visibility: hidden;
    }
  }
  [part='launcher'] {
    position: fixed;
    z-index: 9999;
    inset-block-end: calc(var(--_inset) + env(safe-area-inset-bottom));
    inset-inline-end: calc(var(--_inset) + env(safe-area-inset-right));
    padding: 0.875rem;
    border-radius: 50%;
    box-shadow: var(--_shadow);
  }
  svg {
    display: block;
    inline-size: 1.75rem;
    fill: currentcolor;
  }
  [part='badge'] {
    position: absolute;
    inset-block-start: -0.25rem;
    inset-inline-end: -0.25rem;
    min-inline-size: 1.375rem;
    border-radius: 999px;
    background: var(--_danger);
    color: var(--_surface);
    font-size: 0.8125rem;
  }
  /* iOS zooms in on a field whose letters are smaller. */
  @media (pointer: coarse) {
    input,
    textarea {
      font-size: max(16px, 1em);
    }
  }
`;
