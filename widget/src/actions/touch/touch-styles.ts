import { css } from 'lit';

/** What a finger does to a message: a long press opens the menu, a swipe answers it. */
export const touchStyles = css`
  /* A long press opens the menu, which has a copy action, instead of selecting text. */
  @media (hover: none) {
    [part~='message']:has([part='actions']) {
      -webkit-touch-callout: none;
      -webkit-user-select: none;
      user-select: none;
      /* The browser scrolls up and down; the other direction is a swipe. */
      touch-action: pan-y pinch-zoom;
    }
    /* Links keep the system's own menu. */
    [part~='message'] a {
      -webkit-touch-callout: default;
    }
  }
  [data-swipe]::before {
    content: '↩';
    position: absolute;
    inset-block-start: 50%;
    inset-inline-start: -40px;
    inline-size: 32px;
    border-radius: 50%;
    background: var(--_raised);
    color: var(--_muted);
    line-height: 32px;
    text-align: center;
    translate: 0 -50%;
  }
  [data-swipe='far']::before {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  [data-swipe]:dir(rtl)::before {
    scale: -1 1;
  }
  @media (prefers-reduced-motion: no-preference) {
    [part~='message']:not([data-swipe]) {
      transition: translate 120ms var(--_ease);
    }
  }
`;
