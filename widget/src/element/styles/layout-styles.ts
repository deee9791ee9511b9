import { css } from 'lit';

/** The frame of the chat: the section, the header, the banner, and text in general. */
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
    /* A size container has no intrinsic width, so a page that shrinks the element to its content needs this one. */
    container-type: inline-size;
    contain-intrinsic-inline-size: 24em;
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
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.75em;
    padding: calc(var(--_space) * 0.75) var(--_space);
    border-block-end: 1px solid var(--_border);
  }
  h2,
  ::slotted([slot='header']) {
    flex: auto;
  }
  h2 {
    margin: 0;
    overflow-wrap: anywhere;
    font-size: 1em;
    font-weight: 600;
  }
  [part='status'],
  [part='members'],
  [part='time'],
  [part='state'] {
    font-size: 0.8125em;
    color: var(--_muted);
  }
  [part='status']::before {
    content: '';
    display: inline-block;
    inline-size: 8px;
    block-size: 8px;
    margin-inline: 0.25em 0.4em;
    border-radius: 50%;
    background: var(--_muted);
    forced-color-adjust: none;
  }
  [data-status='online']::before {
    background: var(--_online);
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }
  .above {
    position: relative;
    z-index: 1;
  }
  /* The banner makes the pane smaller. Then the ScrollController keeps the messages where they are. */
  [part='banner'] {
    margin: 8px;
    padding: 6px 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    font-size: 0.875em;
    /* A whole number of pixels, so that the messages do not move by a fraction of a pixel. */
    line-height: calc(10em / 7);
    text-align: center;
  }
  [part='banner'] button,
  ::slotted([slot='sign-in']) {
    margin-inline-start: 0.75em;
  }
  [part='banner']:empty {
    display: none;
  }
`;
