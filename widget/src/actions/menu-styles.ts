import { css } from 'lit';

/** The menu of a message, and what completes. */
export const onDemandStyles = css`
  /* A finger that rests on a message asks for its menu, in which it can be copied. */
  @media (hover: none) {
    [part~='message']:has([part='actions']) {
      -webkit-touch-callout: none;
      -webkit-user-select: none;
      user-select: none;
    }
    /* A link has the system's. */
    [part~='message'] a {
      -webkit-touch-callout: default;
    }
  }
  [popover] {
    position: fixed;
    inset: auto;
    margin: 0;
    max-block-size: calc(100vh - 16px);
    max-inline-size: calc(100vw - 16px);
    overflow: auto;
    padding: 4px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
  }
  [part='people'] ul {
    margin: 0;
    padding: 0.25em;
    list-style: none;
  }
  [part='people'] li {
    padding: 0.25em 0.5em;
    overflow-wrap: anywhere;
  }
  /* Each name has its own direction; the list has that of the chat. */
  [part='people'] li:not([dir]) {
    unicode-bidi: normal;
  }
  [part='menu'] [role='menu'] > button,
  .quick button {
    display: block;
    inline-size: 100%;
    min-block-size: 36px;
    padding: 4px 12px;
    background: none;
    color: inherit;
    font-weight: 400;
    text-align: start;
  }
  /* As large as the window allows: of what is as high as what is in it, WebKit takes a part to be nothing. */
  [part='menu'] .picker {
    inline-size: min(22em, 100vw - 26px);
    block-size: min(24em, 100vh - 26px);
  }
  .quick {
    display: flex;
    flex-wrap: wrap;
    border-block-end: 1px solid var(--_border);
    margin-block-end: 0.25em;
    padding-block-end: 0.25em;
  }
  .quick button {
    flex: 1;
    padding: 0;
    min-inline-size: 1.8em;
    font-size: 1.25em;
    text-align: center;
  }
  [part='menu'] button:is(:hover, :focus-visible, [aria-checked='true']) {
    background: var(--_raised);
  }
  [part='menu'] [role='menu'] > [data-danger],
  [part='people'] [data-danger] {
    color: var(--_danger);
    font-weight: 600;
  }
  [part='people'] summary {
    min-block-size: 24px;
    cursor: pointer;
  }
  [part='people'] details button {
    display: block;
    inline-size: 100%;
    margin-block-start: 0.25em;
    text-align: start;
  }
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
  [part='people'] :is(button, select) {
    min-block-size: 28px;
    padding: 2px 8px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) - 4px);
    background: var(--_raised);
    color: inherit;
    font: inherit;
  }
  [part='queue'] li {
    border-block-start: 1px solid var(--_border);
  }
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
    /* A name has its own direction, and the side of the others. */
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
    [part='menu'] [aria-checked='true'],
    [part='completion'] [aria-selected='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
  [data-marked] [part~='text'] {
    animation: mark 2s;
  }
  @keyframes mark {
    0%,
    60% {
      box-shadow: 0 0 0 3px var(--_accent);
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
  @media (prefers-reduced-motion: reduce) {
    [data-marked] [part~='text'] {
      animation-timing-function: step-end;
    }
  }
`;
