import { css } from 'lit';

/** The moderation panel, which is part of the list of people. */
export const moderationStyles = css`
  [part='moderation'] {
    inline-size: 20em;
    max-inline-size: 100%;
    padding: 0.5em;
    border-block-end: 1px solid var(--_border);
  }
  [part='moderation'] p {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em;
    margin-block: 0.25em;
  }
  [part='moderation'] h3 {
    margin-block: 0.75em 0.25em;
    font-size: 0.875em;
  }
  [part='queue'] li {
    border-block-start: 1px solid var(--_border);
  }
`;
