import { css } from 'lit';

/** A message: author, time, text, quote, delivery state and the place of its toolbar. */
export const messageStyles = css`
  [part~='message'] {
    position: relative;
    /* Aligned by the direction of the chat, also if the text has the other direction. */
    display: flex;
    flex-direction: column;
    align-items: start;
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
    position: absolute;
    inset-inline-start: 0;
    inline-size: calc(8em / 3);
    border-radius: 50%;
    /* All hues have the same lightness, so that the letters have enough contrast on each. */
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
  [data-own] [part='byline'] {
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
    /* Visible in forced colours, where backgrounds are removed. */
    border: 1px solid transparent;
    border-radius: var(--_radius);
    background: var(--_raised);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  [data-own] [part~='text'] {
    background: var(--_own);
    color: var(--_on-own);
  }
  [part='state'] {
    display: block;
    margin-block: 4px;
    padding-inline: 4px;
    text-align: end;
  }
  /* Keeps the buttons of a failed message together. */
  [part='state'] span {
    display: inline-block;
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
  [data-state='failed'] [part='state'] {
    color: var(--_danger);
  }
  [part~='message']:focus-visible {
    outline-offset: 2px;
    border-radius: var(--_radius);
  }
  [part='verified'],
  [part='edited'] {
    font-size: 0.75em;
    color: var(--_muted);
  }
  .deleted,
  [data-own] .deleted {
    color: var(--_muted);
    background: none;
    border-color: var(--_border);
    font-style: italic;
  }
  [data-emoji] {
    font-size: 2.5em;
    line-height: 1.2;
  }
  [data-emoji],
  [data-own] [data-emoji] {
    padding-inline: 4px;
    background: none;
  }
  [part='quote'] {
    display: block;
    inline-size: fit-content;
    max-inline-size: 100%;
    min-block-size: 24px;
    margin-block-end: 4px;
    padding: 0 8px;
    overflow: hidden;
    border: 0 solid var(--_accent);
    border-inline-start-width: 3px;
    border-radius: 2px;
    background: none;
    color: var(--_muted);
    font-size: 0.8125em;
    font-weight: 400;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  /* Only screen readers find it, until it is hovered or focused and its styles are loaded. */
  [part='toolbar'] {
    position: absolute;
    inset: 0 0 auto auto;
    inline-size: max-content;
    opacity: 0;
    pointer-events: none;
  }
  @media (forced-colors: active) {
    [data-own] [part~='text'] {
      border: 2px solid Highlight;
    }
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
