import { css } from 'lit';

/**
 * For what `formatted` puts into a message. A message of one's own has the accent as its ground, so the shades are mixed
 * from the colour of the words.
 */
export const textStyles = css`
  [part~='text'] :is(pre, blockquote, ul, ol) {
    margin: 0.25em 0;
  }
  [part~='text'] :is(ul, ol) {
    padding-inline-start: 1.75em;
  }
  /* A browser takes it for a list within that of the messages. */
  [part~='text'] ul {
    list-style: disc;
  }
  [part~='text'] blockquote {
    padding-inline-start: 0.625em;
    border-inline-start: 0.1875em solid color-mix(in srgb, currentColor 45%, transparent);
  }
  [part~='text'] :is(code, mark) {
    border-radius: 4px;
    background: color-mix(in srgb, currentColor 12%, transparent);
  }
  [part~='text'] code {
    padding: 0.1em 0.25em;
    font: 0.875em/1.45 ui-monospace, monospace;
  }
  [part~='text'] pre {
    overflow-x: auto;
    border-radius: calc(var(--_radius) / 2);
    background: color-mix(in srgb, currentColor 8%, transparent);
    overflow-wrap: normal;
    white-space: pre;
  }
  [part~='text'] pre code {
    display: block;
    inline-size: max-content;
    padding: 8px 10px;
    background: none;
  }
  [part~='text'] a {
    color: inherit;
    text-decoration: underline;
    /* What stands before an address cannot turn it around. */
    unicode-bidi: isolate;
  }
  [part~='text'] mark {
    padding-inline: 0.125em;
    color: inherit;
    font-weight: 600;
    unicode-bidi: isolate;
  }
  [part~='text'] mark[part~='own'] {
    color: var(--_on-accent);
    background: var(--_accent);
  }
  /* What a browser gives a mark then cannot always be read. */
  @media (forced-colors: active) {
    [part~='text'] mark {
      forced-color-adjust: none;
      color: CanvasText;
      background: Canvas;
    }
    [part~='text'] mark[part~='own'] {
      color: HighlightText;
      background: Highlight;
    }
  }
`;
