import { css } from 'lit';

export const greetingStyles = css`
  [part='greeting'] {
    align-self: center;
    max-inline-size: min(100%, 24em);
    /* The list is at the end of the pane, and the card right above it. */
    margin-block-start: auto;
    padding: 12px 16px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-bubble);
    background: var(--_surface);
    line-height: 1.4;
    overflow-wrap: anywhere;
    text-align: center;
    white-space: pre-wrap;
  }
  [part='greeting'] + .messages {
    margin-block-start: 0;
  }
  [part='greeting']:has(+ [part='empty']) {
    margin-block-start: 0;
  }
`;
