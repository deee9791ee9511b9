import { css } from 'lit';

/** The list of people. */
export const peopleStyles = css`
  [part='people'] ul {
    margin: 0;
    padding: 0.25em;
    list-style: none;
  }
  [part='people'] li {
    padding: 0.25em 0.5em;
    overflow-wrap: anywhere;
  }
  [part='people'] [part='avatar'] {
    position: relative;
    display: inline-block;
    margin-inline-end: 0.75em;
    vertical-align: middle;
  }
  [part='people'] small {
    color: var(--_muted);
  }
  /* Each name is isolated by itself; the list has the direction of the chat. */
  [part='people'] li:not([dir]) {
    unicode-bidi: normal;
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
  [part='people'] :is(button, select) {
    min-block-size: 28px;
    padding: 2px 8px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) - 4px);
    background: var(--_raised);
    color: inherit;
    font: inherit;
  }
  [part='people'] [data-danger] {
    color: var(--_danger);
    font-weight: 600;
  }
`;
