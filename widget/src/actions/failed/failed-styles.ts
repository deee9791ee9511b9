import { css } from 'lit';

/** A message that could not be sent, that a moderator looks at first, or whose files are being uploaded. */
export const failedStyles = css`
  [data-state='failed']:not([data-error='held']) [part~='text'] {
    background: var(--_surface);
    border-color: var(--_danger);
    color: var(--_text);
  }
  /* It waits, and is no error. */
  [data-error='held'] [part~='text']:not([data-emoji]) {
    background: color-mix(in srgb, var(--_own) 25%, var(--_surface));
    color: var(--_text);
  }
  [data-state='failed'] > [part='state'] {
    order: 2;
    padding: 3px 4px 8px;
    color: var(--_danger);
    text-align: end;
  }
  [data-error='held'] > [part='state'] {
    color: var(--_muted);
  }
  [part='state'] .icon {
    flex: none;
  }
  [data-error='held'] > [part='state'] .icon {
    display: inline-block;
    margin-inline-end: 4px;
    vertical-align: -0.15em;
  }
  /* Keeps the buttons of a failed message together. */
  [part='state'] > .choices {
    display: inline-block;
    /* Their words end where the sentence does. */
    margin-inline-end: -6px;
  }
  [part='state'] button {
    min-block-size: 24px;
    padding: 0 6px;
    color: var(--_text);
    background: none;
    font-weight: 500;
  }
  /* With a button, it is too wide for the place beside the bubble. */
  [data-own] .when:has([part='cancel']) {
    position: static;
    flex-wrap: wrap;
    justify-content: end;
    white-space: normal;
  }
  .when [part='state']:has([part='cancel']) {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: end;
    column-gap: 4px;
  }
  /* Leaves the clock its place in the same line. */
  [part='state']:has([part='cancel']) bdi {
    max-inline-size: calc(100% - 1.125em - 4px);
    text-align: end;
  }
  [part='cancel'] {
    margin-inline-end: -6px;
  }
  @media (pointer: coarse) {
    [part='state'] button {
      min-block-size: 44px;
    }
  }
`;
