import { css } from 'lit';

/** Content for screen readers only. */
export const visuallyHiddenStyles = css`
  /* For screen readers: the strip below the header says it already; visually, the position of a message shows its author, and that nothing is said shows that all is well. */
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
