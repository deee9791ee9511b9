import { css } from 'lit';

/** The toolbar of a message. It is hidden, and where it is shown is computed (`placeToolbar`). */
export const toolbarStyles = css`
  [part='toolbar'] {
    z-index: 1;
    display: flex;
    padding: 1px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-control);
    background: var(--_surface);
    box-shadow: var(--_shadow-raised);
    transition: opacity 90ms;
  }
  [part='toolbar']:has([data-shown]),
  [part~='message']:is(:focus-visible, :has(:focus-visible)) > [part='toolbar'] {
    opacity: 1;
    pointer-events: auto;
    transition: opacity 120ms var(--_ease);
  }
  .quick-actions {
    display: flex;
  }
  [part='toolbar'] button {
    display: grid;
    place-items: center;
    inline-size: 32px;
    min-block-size: 32px;
    padding: 0;
    overflow: clip;
    border: 0;
    border-radius: calc(var(--_radius-control) - 2px);
    background: none;
    color: var(--_muted);
    font-size: 18px;
    font-weight: 400;
    line-height: 1;
  }
  [part='toolbar'] button:is(:hover, :focus-visible) {
    filter: none;
    background: var(--_raised);
    color: var(--_text);
  }
  [part='toolbar'] [aria-pressed='true'] {
    background: color-mix(in srgb, var(--_accent) 18%, var(--_surface));
  }
  [part='toolbar'] :focus-visible {
    outline-offset: -2px;
  }
  /* The menu has all of them. */
  @container (inline-size < 20em) {
    .quick-actions > :nth-child(3) {
      display: none;
    }
  }
  @media (forced-colors: active) {
    [part='toolbar'] [aria-pressed='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    [part='toolbar'][part='toolbar'] {
      transition: none;
    }
  }
`;
