import { css } from 'lit';

/** Code blocks: the language, the button that copies, and the code, which scrolls sideways. */
export const codeStyles = css`
  .code {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    /* Visible in forced colours. */
    border: 1px solid transparent;
    border-radius: calc(var(--_radius) / 2);
    background: color-mix(in srgb, currentColor 8%, transparent);
  }
  .code[data-language]::before {
    content: attr(data-language);
    align-self: center;
    padding-inline-start: 10px;
    overflow: hidden;
    font-size: 0.75em;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
    -webkit-user-select: none;
    user-select: none;
  }
  [part~='text'] pre {
    margin: 0;
    overflow-x: auto;
    border-radius: inherit;
    overflow-wrap: normal;
    scrollbar-width: thin;
    unicode-bidi: isolate;
    white-space: pre;
  }
  .code[data-language] pre {
    grid-area: 2 / 1 / auto / 3;
  }
  [part~='text'] pre code {
    display: block;
    inline-size: max-content;
    padding: 8px 10px;
    background: none;
  }
  .code[data-language] pre code {
    padding-block-start: 0;
  }
  /* Code that continues beyond an edge fades out there. */
  pre[data-cut] {
    mask-image: linear-gradient(
      90deg,
      #0000,
      #000 var(--_left, 0px),
      #000 calc(100% - var(--_right, 0px)),
      #0000
    );
  }
  pre[data-cut~='left'] {
    --_left: 28px;
  }
  pre[data-cut~='right'] {
    --_right: 28px;
  }
  /* The outline is around the block, because the fade of the code would hide a part of it. */
  .code:has(pre:focus-visible) {
    outline: 2px solid;
    outline-offset: 1px;
  }
  .code pre:focus-visible {
    outline: none;
  }
  [part='copy'] {
    position: relative;
    display: grid;
    place-items: center;
    grid-area: 1 / 2;
    align-self: start;
    inline-size: 28px;
    min-block-size: 28px;
    margin: 3px;
    padding: 0;
    border-radius: calc(var(--_radius) / 2 - 3px);
    background: none;
    color: inherit;
    -webkit-user-select: none;
    user-select: none;
  }
  [part='copy']:is(:hover, :focus-visible) {
    filter: none;
    background: color-mix(in srgb, currentColor 12%, transparent);
  }
  [part='copy']:focus-visible {
    outline-color: currentColor;
    outline-offset: -2px;
  }
  [part='copy'] .icon {
    grid-area: 1 / 1;
    inline-size: 16px;
    block-size: 16px;
  }
  [part='copy'][data-copied] .icon:first-child,
  [part='copy']:not([data-copied]) .icon:last-child {
    visibility: hidden;
  }
  /* A finger needs 44 pixels. */
  @media (pointer: coarse) {
    [part='copy']::after {
      content: '';
      position: absolute;
      inset: -9px;
    }
  }
  @media print {
    [part='copy'] {
      display: none;
    }
    pre[data-cut] {
      mask-image: none;
    }
  }
`;
