import { css } from 'lit';

/**
 * A copied part of the conversation holds names, times and texts, as the reader sees them. A link that could not be copied
 * is shown in the banner, as one long word.
 */
export const copyStyles = css`
  [part='avatar'],
  [part='verified'],
  [part='reactions'],
  [part='toolbar'],
  .sent,
  .changing,
  :is([data-own], [data-continued]) [part='author'],
  [data-bare] .when {
    -webkit-user-select: none;
    user-select: none;
  }
  [part='banner'] {
    overflow-wrap: anywhere;
  }
`;
