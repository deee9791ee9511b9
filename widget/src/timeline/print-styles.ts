import { css } from 'lit';

/** On paper there are no controls. The pane of messages is as high as the conversation, so that nothing is cut off. */
export const printStyles = css`
  @media print {
    :host {
      block-size: auto !important;
      max-block-size: none !important;
      overflow: visible !important;
      color-scheme: light !important;
      /* Light text of a dark theme could not be read on paper. */
      --_text: #000;
      --_muted: #444;
      --_border: #999;
      --_surface: #fff;
    }
    [part='status'],
    [part='typing'],
    [part='composer'],
    [popover],
    .above,
    button:not([part='quote'], [part~='reaction'], [part='picture']) {
      display: none !important;
    }
    section,
    section [part='content'],
    .messages,
    .day,
    .row {
      display: block;
      /* A container that has a size of its own is not divided into pages. */
      container-type: normal;
      overflow: visible;
    }
    [part~='message'] {
      max-inline-size: none;
    }
    .sticky {
      position: static;
    }
    /* Browsers leave backgrounds out. */
    [part~='message'] [part~='text'],
    [part='avatar'] {
      border: 1px solid var(--_border);
      background: none;
      color: var(--_text);
    }
    section [part~='text'] mark[part~='own'] {
      background: none;
      color: inherit;
    }
  }
`;
