import { css } from 'lit';

/**
 * The styles of formatted text. The reader's own messages have the accent as their background, so all shades are mixed from
 * the text colour.
 */
export const textStyles = css`
  /* Each line has the direction of its own letters. */
  [part~='text'],
  [part~='text'] :is(blockquote, li) {
    unicode-bidi: plaintext;
  }
  [part~='text'] :is(.code, blockquote, ul, ol) {
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
  [part~='text'] code {
    border-radius: 4px;
    background: color-mix(in srgb, currentColor 12%, transparent);
    /* Its letters must not decide the direction of the text around it. */
    unicode-bidi: isolate;
    padding: 0.1em 0.25em;
    font: 0.875em/1.45 ui-monospace, monospace;
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
  /* Each with the colour of its letters: a page may give the bubble another ground. */
  [part~='text'] mark {
    padding-inline: 0.25em;
    border-radius: 5px;
    background: color-mix(in srgb, var(--_accent) 20%, var(--_raised));
    color: var(--_text);
    font-weight: 600;
    unicode-bidi: isolate;
    -webkit-box-decoration-break: clone;
    box-decoration-break: clone;
  }
  /* Away from the colour of the text, so that its contrast grows. */
  [part~='text'][part~='own'] mark {
    background: color-mix(
      in srgb,
      color(from var(--_on-own) srgb calc(1 - r) calc(1 - g) calc(1 - b)) 24%,
      var(--_own)
    );
    color: var(--_on-own);
  }
  [part~='text'] mark[part~='own'] {
    background: var(--_own);
    color: var(--_on-own);
  }
  [part~='text'][part~='own'] mark[part~='own'] {
    background: var(--_on-own);
    color: var(--_own);
  }
  /* The browser's own colours of a mark are not always legible in this mode. */
  @media (forced-colors: active) {
    [part~='text'][part~='text'] mark {
      forced-color-adjust: none;
      color: CanvasText;
      background: Canvas;
    }
    [part~='text'][part~='text'] mark[part~='own'] {
      color: HighlightText;
      background: Highlight;
    }
  }
`;
