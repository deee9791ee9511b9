import { css } from 'lit';

/** The parts of the composer that load on demand: hints, completion, emoji, and the message that is answered or edited. */
export const composerPartsStyles = css`
  @media (hover: hover) {
    button:is(.me, [part='emoji'], [part='context'] button):hover {
      background: var(--_raised);
    }
  }
  [part='left'],
  [part='slow'] {
    margin: 0;
    padding-inline: 12px;
    color: var(--_muted);
    font-size: 0.8125em;
  }
  [part='left'] {
    text-align: end;
  }
  [part='slow'] {
    display: flex;
    align-items: center;
    gap: 6px;
    font-variant-numeric: tabular-nums;
  }
  [part='slow'] .icon {
    inline-size: 16px;
    block-size: 16px;
  }
  /* Above the capsule, over the messages: nothing moves when it comes. */
  [part='completion'] {
    position: absolute;
    z-index: 2;
    inset-block-end: calc(100% + 2px);
    inset-inline: var(--_inset);
    inline-size: fit-content;
    min-inline-size: min(14em, 100% - 2 * var(--_inset));
    max-block-size: 12em;
    margin: 0;
    padding: 4px;
    list-style: none;
    overflow: auto;
    overscroll-behavior: contain;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-sheet);
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }
  @media (prefers-reduced-motion: no-preference) {
    [part='completion'] {
      animation: rise 0.12s var(--_ease);
    }
    @keyframes rise {
      from {
        opacity: 0;
        translate: 0 4px;
      }
    }
  }
  [part='completion'] li {
    /* A name has its own direction, but the alignment of the list. */
    text-align: -webkit-match-parent;
    text-align: match-parent;
    padding: 6px 12px;
    overflow-wrap: anywhere;
    border-radius: calc(var(--_radius-sheet) - 5px);
    cursor: pointer;
  }
  [part='completion'] [aria-selected='true'] {
    background: var(--_raised);
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
    flex: none;
    align-items: center;
    gap: 8px;
    min-block-size: 36px;
    padding-inline-start: 10px;
    border-block-end: 1px solid var(--_border);
    font-size: 0.8125em;
  }
  [part='context'] .icon {
    inline-size: 16px;
    block-size: 16px;
    color: var(--_muted);
  }
  #context {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  #context > span {
    color: var(--_muted);
  }
  [part='context'] button {
    display: grid;
    place-items: center;
    inline-size: 36px;
    min-block-size: 36px;
    padding: 0;
    border-radius: calc(var(--_radius-capsule) - 4px);
    background: none;
    color: var(--_muted);
  }
  @media (pointer: coarse) {
    [part='context'] button {
      inline-size: 44px;
      min-block-size: 44px;
    }
    [part='completion'] li {
      padding-block: 11px;
    }
  }
  .emoji {
    inline-size: 22em;
    block-size: 24em;
    padding: 0;
    overflow: hidden;
    border-radius: var(--_radius-sheet);
  }
`;
