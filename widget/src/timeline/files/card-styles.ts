import { css } from 'lit';

/** The card of a file that the chat does not show itself, and the player of a sound. */
export const cardStyles = css`
  [part='file'] {
    position: relative;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: 4px 10px;
    inline-size: 300px;
    max-inline-size: 100%;
    padding: 10px 12px;
    border: 1px solid transparent;
    border-radius: var(--_radius-bubble);
    background: var(--_raised);
    color: var(--_text);
    line-height: 1.3;
  }
  [data-own] > [part='files'] > [part='file'] {
    background: var(--_own);
    color: var(--_on-own);
  }
  .file-icon {
    position: relative;
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    border-radius: var(--_radius-control);
    background: color-mix(in srgb, currentColor 12%, transparent);
  }
  .file-icon:has(.upload) {
    background: none;
  }
  /* A name of the other direction begins where the others do. */
  .file-about {
    display: grid;
    grid-template-columns: minmax(0, max-content);
  }
  .file-about bdi {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 4;
    overflow: hidden;
    overflow-wrap: anywhere;
    font-weight: 500;
  }
  .file-about small {
    font-size: 0.8125em;
    opacity: 0.85;
  }
  .download {
    display: grid;
    place-items: center;
    min-inline-size: 32px;
    min-block-size: 32px;
    border-radius: inherit;
    color: inherit;
    text-decoration: none;
  }
  /* The icon ends where that of the other cards does. */
  .file-about + .download {
    margin-inline-end: -6px;
  }
  /* A card that is one link. */
  .download:first-child {
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    justify-items: start;
  }
  .download:first-child::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: inherit;
  }
  .download:first-child:focus-visible {
    outline: 0;
  }
  .download:first-child:focus-visible::after {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .download:first-child:hover bdi {
    text-decoration: underline;
  }
  [part='audio'] {
    grid-column: 1 / -1;
    inline-size: 100%;
    block-size: 40px;
  }
  /* The name needs the room more. */
  @container (inline-size < 20em) {
    .download:first-child > .icon {
      display: none;
    }
    .file-icon:not(:has(.upload)) {
      inline-size: 36px;
      block-size: 36px;
    }
  }
  @container (inline-size < 17em) {
    .file-icon:not(:has(.upload)) {
      display: none;
    }
  }
  @media (pointer: coarse) {
    .download {
      min-inline-size: 44px;
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    [part='file'] {
      border-color: CanvasText;
    }
    [data-own] > [part='files'] > [part='file'] {
      border-color: Highlight;
    }
  }
  @media print {
    [part~='message'] [part='files'] > [part='file'] {
      border: 1px solid var(--_border);
      background: none;
      color: var(--_text);
    }
    .file-icon,
    .download .icon {
      display: none;
    }
  }
`;
