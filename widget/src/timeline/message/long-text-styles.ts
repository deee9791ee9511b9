import { css } from 'lit';

/** Long messages, as far as they are cut, and the button below them. */
export const longTextStyles = css`
  /* The browser scrolls it to what it finds there, which shows the whole text. */
  [part~='text']:has(+ [part='more']:not([hidden])) {
    max-block-size: calc(12lh + 17px);
    overflow: hidden;
    mask-image: linear-gradient(#000 calc(100% - 3lh), #0000);
  }
  [part='more'] {
    position: relative;
    padding: 2px 12px;
    background: none;
    color: var(--_accent);
    font-size: 0.8125em;
    line-height: 20px;
  }
  /* A finger needs 44 pixels. */
  @media (pointer: coarse) {
    [part='more']::after {
      content: '';
      position: absolute;
      inset: -10px 0;
    }
  }
  @media print {
    [part~='text'][part~='text']:has(+ [part='more']) {
      max-block-size: none;
      mask-image: none;
    }
    [part='more'] {
      display: none;
    }
  }
`;
