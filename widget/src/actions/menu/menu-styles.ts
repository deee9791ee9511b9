import { css } from 'lit';

/** The menu of a message, and the highlight of the message that was jumped to. */
export const menuStyles = css`
  /* A long press opens the menu, which has a copy action, instead of selecting text. */
  @media (hover: none) {
    [part~='message']:has([part='actions']) {
      -webkit-touch-callout: none;
      -webkit-user-select: none;
      user-select: none;
    }
    /* Links keep the system's own menu. */
    [part~='message'] a {
      -webkit-touch-callout: default;
    }
  }
  [part='menu'] [role='menu'] > button,
  .quick button {
    display: block;
    inline-size: 100%;
    min-block-size: 36px;
    padding: 4px 12px;
    background: none;
    color: inherit;
    font-weight: 400;
    text-align: start;
  }
  /* Sized by the window: WebKit resolves a percentage of a height that depends on the content to zero. */
  [part='menu'] .picker {
    inline-size: min(22em, 100vw - 26px);
    block-size: min(24em, 100vh - 26px);
  }
  .quick {
    display: flex;
    flex-wrap: wrap;
    border-block-end: 1px solid var(--_border);
    margin-block-end: 0.25em;
    padding-block-end: 0.25em;
  }
  .quick button {
    flex: 1;
    padding: 0;
    min-inline-size: 1.8em;
    font-size: 1.25em;
    text-align: center;
  }
  [part='menu'] button:is(:hover, :focus-visible, [aria-checked='true']) {
    background: var(--_raised);
  }
  [part='menu'] [role='menu'] > [data-danger] {
    color: var(--_danger);
    font-weight: 600;
  }
  @media (forced-colors: active) {
    [part='menu'] [aria-checked='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
  [data-marked] [part~='text'] {
    animation: mark 2s;
  }
  @keyframes mark {
    0%,
    60% {
      box-shadow: 0 0 0 3px var(--_accent);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    [data-marked] [part~='text'] {
      animation-timing-function: step-end;
    }
  }
`;
