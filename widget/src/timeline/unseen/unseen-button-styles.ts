import { css } from 'lit';

/** The buttons over the pane that lead to unseen messages. */
export const unseenButtonStyles = css`
  .latest {
    position: relative;
  }
  [part='latest'],
  [part='skipped'] {
    position: absolute;
    border: 1px solid var(--_border);
    border-radius: 999px;
    background: var(--_floating);
    color: var(--_text);
    box-shadow: var(--_shadow);
  }
  [part='latest']:hover,
  [part='skipped']:hover {
    background: var(--_raised);
    filter: none;
  }
  [part='latest'] {
    display: grid;
    place-items: center;
    inset-block-end: 12px;
    /* Beside the conversation. */
    inset-inline-end: calc(var(--_inset) - 56px);
    inline-size: 40px;
    block-size: 40px;
    padding: 0;
  }
  [part='latest'] b {
    position: absolute;
    inset-block-start: -8px;
    inset-inline-end: -4px;
    min-inline-size: 20px;
    padding-inline: 5px;
    border-radius: 999px;
    background: var(--_badge);
    color: #fff;
    font-size: 0.75em;
    line-height: 20px;
    text-align: center;
  }
  /* No room beside it: below the avatars of others, where there are no words. Own messages reach the end edge. */
  @container (inline-size < 54em) {
    [part='latest'] {
      inset-inline: 6px auto;
    }
  }
  [part='skipped'] {
    inset-block-start: calc(100% + 8px);
    inset-inline: 0;
    display: flex;
    align-items: center;
    gap: 0.375em;
    inline-size: fit-content;
    max-inline-size: calc(100% - 16px);
    min-block-size: 32px;
    margin-inline: auto;
    padding: 4px 14px 4px 10px;
    color: var(--_accent);
    font-size: 0.8125em;
  }
  [part='skipped'] span {
    unicode-bidi: plaintext;
  }
  [part='skipped'] .icon {
    inline-size: 16px;
    block-size: 16px;
  }
  @media (pointer: coarse) {
    [part='latest'] {
      inline-size: 44px;
      block-size: 44px;
    }
    [part='skipped'] {
      min-block-size: 44px;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    [part='latest'],
    [part='skipped'] {
      transition: scale 0.12s var(--_ease), opacity 0.12s;
    }
    @starting-style {
      [part='latest'],
      [part='skipped'] {
        scale: 0.8;
        opacity: 0;
      }
    }
  }
`;
