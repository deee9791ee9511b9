import { css } from 'lit';

/** The typing indicator. */
export const presenceStyles = css`
  /* Overlaps the empty end of the pane, so that it takes no space. */
  [part='typing'] {
    flex: none;
    block-size: 1lh;
    margin-block-start: -1lh;
    padding-inline: var(--_inset);
    overflow: hidden;
    background: var(--_surface);
    line-height: calc(20em / 13);
    font-size: 0.8125em;
    color: var(--_muted);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  [part='typing']:empty {
    visibility: hidden;
  }
`;
