import { css } from 'lit';

/** The line above a reply. */
export const quoteStyles = css`
  [part='quote'] {
    position: relative;
    display: flex;
    gap: 6px;
    max-inline-size: 100%;
    min-block-size: 28px;
    margin-block-end: 2px;
    padding: 4px 10px;
    border: 0 solid var(--_accent);
    border-inline-start-width: 3px;
    border-radius: var(--_radius-control);
    border-start-start-radius: 4px;
    border-end-start-radius: 4px;
    background: color-mix(in srgb, var(--_raised) 60%, var(--_surface));
    color: var(--_muted);
    font-size: 0.8125em;
    font-weight: 400;
    text-align: start;
    white-space: nowrap;
  }
  [part='quote'] > * {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  [part='quote'] b {
    flex: none;
    max-inline-size: 50%;
    color: var(--_text);
  }
  [part='quote'] span {
    min-inline-size: 0;
  }
  /* A finger needs 44 pixels. */
  @media (pointer: coarse) {
    button[part='quote']::after {
      content: '';
      position: absolute;
      inset: -8px 0;
    }
  }
`;
