import { css } from 'lit';

/** The controls of a narrow header as a list, each with its name. */
export const controlsListStyles = css`
  section .controls {
    flex-direction: column;
    border-radius: var(--_radius-sheet);
    box-shadow: var(--_shadow-sheet);
  }
  section .controls:is(:popover-open, [inert]) {
    display: flex;
  }
  section .controls:is(:popover-open, [inert]) .switches {
    display: contents;
  }
  [part='header'] .controls:is(:popover-open, [inert]) button:not([hidden]) {
    display: flex;
    justify-content: start;
    gap: 12px;
    min-block-size: 44px;
    inline-size: auto;
    margin: 0;
    padding-inline: 12px;
    border: 0;
    border-radius: calc(var(--_radius-sheet) - 5px);
    color: var(--_text);
    font-size: 0.9375em;
    font-weight: 400;
  }
  section .controls:is(:popover-open, [inert]) button[aria-label]::after {
    content: attr(aria-label);
  }
  section .controls:is(:popover-open, [inert]) svg {
    flex: none;
    inline-size: 20px;
  }
`;
