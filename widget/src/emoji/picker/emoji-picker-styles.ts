import { css } from 'lit';

/** The picker's styles. Their specificity must exceed that of the element's rules for bare tags. */
export const emojiPickerStyles = css`
  .picker {
    display: flex;
    flex-direction: column;
    inline-size: min(22em, 100%);
    block-size: min(24em, 100%);
    overflow: hidden;
    color: var(--_text);
    background: var(--_surface);
    container-type: inline-size;
    text-align: start;
    outline: none;
  }
  .picker .picker-search {
    flex: none;
    inline-size: auto;
    margin: 6px 6px 4px;
    border-radius: var(--_radius-control);
  }
  .picker-bar {
    flex: none;
    display: flex;
    padding: 0 6px;
    border-block-end: 1px solid var(--_border);
  }
  .picker .picker-bar button {
    display: grid;
    place-items: center;
    flex: 1;
    min-inline-size: 0;
    min-block-size: 36px;
    padding: 0;
    border: 0;
    border-radius: 0;
    background: none;
    color: var(--_muted);
  }
  .picker .picker-bar button:is(:hover, [aria-current]) {
    filter: none;
    color: var(--_accent);
  }
  .picker .picker-bar [aria-current] {
    box-shadow: inset 0 -2px var(--_accent);
  }
  .picker .picker-bar button:focus-visible {
    outline-offset: -2px;
  }
  .picker p,
  .picker h3 {
    margin: 0;
    font-size: 0.8125em;
    font-weight: 400;
    color: var(--_muted);
  }
  /* The padding is on the line inside, so that the empty paragraph takes no space. */
  .picker-status > span {
    display: block;
    padding: 0 12px 4px;
  }
  .picker-status button {
    display: block;
    margin-block-start: 8px;
  }
  .picker-emoji {
    flex: 1;
    min-block-size: 0;
    overflow: auto;
    overscroll-behavior: contain;
    padding: 0 0.5em 0.5em;
  }
  .picker h3 {
    padding: 8px 4px 4px;
    font-weight: 600;
  }
  .picker-grid {
    /* A chunk that is not rendered has its size already: so many rows. */
    --_columns: 6;
    display: grid;
    grid-template-columns: repeat(var(--_columns), 1fr);
    grid-auto-rows: var(--_cell);
    min-block-size: calc(round(up, var(--_count) / var(--_columns), 1) * var(--_cell));
  }
  .picker-emoji {
    /* Scaled with the text, as far as there is room. */
    --_cell: max(36px, min(2.25em, 14cqi));
  }
  @container (inline-size >= 17em) {
    .picker-grid {
      --_columns: 8;
    }
  }
  @container (inline-size >= 20em) {
    .picker-grid {
      --_columns: 9;
    }
  }
  /* Targets for a finger. */
  @media (pointer: coarse) {
    .picker-emoji {
      --_cell: max(44px, min(2.25em, 14cqi));
    }
    .picker .picker-bar button {
      min-block-size: 44px;
    }
    .picker-grid {
      --_columns: 6;
    }
    @container (inline-size >= 23em) {
      .picker-grid {
        --_columns: 8;
      }
    }
  }
  .picker .picker-grid button {
    min-inline-size: 0;
    min-block-size: 0;
    padding: 0;
    /* Scrolling to the first row shows the group's name too. */
    scroll-margin-block: calc(18em / 11) 4px;
    overflow: hidden;
    font:
      min(1.375em, 9cqi)/1 'Apple Color Emoji',
      'Segoe UI Emoji',
      'Noto Color Emoji',
      emoji,
      sans-serif;
    color: var(--_text);
    background: none;
    border: 0;
    border-radius: calc(var(--_radius-control) - 2px);
  }
  .picker .picker-grid button:hover,
  /* The emoji that Enter chooses. */
  .picker-search:focus ~ [data-found] .picker-grid:first-of-type button:first-child {
    filter: none;
    background: var(--_raised);
  }
  .picker .picker-grid button:focus-visible {
    outline-offset: -2px;
    background: var(--_raised);
  }
  .picker .picker-name {
    flex: none;
    min-block-size: calc(1.45em + 13px);
    padding: 6px 12px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    border-block-start: 1px solid var(--_border);
  }
  /* There are no emoji whose list it could end. */
  .picker .picker-name:empty {
    border-color: transparent;
  }
  @media (pointer: coarse) {
    .picker .picker-name {
      display: none;
    }
  }
  .picker-name b {
    margin-inline-end: 4px;
    font-weight: 400;
    color: var(--_text);
  }
`;
