import { css } from 'lit';

/**
 * A copied part of the conversation holds names, times and texts, as the reader sees them. A link that could not be copied
 * is shown in the banner, as one long word.
 */
export const copyStyles = css`
  [part='avatar'],
  [part='verified'],
  [part='reactions'],
  [part='actions'],
  .sent,
  .changing,
  [data-own] [part='author'],
  [data-continued] :is([part='author'], [part='time']) {
    -webkit-user-select: none;
    user-select: none;
  }
  [part='banner'] {
    overflow-wrap: anywhere;
  }
`;
