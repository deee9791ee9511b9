import { css } from 'lit';

/**
 * The styles of formatted text. The reader's own messages have the accent as their background, so all shades are mixed from
 * the text colour.
 */
export const textStyles = css`
  [part~='text'] :is(pre, blockquote, ul, ol) {
    margin: 0.25em 0;
  }
  [part~='text'] :is(ul, ol) {
    padding-inline-start: 1.75em;
  }
  /* Room for each digit of the longest number, the full stop and the space after it. */
  [part~='text'] ol {
    padding-inline-start: calc(var(--_digits) * 1ch + 1.25em);
  }
  /* Browsers would style it as a list nested in the list of messages. */
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
    /* Its letters must not decide the direction of the text around it. */
    unicode-bidi: isolate;
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
    /* Text before a URL must not change the URL's direction. */
    unicode-bidi: isolate;
  }
  .middle::before {
    content: '…' / '';
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
  /* The browser's own colours of a mark are not always legible in this mode. */
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
