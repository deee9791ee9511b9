import { css } from 'lit';

/** Content for screen readers only. */
export const visuallyHiddenStyles = css`
  /*
   * Hidden from sight: a status that the strip below the header says, or that says that all is well; the author of a message
   * whose place shows whose it is.
   */
  .announcer,
  [part='status'][data-status='online'],
  :has(+ .above [part='banner']:not(:empty)) > [part='status'],
  .label,
  :is([data-own], [data-continued]) [part='author'],
  .when [part='state'] span,
  .middle span,
  [data-bare] .sent {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  /* Beside the launcher's button, an absolute position would make the page higher. */
  .announcer {
    position: fixed;
  }
`;
