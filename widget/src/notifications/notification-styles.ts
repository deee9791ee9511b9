import { css } from 'lit';

/** The notification and sound switches in the header. */
export const notificationStyles = css`
  .switches {
    display: flex;
    align-self: center;
  }
  .switches button {
    display: grid;
    place-items: center;
    min-block-size: 1.75em;
    inline-size: 2em;
    margin-block: -0.25em;
    padding: 0;
    background: none;
    color: var(--_muted);
  }
  @media (pointer: coarse) {
    .switches button {
      min-block-size: 44px;
      margin-block: -6px;
    }
  }
  .switches svg {
    inline-size: 1.125em;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  /* A line through the icon when it is off, since many people do not see a mere difference in colour. */
  [aria-pressed='true'] > svg .off {
    display: none;
  }
`;
