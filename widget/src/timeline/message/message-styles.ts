import { css } from 'lit';

/** A message: author, time, text, delivery state and the place of its toolbar. */
export const messageStyles = css`
  [part~='message'] {
    position: relative;
    /* Aligned by the direction of the chat, also if the text has the other direction. */
    display: flex;
    flex-direction: column;
    align-items: start;
    align-self: start;
    /* Leaves room for the time beside the message, also in a narrow chat. */
    max-inline-size: min(90%, 40em, 100% - 2.75em);
    padding-inline-start: 2.25em;
    /* The name of the day covers the top of the pane. */
    scroll-margin-block-start: 2.5em;
  }
  [part~='message'][data-own] {
    align-self: end;
    align-items: end;
    padding-inline-start: 0;
  }
  [part~='message']:not([data-continued]) {
    margin-block-start: 12px;
  }
  /* Messages of the relay itself are centred, framed and without initials, unlike those of any person. */
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
  /* Stacked combining marks must not cover the lines above and below. */
  [part='author'],
  [part~='text'] {
    overflow: clip;
  }
  [part='avatar'] {
    flex: none;
    inline-size: calc(7em / 3);
    border-radius: 50%;
    /* All hues have the same lightness, so that the letters have enough contrast on each. */
    background: oklch(50% 0.12 var(--_hue));
    color: #fff;
    font-size: 0.75em;
    font-weight: 600;
    line-height: calc(7em / 3);
    text-align: center;
  }
  /* Beside the first bubble, and without a height of its own. */
  .day [part='avatar'] {
    margin-block: 5px calc(-7em / 3 - 5px);
    margin-inline-start: -3em;
  }
  [part='byline'] {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 6px;
    max-inline-size: 100%;
    /* Aligned with the text in the bubble. */
    padding: 0 13px 3px;
    color: var(--_muted);
    font-size: 0.75em;
    line-height: calc(4em / 3);
  }
  [part='author'] {
    min-inline-size: 0;
    color: var(--_text);
    overflow-wrap: anywhere;
    font-size: calc(13em / 12);
    font-weight: 600;
    line-height: calc(18em / 13);
  }
  .when {
    display: flex;
    align-items: center;
    gap: 4px;
    white-space: nowrap;
  }
  :is(.sent, .changing, [part='state']) .icon {
    display: block;
    inline-size: 1.125em;
    block-size: 1.125em;
  }
  [data-own]:not([data-bare]) [part='byline'] {
    justify-content: end;
    padding: 3px 4px 0;
  }
  :is([data-own], [data-bare]) [part='byline'] {
    order: 1;
  }
  [data-bare] [part='edited'] {
    padding-block-end: 4px;
  }
  [data-own][data-bare] [part='byline'] {
    padding-inline: 4px;
  }
  /* Within a run, the time stands beside the bubble while the pointer or the focus is there. So it moves nothing. */
  [data-bare] [part='byline'] {
    padding-block: 0;
  }
  [data-bare] .when {
    position: absolute;
    inset-block-start: 0.9em;
    inset-inline-start: calc(100% + 6px);
  }
  [data-bare][data-own] .when {
    inset-inline: auto calc(100% + 6px);
  }
  [part='time'] {
    font-size: 1em;
  }
  [data-bare] [part='time'] {
    /* Fits beside the bubble also where large letters meet a narrow chat. */
    font-size: min(11em / 12, 5cqi);
  }
  [data-bare]:not(:hover, :focus-within) [part='time'] {
    opacity: 0;
  }
  .when [part='state'] {
    font-size: 1em;
    /* Most messages are stored before anybody would read this. */
    animation: appear 0.1s 0.4s both;
  }
  [part~='text'] {
    inline-size: fit-content;
    max-inline-size: 100%;
    padding: 7px 12px 8px;
    /* Visible in forced colours, where backgrounds are removed. */
    border: 1px solid transparent;
    border-radius: var(--_radius-bubble);
    background: var(--_raised);
    line-height: 1.4;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  /* The corners at which the bubbles of a run meet. */
  [data-followed] [part~='text'] {
    border-end-start-radius: var(--_radius-inner);
  }
  [data-continued] [part~='text'] {
    border-start-start-radius: var(--_radius-inner);
  }
  [data-own] [part~='text'] {
    border-start-start-radius: var(--_radius-bubble);
    border-end-start-radius: var(--_radius-bubble);
    background: var(--_own);
    color: var(--_on-own);
  }
  /* Not yet on its way: a tint of the own colour. To fade the text too would make it hard to read. Most messages are sooner. */
  [data-own][data-state='queued'] [part~='text']:not([data-emoji]) {
    background: color-mix(in srgb, var(--_own) 25%, var(--_surface));
    color: var(--_text);
    transition:
      background-color 0s 0.4s,
      color 0s 0.4s;
    @starting-style {
      background: var(--_own);
      color: var(--_on-own);
    }
  }
  [data-own][data-followed] [part~='text'] {
    border-end-end-radius: var(--_radius-inner);
  }
  [data-own][data-continued] [part~='text'] {
    border-start-end-radius: var(--_radius-inner);
  }
  [part~='message']:focus-visible {
    outline-offset: 2px;
    border-radius: var(--_radius-bubble);
  }
  /* Only screen readers find it, until it is hovered or focused and its styles are loaded. */
  [part='toolbar'] {
    position: absolute;
    inset: 0 0 auto auto;
    inline-size: max-content;
    opacity: 0;
    pointer-events: none;
  }
  @container (inline-size < 17em) {
    [part~='message'] {
      padding-inline-start: 0;
    }
    .day [part='avatar'],
    [part='skeleton'] ::before {
      display: none;
    }
    [part='skeleton'] i {
      margin-inline-start: 0;
    }
  }
  /* Three messages of three people are in view in 320 by 256 pixels. */
  @container (block-size < 20em) {
    [part~='message']:not([data-continued]) {
      margin-block-start: 2px;
    }
    [part='byline'] {
      padding-block-end: 0;
    }
    [part~='text'] {
      padding-block: 3px 4px;
    }
  }
`;
