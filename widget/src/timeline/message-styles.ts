import { css } from 'lit';

/** What people do with messages: quotes, reactions, the menu, and who is here and writing. */
export const conversationStyles = css`
  [part~='message']:focus-visible {
    outline-offset: 2px;
    border-radius: var(--_radius);
  }
  [part='verified'],
  [part='edited'] {
    font-size: 0.75em;
    color: var(--_muted);
  }
  .deleted,
  [data-own] .deleted {
    color: var(--_muted);
    background: none;
    border-color: var(--_border);
    font-style: italic;
  }
  [data-emoji] {
    font-size: 2.5em;
    line-height: 1.2;
  }
  [data-emoji],
  [data-own] [data-emoji] {
    padding-inline: 4px;
    background: none;
  }
  [part='quote'] {
    display: block;
    inline-size: fit-content;
    max-inline-size: 100%;
    min-block-size: 24px;
    margin-block-end: 4px;
    padding: 0 8px;
    overflow: hidden;
    border: 0 solid var(--_accent);
    border-inline-start-width: 3px;
    border-radius: 2px;
    background: none;
    color: var(--_muted);
    font-size: 0.8125em;
    font-weight: 400;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  [part='reactions'] {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25em;
    margin-block: 0.25em;
  }
  [part~='reaction'] {
    min-block-size: 28px;
    min-inline-size: 40px;
    padding: 0 8px;
    border-color: var(--_border);
    border-radius: 999px;
    background: var(--_surface);
    color: var(--_text);
    font-size: 0.875em;
    font-weight: 400;
  }
  [part~='reaction'][aria-pressed='true'] {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 15%, var(--_surface));
    font-weight: 600;
  }
  /* Beside the message, of which it is a part: a pointer on the way from one to the other leaves neither. */
  [part='actions'] {
    position: absolute;
    inset-block-end: 0;
    inset-inline-start: 100%;
    min-block-size: 1.75em;
    min-inline-size: 2em;
    padding: 0;
    background: none;
    color: var(--_muted);
    line-height: 1;
  }
  [data-own] [part='actions'] {
    inset-inline: auto 100%;
  }
  [part~='message']:not(:hover, :focus-within) [part='actions'] {
    opacity: 0;
  }
  /* A finger rests on the message instead. */
  @media (hover: none) {
    [part~='message']:not(:focus-within) [part='actions'] {
      display: none;
    }
  }
  [part='seen'] {
    align-self: end;
    margin-block-start: -8px;
    font-size: 0.75em;
    color: var(--_muted);
  }
  /* Over the end of the pane, which is empty there, so that it takes no room of its own. */
  [part='typing'] {
    flex: none;
    block-size: 1lh;
    margin-block-start: -1lh;
    padding-inline: 16px;
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
  [part='members'] {
    min-block-size: 24px;
    padding: 0 6px;
    background: none;
    font-weight: 400;
  }
  /* Where the system chooses the colours, it also has one for what is set apart. */
  @media (forced-colors: active) {
    [part~='reaction'][aria-pressed='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    [data-own] [part~='text'] {
      border: 2px solid Highlight;
    }
  }
`;
