import { css } from 'lit';

export const styles = css`
  * {
    box-sizing: border-box;
  }
  section {
    /* Words are written as they are, whatever the page does with its own: it shows them or not, and no more. */
    all: initial;
    visibility: inherit;
    pointer-events: inherit;
    color-scheme: inherit;
    box-sizing: border-box;
    position: relative;
    display: flex;
    flex-direction: column;
    /* Where the page makes it as wide as what is in it, that cannot be known: it goes by the width itself. */
    container-type: inline-size;
    contain-intrinsic-inline-size: 24em;
    block-size: 100%;
    overflow: hidden;
    /* A page may have made its own unit of the rem. */
    font: var(--chat-font-size, max(1rem, 16px)) / 1.45 var(--chat-font, system-ui, sans-serif);
    color: var(--_text);
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }
  /* Words have the direction of their letters, whatever that of the page: English ones among Arabic ones. */
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
  [part='content'] {
    /*
     * Not as high as its messages where the page leaves the element without a height. Where there is little room, it gives
     * way first, then what completes, and never the field below them.
     */
    flex: 1 9999 20em;
    min-block-size: 0;
    overflow: auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    display: flex;
    flex-direction: column;
    padding: var(--_space) var(--_space) 1.25em;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }
  .messages {
    display: flex;
    flex-direction: column;
    gap: 0.1875em;
    margin: auto 0 0;
    padding: 0;
    list-style: none;
  }
  [part~='divider'] {
    display: flex;
    align-items: center;
    gap: 12px;
    margin-block-start: calc(var(--_space) * 0.75);
    text-align: center;
    font-size: 0.8125em;
    color: var(--_muted);
  }
  [part~='divider']::before,
  [part~='divider']::after {
    content: '';
    flex: 1;
    border-block-start: 1px solid;
    opacity: 0.35;
  }
  [part~='unseen'] {
    color: var(--_danger);
  }
  /* Over the pane, which so does not change its size. */
  .above {
    position: relative;
    z-index: 1;
  }
  .above > * {
    position: absolute;
    inset-inline: 0;
  }
  [part='progress'] {
    block-size: 2px;
    background: linear-gradient(90deg, transparent, var(--_accent), transparent) 0 / 40% 100% repeat-x;
    animation: slide 1s linear infinite;
  }
  @keyframes slide {
    to {
      background-position-x: 100%;
    }
  }
  [part='skeleton'] {
    display: flex;
    flex-direction: column;
    gap: var(--_space);
    margin-block-start: auto;
    /* Not for a moment. */
    animation: appear 0.3s 0.3s both;
  }
  [part='skeleton'] i {
    inline-size: 60%;
    block-size: 2.5em;
    border-radius: var(--_radius);
    background: var(--_raised);
  }
  [part='skeleton'] :nth-child(2) {
    align-self: end;
    inline-size: 40%;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    [part='progress'],
    [part='skeleton'] {
      animation: none;
    }
  }
  /* For those who do not see who is where. */
  .announcer,
  [data-own] [part='author'],
  [data-continued] :is([part='author'], [part='time'], .sent) {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  /* Beside a launcher's button it must not make the page higher. */
  .announcer {
    position: fixed;
  }
  .latest {
    position: relative;
  }
  [part='latest'] {
    position: absolute;
    inset-block-end: 8px;
    inset-inline: 0;
    margin-inline: auto;
    inline-size: fit-content;
    min-block-size: 32px;
    /* Set off from a message of the same colour behind it. */
    box-shadow: 0 0 0 3px var(--_surface);
    padding-block: 4px;
    border-radius: 999px;
    font-size: 0.875em;
  }
  [part='state'] button {
    min-block-size: 24px;
    padding: 0 6px;
    color: var(--_text);
    background: none;
    border-color: var(--_border);
    font-weight: 400;
  }
  .sent,
  .changing {
    font-size: 0.75em;
    color: var(--_muted);
  }
  [part='empty']::before {
    content: '💬' / '';
    display: block;
    font-size: 2.5em;
  }
  [part='empty'] {
    margin: auto;
    color: var(--_muted);
    text-align: center;
  }
  [part~='message'] {
    position: relative;
    /* Its side is that of the chat, also for words of the other direction. */
    display: flex;
    flex-direction: column;
    align-items: start;
    /* Beside it there is room for a button, also where there is little. */
    max-inline-size: min(90%, 40em, 100% - 1em);
    align-self: start;
    padding-inline-start: 2.5em;
  }
  [part~='message'][data-own] {
    align-self: end;
    align-items: end;
    padding-inline-start: 0;
  }
  [part~='message']:not([data-continued]) {
    margin-block-start: calc(var(--_space) * 0.75);
  }
  /* The relay's own words: in the middle, framed, without initials, as no person's are. */
  [part~='relay'] {
    align-self: center;
    align-items: center;
    padding-inline-start: 0;
  }
  [part~='relay'] [part='author'] {
    color: var(--_muted);
    font-weight: 400;
    letter-spacing: 0.04em;
  }
  [part~='relay'] [part~='text'] {
    background: var(--_surface);
    border: 1px dashed var(--_muted);
    text-align: center;
  }
  /* Stacked marks are not painted over what is above or below. */
  [part='author'],
  [part~='text'],
  [part='quote'],
  [part='typing'],
  [part='seen'] {
    overflow: clip;
  }
  [part='avatar'] {
    position: absolute;
    inset-inline-start: 0;
    inline-size: calc(8em / 3);
    border-radius: 50%;
    /* Of all hues alike in lightness, so that the letters have their contrast on each. */
    background: oklch(50% 0.12 var(--_hue));
    color: #fff;
    font-size: 0.75em;
    font-weight: 600;
    line-height: calc(8em / 3);
    text-align: center;
  }
  [part='byline'] {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.5em;
    padding-inline: 0.125em;
  }
  [data-own] :is([part='byline'], [part='reactions']) {
    justify-content: end;
  }
  [part='author'] {
    min-inline-size: 0;
    overflow-wrap: anywhere;
    font-size: 0.875em;
  }
  [part~='text'] {
    inline-size: fit-content;
    max-inline-size: 100%;
    padding: calc(var(--_space) / 2) calc(var(--_space) * 0.75);
    /* Seen where the system takes the backgrounds away. */
    border: 1px solid transparent;
    border-radius: var(--_radius);
    background: var(--_raised);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  [data-own] [part~='text'] {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  [part='state'] {
    display: block;
    margin-block: 4px;
    padding-inline: 4px;
    text-align: end;
  }
  /* What can be done stays together. */
  [part='state'] span {
    display: inline-block;
  }
  [data-state='failed'] [part='state'],
  [part='problem'] {
    color: var(--_danger);
  }
  [part='banner'] {
    margin: 8px;
    padding: 6px 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    font-size: 0.875em;
    text-align: center;
  }
  /* What is first can be scrolled out from below it. */
  .above:has([part='banner']:not(:empty)) + [part='content'] {
    padding-block-start: 4em;
  }
  [part='banner']:empty {
    display: none;
  }
  /* Takes no room, and is there for a screen reader before it speaks. */
  [part='problem']:empty {
    position: absolute;
  }
  [part='composer'] {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    gap: 0.5em;
    padding: calc(var(--_space) * 0.75);
    border-block-start: 1px solid var(--_border);
  }
  [part='problem'] {
    margin: 0;
    padding-inline: 4px;
    font-size: 0.875em;
  }
  .line {
    display: flex;
    align-items: end;
    gap: 0.5em;
  }
  input,
  textarea,
  button {
    min-block-size: 40px;
    padding: 8px 12px;
    font: inherit;
    color: inherit;
    background: var(--_surface);
    border: 1px solid color-mix(in srgb, var(--_muted) 70%, var(--_surface));
    border-radius: calc(var(--_radius) - 4px);
  }
  input {
    inline-size: min(100%, 16em);
  }
  input[aria-invalid] {
    border-color: var(--_danger);
  }
  /* A name is given once, and the text is what one is there for. */
  [part='name']:not(:placeholder-shown, :hover, :focus, [aria-invalid]) {
    border-color: transparent;
    background: var(--_raised);
  }
  [part='name'] {
    min-block-size: 32px;
    padding-block: 2px;
  }
  textarea {
    flex: 1;
    min-inline-size: 0;
    max-block-size: 9em;
    resize: none;
  }
  /* iOS zooms in on a field whose letters are smaller. */
  @media (pointer: coarse) {
    input,
    textarea {
      font-size: max(16px, 1em);
    }
  }
  /* Without letters of its own, a field would be written from left to right. */
  :placeholder-shown {
    direction: inherit;
  }
  ::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  button {
    font-weight: 600;
    color: var(--_on-accent);
    background: var(--_accent);
    border-color: transparent;
    cursor: pointer;
  }
  button:focus-visible {
    outline-offset: 2px;
  }
  button:hover {
    filter: brightness(1.08);
  }
  @container (inline-size < 20em) {
    [part~='message'] {
      padding-inline-start: 0;
    }
    [part='avatar'] {
      display: none;
    }
  }
`;
