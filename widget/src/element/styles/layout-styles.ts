import { css } from 'lit';

/** The frame of the chat: the section, the header, the strip below it, and text in general. */
export const layoutStyles = css`
  * {
    box-sizing: border-box;
  }
  section {
    /* Resets the styles that the chat's text would inherit. The page may hide the chat, but not restyle its text. */
    all: initial;
    visibility: inherit;
    pointer-events: inherit;
    color-scheme: inherit;
    box-sizing: border-box;
    position: relative;
    display: flex;
    flex-direction: column;
    /* A size container has no intrinsic size, so it needs this one for pages that leave the size to the element's content. */
    container-type: size;
    contain-intrinsic-size: 24em 28em;
    block-size: 100%;
    overflow: hidden;
    /* At least 16px, since a page may have changed the size of a rem. */
    font: var(--chat-font-size, max(1rem, 16px)) / 1.45 var(--chat-font, system-ui, sans-serif);
    color: var(--_text);
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }
  /* A launcher takes no space on the page, and shows nothing until its code is loaded. */
  :host([layout='launcher']:not([hidden])) {
    display: contents;
  }
  :host([layout='launcher']) section {
    display: none;
  }
  /* The letters of a text decide its direction, and not the page: English text on an Arabic page. */
  :is(p, button, li, [part='state'], [part='status'], [part='time'], [part='typing'], [part='banner']):not([dir], [part='quote'], [part~='reaction']),
  ::placeholder {
    unicode-bidi: plaintext;
  }
  [part='header'] {
    display: flex;
    align-items: center;
    gap: 0.5em;
    padding: calc(var(--_space) / 2) var(--_space);
    border-block-end: 1px solid var(--_border);
  }
  h2,
  ::slotted([slot='header']) {
    flex: 1;
    min-inline-size: 0;
  }
  h2 {
    margin: 0;
    overflow: hidden;
    font-size: 0.9375em;
    font-weight: 600;
    line-height: calc(32 / 15);
    /* Its letters decide at which end it is cut, and the chat at which side it stands. */
    unicode-bidi: plaintext;
    text-align: -webkit-match-parent;
    text-align: match-parent;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  section .controls {
    display: contents;
  }
  /* Quiet controls: what they are about is beside them. */
  [part='header'] button {
    flex: none;
    min-block-size: 2em;
    min-inline-size: 2em;
    padding: 0;
    border-radius: var(--_radius-control);
    background: none;
    color: var(--_muted);
    font-weight: 500;
  }
  [part='header'] button:hover {
    background: var(--_raised);
    filter: none;
  }
  @media (pointer: coarse) {
    [part='header'] button {
      min-block-size: 44px;
      min-inline-size: 44px;
      margin-block: -6px;
    }
  }
  [part='status'],
  [part='time'],
  [part='state'] {
    font-size: 0.8125em;
    color: var(--_muted);
  }
  [part='status'] {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: no-preference) {
    /* Delayed, so that a connection that is soon there says nothing. */
    [part='status'] {
      animation: appear 0.15s 0.5s both;
    }
  }
  [part='status']::before {
    content: '';
    display: inline-block;
    inline-size: 8px;
    block-size: 8px;
    margin-inline: 3px 6px;
    border-radius: 50%;
    background: var(--_warning);
    forced-color-adjust: none;
  }
  [data-status='refused']::before {
    background: var(--_danger);
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }
  .above {
    position: relative;
    z-index: 1;
  }
  /* A strip in flow, which makes the pane smaller. Then the ScrollController keeps the messages where they are. */
  [part='banner'] {
    padding: 6px var(--_space);
    border-block-end: 1px solid var(--_border);
    background: color-mix(in srgb, var(--_warning) 12%, var(--_surface));
    font-size: 0.8125em;
    /* A whole number of pixels, so that the messages do not move by a fraction of a pixel. */
    line-height: calc(20em / 13);
    text-align: center;
  }
  [part='banner'][data-status='online'] {
    background: var(--_raised);
  }
  [part='banner'][data-status='refused'] {
    background: color-mix(in srgb, var(--_danger) 12%, var(--_surface));
  }
  [part='banner'] button,
  ::slotted([slot='sign-in']) {
    margin-inline-start: 0.75em;
  }
  [part='banner'] button {
    min-block-size: 28px;
    padding-block: 2px;
  }
  @media (pointer: coarse) {
    [part='banner'] button {
      min-block-size: 44px;
    }
  }
  [part='banner']:empty {
    display: none;
  }
  /* The words are those of the strip, or for screen readers. */
  @container (inline-size < 28em) {
    [part='status'] {
      flex: none;
      font-size: 0;
    }
  }
  /* Where there is little height, it belongs to the conversation. */
  @container (block-size < 20em) {
    [part='header'] {
      padding-block: 0;
    }
    /* Inside, where the header's edges do not cut it. */
    [part='header'] button:focus-visible {
      outline-offset: -2px;
    }
    [part='banner'] {
      padding-block: 2px;
    }
    section [part='content'] {
      padding-block: 4px 1.25em;
    }
  }
`;
