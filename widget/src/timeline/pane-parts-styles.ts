import { css } from 'lit';

/** What the pane of messages shows only at times: its progress, the unseen divider, deleted messages, emoji alone, no text, or no message. */
export const panePartsStyles = css`
  [part~='unseen']::before,
  [part~='unseen']::after {
    content: '';
    flex: 1;
    border-block-start: 1px solid;
    opacity: 0.35;
  }
  [part~='unseen'] {
    color: var(--_danger);
  }
  [part='progress'] {
    position: absolute;
    inset-inline: 0;
    block-size: 2px;
    background: linear-gradient(90deg, transparent, var(--_accent), transparent) 0 / 40% 100% repeat-x;
    animation: slide 1s linear infinite;
  }
  @keyframes slide {
    to {
      background-position-x: 100%;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    [part='progress'] {
      animation: none;
    }
  }
  [part='empty']::before {
    content: '💬' / '';
    display: block;
    font-size: 2.5em;
  }
  [part='empty'] {
    margin: auto;
    color: var(--_muted);
    text-align: center;
  }
  /* Files without a caption. */
  [part~='text']:empty {
    display: none;
  }
  .deleted,
  [data-own] .deleted {
    padding-block: 5px;
    color: var(--_muted);
    background: none;
    border-color: var(--_border);
    font-size: 0.875em;
    font-style: italic;
  }
  [data-emoji] {
    font-size: 1.75em;
    line-height: 1.3;
  }
  [data-emoji='few'] {
    font-size: 2.5em;
    line-height: 1.2;
  }
  [data-emoji],
  [data-own] [data-emoji] {
    padding: 0 4px;
    background: none;
  }
  @media (forced-colors: active) {
    [data-own] [part~='text'] {
      border: 1px solid Highlight;
      outline: 1px solid Highlight;
    }
  }
`;
