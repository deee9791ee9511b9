import { css } from 'lit';

/** Buttons and fields in general. */
export const controlStyles = css`
  input,
  textarea,
  button {
    min-block-size: 40px;
    padding: 8px 12px;
    font: inherit;
    color: inherit;
    background: var(--_surface);
    border: 1px solid color-mix(in srgb, var(--_muted) 70%, var(--_surface));
    border-radius: calc(var(--_radius) - 4px);
  }
  /* iOS zooms in on a field with a smaller font. */
  @media (pointer: coarse) {
    input,
    textarea {
      font-size: max(16px, 1em);
    }
  }
  /* An empty field with dir=auto would otherwise be left to right. */
  :placeholder-shown {
    direction: inherit;
  }
  ::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  button {
    font-weight: 600;
    color: var(--_on-own);
    background: var(--_own);
    border-color: transparent;
    cursor: pointer;
  }
  button:focus-visible {
    outline-offset: 2px;
  }
  button:hover {
    filter: brightness(1.08);
  }
`;
