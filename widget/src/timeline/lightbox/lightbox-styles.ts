import { css } from 'lit';

/** The dialog that shows a picture large: dark in every theme, so that nothing competes with the picture. */
export const lightboxStyles = css`
  [part='lightbox'] {
    inline-size: 100%;
    block-size: 100%;
    max-inline-size: none;
    max-block-size: none;
    margin: 0;
    padding: 0;
    border: 0;
    background: #000;
    color: #fff;
    overflow: clip;
  }
  [part='lightbox'][open] {
    display: grid;
    grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr);
  }
  [part='lightbox']::backdrop {
    background: none;
  }
  [part='lightbox'] header {
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 8px;
    font-size: 0.875em;
  }
  [part='lightbox'] header > span {
    flex: 1;
    padding-inline-start: 8px;
    unicode-bidi: plaintext;
  }
  [part='lightbox'] :is(button, a) {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 44px;
    block-size: 44px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: rgb(0 0 0 / 40%);
    color: inherit;
  }
  [part='lightbox'] :is(button, a):hover {
    background: rgb(255 255 255 / 18%);
    filter: none;
  }
  [part='lightbox'] :is(button, a):focus-visible {
    outline: 2px solid #fff;
    outline-offset: -2px;
  }
  [part='lightbox'] .step {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 8px;
    margin-block: auto;
    rotate: 180deg;
  }
  [part='lightbox'] .next {
    inset-inline: auto 8px;
    rotate: none;
  }
  [part='lightbox'] [hidden] {
    display: none;
  }
  .stage {
    position: relative;
    display: grid;
    place-items: center;
    container-type: size;
    overflow: clip;
    touch-action: none;
    user-select: none;
    -webkit-user-select: none;
  }
  .stage p {
    position: absolute;
  }
  .sheet {
    position: relative;
    inline-size: min(var(--_width), 100cqi, 100cqb * var(--_ratio));
    aspect-ratio: var(--_ratio);
    cursor: grab;
  }
  .sheet :is(img, canvas) {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
  }
  .alternative {
    margin: 0;
    max-block-size: 25vh;
    padding: 10px 16px 16px;
    overflow: auto;
    font-size: 0.875em;
    text-align: center;
    overflow-wrap: anywhere;
  }
  @media (prefers-reduced-motion: no-preference) {
    .sheet:not([data-moving]) {
      transition: transform 160ms var(--_ease);
    }
    [part='lightbox'][open] {
      transition: opacity 120ms var(--_ease);
      @starting-style {
        opacity: 0;
      }
    }
  }
  @media (forced-colors: active) {
    [part='lightbox'],
    [part='lightbox'] :is(button, a) {
      background: Canvas;
      color: CanvasText;
    }
    [part='lightbox'] :is(button, a) {
      border: 1px solid;
    }
  }
  @media print {
    [part='lightbox'] {
      display: none !important;
    }
  }
`;
