import { css } from 'lit';

/** The pane of messages, its rows, the dividers of days and the skeleton. */
export const timelineStyles = css`
  [part='content'] {
    /*
     * A fixed basis, for pages that give the element no height. If space is short, the pane shrinks first, then the list of
     * completions, and never the text field.
     */
    flex: 1 9999 20em;
    min-block-size: 0;
    overflow: auto;
    /* ScrollController keeps the position in all browsers: WebKit has no scroll anchoring of its own. */
    overflow-anchor: none;
    overscroll-behavior: contain;
    display: flex;
    flex-direction: column;
    padding: var(--_space) var(--_inset) 1.25em;
  }
  .messages {
    margin-block-start: auto;
  }
  /* Each row is a flex container. One for all of them would measure all again for each new message. */
  .day {
    display: flow-root;
    margin-block: -2px 0;
    padding: 0;
    list-style: none;
  }
  .row {
    display: flex;
    flex-direction: column;
    margin-block-start: 2px;
  }
  [part~='divider'] {
    display: flex;
    align-items: center;
    gap: 12px;
    /* 12px from a day above. */
    margin-block-start: 14px;
    text-align: center;
    font-size: 0.75em;
    line-height: calc(4em / 3);
    color: var(--_muted);
  }
  [part~='divider'] span {
    flex: none;
    max-inline-size: 100%;
    margin-inline: auto;
  }
  /* The next day pushes it away, since each has a list of its own. */
  .sticky {
    position: sticky;
    z-index: 1;
    /* 8 pixels below the header: browsers count from inside the padding of the pane. */
    inset-block-start: calc(8px - var(--_space));
    pointer-events: none;
  }
  .sticky span {
    padding: 3px 10px;
    border: 1px solid var(--_border);
    border-radius: 999px;
    background: var(--_surface);
    font-weight: 600;
  }
  [part='skeleton'] {
    display: flex;
    flex-direction: column;
    gap: var(--_space);
    margin-block-start: auto;
    /* Delayed, so that it does not flash when messages load fast. */
    animation: appear 0.3s 0.3s both;
  }
  [part='skeleton'] i {
    inline-size: 60%;
    block-size: 2.5em;
    margin-inline-start: 2.25em;
    border-radius: var(--_radius-bubble);
    background: var(--_raised);
  }
  [part='skeleton'] :nth-child(odd)::before {
    content: '';
    position: absolute;
    margin-block-start: 5px;
    margin-inline-start: -2.25em;
    inline-size: 1.75em;
    block-size: 1.75em;
    border-radius: 50%;
    background: inherit;
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
    [part='skeleton'] {
      animation: none;
    }
  }
`;
