import { css } from 'lit';

/** The switches in the header. */
export const notificationStyles = css`
  [part='bell'],
  [part='sound'] {
    align-self: center;
    display: grid;
    place-items: center;
    min-block-size: 1.75rem;
    inline-size: 1.75rem;
    margin-block: -0.25rem;
    padding: 0;
    background: none;
    color: var(--_muted);
  }
  [part='bell'] svg,
  [part='sound'] svg {
    inline-size: 1.125rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  /* A line through what is off, since colour alone says nothing to many. */
  [aria-pressed='true'] > svg .off {
    display: none;
  }
`;
