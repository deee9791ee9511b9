import { css } from 'lit';

/** The reactions below a message. */
export const reactionStyles = css`
  [part='reactions'] {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25em;
    margin-block: 0.25em;
  }
  /* Right below its own bubble, the mark of an edit cannot be taken for that of the next one. */
  [data-bare] [part='reactions'] {
    order: 2;
  }
  [part~='reaction'] {
    min-block-size: 28px;
    min-inline-size: 40px;
    padding: 0 8px;
    border-color: var(--_border);
    border-radius: 999px;
    background: var(--_surface);
    color: var(--_text);
    font-size: 0.875em;
    font-weight: 400;
  }
  [part~='reaction'][aria-pressed='true'] {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 15%, var(--_surface));
    font-weight: 600;
  }
  [data-own] [part='reactions'] {
    justify-content: end;
  }
  /* Forced colours: the system's own highlight marks the reader's own reactions. */
  @media (forced-colors: active) {
    [part~='reaction'][aria-pressed='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
