import { css } from 'lit';

/** The form below the messages. */
export const composerStyles = css`
  [part='composer'] {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    gap: 0.5em;
    padding: calc(var(--_space) * 0.75);
    border-block-start: 1px solid var(--_border);
  }
  [part='problem'] {
    margin: 0;
    padding-inline: 4px;
    font-size: 0.875em;
  }
  [part='problem'] {
    color: var(--_danger);
  }
  /* Takes no space, but exists as a live region before it has a text. */
  [part='problem']:empty {
    position: absolute;
  }
  .line {
    display: flex;
    align-items: end;
    gap: 0.5em;
  }
  input {
    inline-size: min(100%, 16em);
  }
  input[aria-invalid] {
    border-color: var(--_danger);
  }
  /* A name is typed once, so a filled name field is less prominent than the text field. */
  [part='name']:not(:placeholder-shown, :hover, :focus, [aria-invalid]) {
    border-color: transparent;
    background: var(--_raised);
  }
  [part='name'] {
    min-block-size: 32px;
    padding-block: 2px;
  }
  textarea {
    flex: 1;
    min-inline-size: 0;
    max-block-size: 9em;
    resize: none;
  }
`;
