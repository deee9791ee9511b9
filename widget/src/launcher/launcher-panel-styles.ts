import { css } from 'lit';

/**
 * The open panel. It is a popover, so it is in the top layer, where neither the page's own layers nor an ancestor with a
 * transform or clipping affect it. The button is not, so that a page can put something above it.
 */
export const launcherPanelStyles = css`
  :host([layout='launcher']) {
    --_below: calc(var(--_edge) + env(safe-area-inset-bottom) + 4.25 * max(1rem, 16px));
  }
  :host([layout='launcher']) section {
    inset: auto;
    inset-block-end: var(--_below);
    inset-inline-end: var(--_end);
    inline-size: min(24em, 100% - 2 * var(--_end));
    block-size: min(38em, 100% - var(--_below) - var(--_edge));
    /* The rule for popovers in general sets bounds. */
    max-inline-size: none;

    max-block-size: none;
    margin: 0;
    padding: 0;
    overflow: hidden;
    box-shadow: var(--_shadow);
    animation: none;
    touch-action: pinch-zoom;
  }
  :host([layout='launcher']) section:focus {
    outline: none;
  }
  [part='badge'] {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -4px;
    min-inline-size: 22px;
    padding-inline: 5px;
    border-radius: 999px;
    background: var(--_badge);
    color: #fff;
    font-size: 0.8125em;
    box-shadow: 0 0 0 2px var(--_surface);
  }
  [part='header'] [part='close'] {
    display: grid;
    place-items: center;
    min-inline-size: 2.25em;
    margin-inline-end: -0.5em;
  }
  /* A phone in portrait or landscape: the panel covers the page. */
  @media (max-width: 30rem), (max-height: 30rem) {
    :host([layout='launcher']) section {
      --_sheet: 1;
      inset: var(--_top, 0) 0 auto;
      inline-size: auto;
      block-size: var(--_height, 100dvh);
      padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom)
        env(safe-area-inset-left);
      border: 0;
      border-radius: 0;
      box-shadow: none;
      overscroll-behavior: contain;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    :host([layout='launcher']) section {
      transition:
        opacity 0.15s,
        translate 0.15s;
    }
    [part='badge'] {
      transition: scale 0.16s var(--_ease);
    }
    @starting-style {
      :host([layout='launcher']) section {
        opacity: 0;
        translate: 0 12px;
      }
      [part='badge'] {
        scale: 0;
      }
    }
  }
`;
