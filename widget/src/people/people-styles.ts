import { css } from 'lit';

/** The list of people. */
export const peopleStyles = css`
  [part='people']:popover-open {
    display: flex;
  }
  [part='people'] {
    flex-direction: column;
    inline-size: min(280px, 100vw - 16px);
    max-block-size: min(100% - 16px, max(60cqb, 16em));
    padding: 0;
    border-radius: var(--_radius-sheet);
    box-shadow: var(--_shadow-sheet);
    overflow: hidden;
  }
  [part='people']:focus,
  [part='moderation']:focus {
    outline: none;
  }
  [part='people'] > header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-block-size: 44px;
    padding-inline: 16px 8px;
  }
  [part='people'] h3 {
    margin: 0;
    font-size: 0.9375em;
    font-weight: 600;
  }
  [part='people'] input {
    inline-size: auto;
    min-block-size: 36px;
    margin: 0 8px 8px;
    border-radius: var(--_radius-control);
  }
  [part='people'] ul {
    margin: 0;
    padding: 0 8px 8px;
    overflow: auto;
    overscroll-behavior: contain;
    list-style: none;
  }
  [part='people'] li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    min-block-size: 40px;
    padding-inline: 8px;
    overflow-wrap: anywhere;
    /* Each name is isolated by itself; the list has the direction of the chat. */
    unicode-bidi: normal;
  }
  [part='people'] li:has(.person) {
    padding: 0;
  }
  [part='people'] .person {
    display: flex;
    flex: 1;
    align-items: center;
    gap: 10px;
    min-inline-size: 0;
    min-block-size: 40px;
    padding: 5px 9px;
    border: 0;
    font-weight: 400;
    text-align: start;
    unicode-bidi: normal;
  }
  [part='people'] .person > :last-child {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 6px;
    min-inline-size: 0;
  }
  [part='people'] :is(.person, .more):is(button) {
    border-radius: var(--_radius-control);
    background: none;
    color: inherit;
  }
  [part='people'] .person:is(button):hover,
  [part='people'] .more:hover {
    background: var(--_raised);
    filter: none;
  }
  [part='people'] button:focus-visible {
    outline-offset: -2px;
  }
  [part='people'] .more {
    display: grid;
    place-items: center;
    border: 0;
    inline-size: 40px;
    padding: 0;
    color: var(--_muted);
  }
  [part='people'] [part='avatar'] {
    position: relative;
    display: block;
    flex: none;
    inline-size: 28px;
    font-size: 11px;
    line-height: 28px;
  }
  [part='people'] small {
    color: var(--_muted);
  }
  [part='people'] .acts {
    flex-basis: 100%;
    padding: 0 8px 8px 46px;
  }
  [part='people'] .acts button,
  [part='moderation'] button {
    min-block-size: 32px;
    padding: 4px 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-control);
    background: var(--_surface);
    color: inherit;
    font-size: 0.875em;
    font-weight: 500;
  }
  [part='people'] .acts button:hover,
  [part='moderation'] button:hover {
    background: var(--_raised);
    filter: none;
  }
  [part='people'] .acts button {
    display: block;
    inline-size: 100%;
    margin-block-start: 4px;
    text-align: start;
  }
  [part='people'] .acts [data-danger] {
    color: var(--_danger);
    font-weight: 600;
  }
  @media (pointer: coarse) {
    [part='people'] :is(button, input, li, .person),
    [part='moderation'] button {
      min-block-size: 44px;
    }
    [part='people'] .more {
      inline-size: 44px;
    }
  }
`;
