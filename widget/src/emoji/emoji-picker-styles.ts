import { css } from 'lit';

/** For the shadow root of the element, whose own rules for bare tags these must outweigh. */
export const emojiPickerStyles = css`
  .picker {
    display: flex;
    flex-direction: column;
    inline-size: min(22rem, 100%);
    block-size: min(24rem, 100%);
    overflow: hidden;
    color: var(--_text);
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    box-shadow: 0 0.25rem 1.5rem #0003;
    text-align: start;
  }
  .picker .picker-search {
    flex: none;
    inline-size: auto;
    margin: 0.5rem;
  }
  .picker p,
  .picker h3 {
    margin: 0;
    font-size: 0.8125rem;
    font-weight: 400;
    color: var(--_muted);
  }
  /* The space is the line's own, so that the live region can be there while it is empty. */
  .picker-status > span {
    display: block;
    padding: 0 0.75rem 0.25rem;
  }
  .picker-status button {
    display: block;
    margin-block-start: 0.5rem;
  }
  .picker-emoji {
    flex: 1;
    min-block-size: 0;
    overflow: auto;
    overscroll-behavior: contain;
    padding: 0 0.5rem 0.5rem;
  }
  /* Nearly two thousand buttons: those out of sight are neither laid out nor painted. */
  .picker-group {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 40rem;
  }
  .picker h3 {
    padding: 0.5rem 0.25rem 0.25rem;
    font-weight: 600;
  }
  .picker-grid {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(2.25rem, 1fr));
  }
  .picker .picker-grid button {
    min-inline-size: 0;
    min-block-size: 2.25rem;
    padding: 0;
    /* The group's name comes into view with its first row. */
    scroll-margin-block: 2.25rem 0.25rem;
    overflow: hidden;
    font:
      1.375rem/1 'Apple Color Emoji',
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
  /* What Enter chooses. */
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
    min-block-size: calc(1.45em + 0.75rem + 1px);
    padding: 0.375rem 0.75rem;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    border-block-start: 1px solid var(--_border);
  }
  .picker-name b {
    margin-inline-end: 0.25rem;
    font-weight: 400;
    color: var(--_text);
  }
`;
