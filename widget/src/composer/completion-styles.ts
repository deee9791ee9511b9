import { css } from 'lit';

/** The parts of the composer that load on demand: counter, completion, and the message that is answered or edited. */
export const completionStyles = css`
  [part='left'] {
    margin: 0;
    color: var(--_muted);
    font-size: 0.875em;
    text-align: end;
  }
  [part='completion'] {
    margin: 0;
    padding: 0.25em;
    list-style: none;
    max-block-size: 12em;
    overflow: auto;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) - 4px);
  }
  [part='completion'] li {
    /* A name has its own direction, but the alignment of the list. */
    text-align: match-parent;
    padding: 0.25em 0.5em;
    overflow-wrap: anywhere;
    border-radius: 4px;
    cursor: pointer;
  }
  [part='completion'] [aria-selected='true'] {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  @media (forced-colors: active) {
    [part='completion'] [aria-selected='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
  [part='context'] {
    display: flex;
    align-items: center;
    gap: 8px;
    padding-inline-start: 8px;
    border-inline-start: 3px solid var(--_accent);
    font-size: 0.875em;
  }
  #context {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  [part='context'] button {
    min-block-size: 28px;
    min-inline-size: 28px;
    padding: 0;
    background: none;
    color: inherit;
  }
`;
