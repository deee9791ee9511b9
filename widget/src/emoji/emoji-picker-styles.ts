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
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    box-shadow: 0 0.25em 1.5em #0003;
    text-align: start;
  }
  .picker .picker-search {
    flex: none;
    inline-size: auto;
    margin: 0.5em;
  }
  .picker p,
  .picker h3 {
    margin: 0;
    font-size: 0.8125em;
    font-weight: 400;
    color: var(--_muted);
  }
  /* The padding is on the line inside, so that the empty live region takes no space. */
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
  /*
   * There are nearly two thousand buttons. All are in the document, so that the browser's search and screen readers find
   * them. Groups outside the visible area are neither laid out nor painted.
   */
  .picker-group {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 40em;
  }
  .picker h3 {
    padding: 8px 4px 4px;
    font-weight: 600;
  }
  .picker-grid {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(2.25em, 1fr));
  }
  .picker .picker-grid button {
    min-inline-size: 0;
    min-block-size: calc(18em / 11);
    padding: 0;
    /* Scrolling to the first row shows the group's name too. */
    scroll-margin-block: calc(18em / 11) 4px;
    overflow: hidden;
    font:
      1.375em/1 'Apple Color Emoji',
      'Segoe UI Emoji',
      'Noto Color Emoji',
      emoji,
      sans-serif;
    color: var(--_text);
    background: none;
    border: 0;
    border-radius: calc(var(--_radius) - 6px);
  }
  .picker .picker-grid button:hover,
  /* The emoji that Enter chooses. */
  .picker-search:focus ~ [data-found] button:first-child {
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
  .picker-name b {
    margin-inline-end: 4px;
    font-weight: 400;
    color: var(--_text);
  }
`;
