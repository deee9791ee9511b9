import { css } from 'lit';

/** Popovers in general. */
export const popoverStyles = css`
  /* What lies over the chat has a ground of its own, of which its other grounds are shades. */
  [popover]:not(section),
  [part='toolbar'],
  [part='completion'] {
    --_surface: var(--_floating);
    --_raised: var(
      --chat-raised,
      color-mix(in srgb, color-mix(in srgb, var(--_accent) 20%, var(--_text)) 8%, var(--_floating))
    );
  }
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
  /* The system has one colour for the ground of all of these, and another for what is chosen. */
  @media (forced-colors: active) {
    :is([role='menu'], [part='toolbar'], .controls:popover-open, [part='people'])
      button:is(:hover, :focus-visible) {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
      outline-color: CanvasText;
    }
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
