import { css } from 'lit';

/** Popovers in general. */
export const popoverStyles = css`
  [popover] {
    position: fixed;
    inset: auto;
    margin: 0;
    max-block-size: calc(100% - 16px);
    max-inline-size: calc(100vw - 16px);
    overflow: auto;
    padding: 4px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
  }
  @media (prefers-reduced-motion: no-preference) {
    [popover]:popover-open {
      transition: opacity 120ms var(--_ease);
      @starting-style {
        opacity: 0;
      }
    }
    /* Without the property \`overlay\`, a popover that closes leaves the top layer at once, and would fade out elsewhere. */
    @supports (overlay: auto) {
      [popover]:not(section, :popover-open) {
        opacity: 0;
        transition:
          opacity 90ms,
          display 90ms allow-discrete,
          overlay 90ms allow-discrete;
      }
    }
  }
`;
