import { css } from 'lit';

/** The menu of a message. On touch screens, it is a sheet at the bottom of the window. */
export const menuStyles = css`
  [part='menu'] [role='menu'] > button,
  .quick button {
    min-block-size: 36px;
    border: 0;
    border-radius: calc(var(--_radius-control) - 2px);
    background: none;
    color: inherit;
    font-weight: 400;
  }
  [part='menu'] [role='menu'] > button {
    display: flex;
    align-items: center;
    gap: 12px;
    inline-size: 100%;
    padding: 4px 12px 4px 8px;
    text-align: start;
  }
  [part='menu']:dir(rtl) [role='menu'] > button {
    padding: 4px 8px 4px 12px;
  }
  [part='menu'] .icon {
    color: var(--_muted);
  }
  [part='menu'] hr,
  .quick {
    border: 0 solid var(--_border);
    border-block-end-width: 1px;
    margin: 0 0 4px;
    padding: 0 0 4px;
  }
  [part='menu'] hr:last-child {
    display: none;
  }
  .quick {
    display: flex;
    flex-wrap: wrap;
  }
  .quick button {
    display: grid;
    place-items: center;
    flex: 1;
    min-inline-size: 36px;
    padding: 0;
    font-size: 1.25em;
    line-height: 1;
  }
  [part='menu'] button:is(:hover, :focus-visible, [aria-checked='true']) {
    filter: none;
    background: var(--_raised);
  }
  [part='menu'] button:focus-visible {
    outline-offset: -2px;
  }
  [part='menu'] [aria-checked='true'] {
    background: color-mix(in srgb, var(--_accent) 18%, var(--_surface));
  }
  [part='menu'] [role='menu'] > [data-danger],
  [part='menu'] [data-danger] .icon {
    color: var(--_danger);
  }
  [part='menu'] [role='menu'] > [data-asked] {
    background: color-mix(in srgb, var(--_danger) 12%, var(--_surface));
    font-weight: 600;
  }
  .about,
  .beside {
    display: none;
  }
  /* The items stay until the picker has taken the focus from them. */
  [part='menu'] .picker ~ * {
    position: absolute;
    opacity: 0;
    pointer-events: none;
  }
  /* Sized by the window: WebKit resolves a percentage of a height that depends on the content to zero. */
  [part='menu'] .picker {
    inline-size: min(22em, 100vw - 26px);
    /* Beside a scrollbar of the menu. */
    max-inline-size: 100%;
    block-size: min(24em, 100vh - 26px);
  }
  @media (pointer: coarse) {
    [part='menu'] {
      inset: auto 0 0;
      inline-size: auto;
      max-inline-size: 30rem;
      margin-inline: auto;
      padding: 0 8px max(8px, env(safe-area-inset-bottom));
      border-width: 1px 0 0;
      border-radius: var(--_radius-sheet) var(--_radius-sheet) 0 0;
      box-shadow: var(--_shadow-sheet);
    }
    [part='menu']::backdrop {
      background: rgb(0 0 0 / 32%);
    }
    /* Takes the press beside the sheet, which closes it, from what lies below. */
    .beside {
      position: fixed;
      inset: 0;
      z-index: -1;
      display: block;
      touch-action: none;
    }
    /* The grip. */
    [part='menu']::before {
      content: '';
      display: block;
      inline-size: 36px;
      block-size: 4px;
      margin: 8px auto;
      border-radius: 2px;
      background: var(--_border);
    }
    [part='menu'] [role='menu'] > button,
    .quick button {
      min-block-size: 48px;
    }
    .quick button {
      font-size: 1.5em;
    }
    [part='menu'] .picker {
      inline-size: 100%;
      block-size: min(30em, 60vh);
    }
    /* The message itself may be under the sheet. */
    .about {
      display: block;
      margin: 0 8px 8px;
      overflow: hidden;
      color: var(--_muted);
      font-size: 0.875em;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
  }
  @media (forced-colors: active) {
    [part='menu'] [role='menu'] :is([aria-checked='true'], [data-asked]) {
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
