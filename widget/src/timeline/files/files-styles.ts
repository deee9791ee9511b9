import { css } from 'lit';

/** The files of a message: pictures alone or in a grid, and videos. All have their size before they are loaded. */
export const filesStyles = css`
  [part='files'] {
    display: flex;
    flex-direction: column;
    align-items: start;
    gap: 2px;
    max-inline-size: 100%;
  }
  [data-own] > [part='files'] {
    align-items: end;
  }
  [part='files'] + [part~='text'] {
    margin-block-start: 2px;
  }
  .grid,
  .frame {
    max-inline-size: 100%;
    border-radius: var(--_radius-bubble);
    overflow: clip;
  }
  .grid {
    display: grid;
    grid-template-columns: repeat(6, minmax(0, 1fr));
    gap: 2px;
    inline-size: 360px;
    /* Those of its pictures are cut off at its corners. */
    outline: 1px solid color-mix(in srgb, var(--_text) 12%, transparent);
    outline-offset: -1px;
  }
  .frame {
    position: relative;
    flex: none;
    inline-size: var(--_width);
    aspect-ratio: var(--_ratio);
    background: var(--_raised);
  }
  .grid .frame {
    grid-column: span 2;
    inline-size: auto;
    aspect-ratio: 1;
    border-radius: 0;
  }
  .frame[data-row='2'] {
    grid-column: span 3;
  }
  .frame[data-row='1'] {
    grid-column: span 6;
    aspect-ratio: 16 / 9;
  }
  [part='picture'],
  .frame :is(img, canvas, video) {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    border-radius: inherit;
  }
  [part='picture'] {
    min-block-size: 0;
    padding: 0;
    border: 0;
    background: none;
    cursor: zoom-in;
  }
  .frame :is(img, canvas) {
    object-fit: cover;
  }
  .frame[data-small] img {
    object-fit: scale-down;
  }
  .frame video {
    object-fit: contain;
    background: #000;
  }
  /* An edge for light pictures on light grounds; with the focus, a ring that is seen on any picture. */
  [part='picture']::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: inherit;
    box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--_text) 12%, transparent);
  }
  [part='picture']:hover {
    filter: none;
  }
  [part='picture']:focus-visible {
    outline: 0;
  }
  [part='picture']:focus-visible::after {
    outline: 3px solid var(--_accent);
    outline-offset: -3px;
    box-shadow: inset 0 0 0 5px #fff;
  }
  [data-failed] {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 4px;
    padding: 8px;
    color: var(--_muted);
    cursor: pointer;
    font-size: 0.8125em;
    font-weight: 400;
  }
  [data-failed] span {
    max-block-size: 4lh;
    overflow: hidden;
    overflow-wrap: anywhere;
  }
  /* The words would be cut off. They are the name of the button, too. */
  @container (inline-size < 17em) {
    .grid [data-failed] span {
      display: none;
    }
  }
  .upload {
    position: absolute;
    inset: 0;
    margin: auto;
    inline-size: 44px;
    block-size: 44px;
    border-radius: 50%;
    background: rgb(0 0 0 / 55%);
    forced-color-adjust: none;
    pointer-events: none;
  }
  .upload::before {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: inherit;
    background: conic-gradient(#fff var(--_done), rgb(255 255 255 / 35%) 0);
    mask: radial-gradient(closest-side, transparent 88%, #000 90%);
  }
  /* The corners at which a bubble meets the one above or below it in its message or its run. */
  :not([data-own]) > [part='files'] > :not(:first-child),
  [data-continued]:not([data-own]) > [part='files'] > :first-child,
  :not([data-own]) > [part='files'] + [part~='text'] {
    border-start-start-radius: var(--_radius-inner);
  }
  [data-own] > [part='files'] > :not(:first-child),
  [data-own][data-continued] > [part='files'] > :first-child,
  [data-own] > [part='files'] + [part~='text'] {
    border-start-end-radius: var(--_radius-inner);
  }
  :not([data-own]) > [part='files'] > :not(:last-child),
  [data-followed]:not([data-own]) > [part='files'] > :last-child,
  :not([data-own]) > [part='files']:has(+ [part~='text']:not(:empty)) > :last-child {
    border-end-start-radius: var(--_radius-inner);
  }
  [data-own] > [part='files'] > :not(:last-child),
  [data-own][data-followed] > [part='files'] > :last-child,
  [data-own] > [part='files']:has(+ [part~='text']:not(:empty)) > :last-child {
    border-end-end-radius: var(--_radius-inner);
  }
  @media (forced-colors: active) {
    .grid,
    .frame {
      outline: 1px solid;
      outline-offset: -1px;
    }
  }
  @media print {
    .frame,
    .grid {
      break-inside: avoid;
    }
    .upload,
    audio,
    video {
      display: none;
    }
  }
`;
