import { css } from 'lit';

/**
 * The button that opens the chat as a panel. `launcher-panel-styles.ts` comes with the panel, which waits for it a moment; what is
 * here of the panel is for the case that it does not come.
 */
export const launcherStyles = css`
  :host([layout='launcher']:not([hidden])) {
    display: contents;
    --_inset: var(--chat-launcher-inset, 20px);
    /* Its side is that of the writing, and the safe area has no such sides. */
    --_end: calc(var(--_inset) + max(env(safe-area-inset-left), env(safe-area-inset-right)));
  }
  :host([layout='launcher']) section {
    position: fixed;
    z-index: 9999;
    inset: 16px 16px 96px;
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
    fill: currentcolor;
  }
`;
