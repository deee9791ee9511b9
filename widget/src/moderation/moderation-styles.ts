import { css } from 'lit';

/** The panel of moderators, and the button in the header that opens it. */
export const moderationStyles = css`
  [part='header'] [part='shield'] {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 4px;
    padding-inline: 6px;
    color: var(--_text);
  }
  [part='shield'] b,
  [part='moderation'] [role='tab'] b {
    min-inline-size: 20px;
    padding-inline: 5px;
    border-radius: 999px;
    background: var(--_badge);
    color: #fff;
    font-size: 12px;
    line-height: 20px;
    text-align: center;
  }
  [part='moderation']:popover-open {
    display: flex;
  }
  [part='moderation'] {
    flex-direction: column;
    inline-size: min(320px, 100vw - 16px);
    max-block-size: min(100% - 16px, max(80cqb, 18em));
    padding: 0;
    overflow: hidden;
    border-radius: var(--_radius-sheet);
    box-shadow: var(--_shadow-sheet);
  }
  [part='moderation'] [role='tablist'] {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    border-block-end: 1px solid var(--_border);
    padding-inline: 8px;
  }
  [part='moderation'] [role='tab'] {
    display: flex;
    flex: auto;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-block-size: 44px;
    padding: 0 4px;
    border: 0;
    border-radius: 0;
    background: none;
    color: var(--_muted);
  }
  /* Inside the round corners of the panel, which would cut it, and above the line of the selected tab. */
  [part='moderation'] [role='tab']:focus-visible {
    border-radius: var(--_radius-control) var(--_radius-control) 0 0;
    outline-offset: -5px;
  }
  [part='moderation'] [aria-selected='true'] {
    color: var(--_text);
    box-shadow: inset 0 -2px var(--_accent);
  }
  @media (forced-colors: active) {
    [part='moderation'] [aria-selected='true'] {
      border-block-end: 2px solid Highlight;
    }
  }
  [part='moderation'] [role='tabpanel'] {
    padding: 12px 16px;
    overflow: auto;
    overscroll-behavior: contain;
    overflow-wrap: anywhere;
  }
  [part='moderation'] :is(p, ul, fieldset) {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  [part='moderation'] [role='tabpanel'] > p {
    color: var(--_muted);
  }
  [part='moderation'] li:not(:first-child) {
    margin-block-start: 12px;
    border-block-start: 1px solid var(--_border);
    padding-block-start: 12px;
  }
  [part='moderation'] li p {
    margin-block: 4px 8px;
  }
  [part='moderation'] small {
    color: var(--_muted);
  }
  [part='moderation'] fieldset {
    display: flex;
    margin-block-start: 16px;
    border: 0;
    min-inline-size: 0;
  }
  [part='moderation'] legend {
    margin-block-end: 6px;
    padding: 0;
    font-size: 0.875em;
    font-weight: 600;
  }
  /* One control with four segments. The radio buttons are over their labels, unseen, so that the keys of such a group work. */
  [part='moderation'] label {
    position: relative;
    flex: 1;
    min-block-size: 36px;
    padding: 4px;
    border: 1px solid var(--_border);
    font-size: 0.875em;
    line-height: 26px;
    text-align: center;
  }
  [part='moderation'] label + label {
    border-inline-start: 0;
  }
  [part='moderation'] label:first-of-type {
    border-start-start-radius: var(--_radius-control);
    border-end-start-radius: var(--_radius-control);
  }
  [part='moderation'] label:last-of-type {
    border-start-end-radius: var(--_radius-control);
    border-end-end-radius: var(--_radius-control);
  }
  [part='moderation'] label:has(:checked) {
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }
  [part='moderation'] label:has(:focus-visible) {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  [part='moderation'] label input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    min-block-size: 0;
    block-size: 100%;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  @media (forced-colors: active) {
    [part='moderation'] label:has(:checked) {
      outline: 2px solid Highlight;
      outline-offset: -3px;
    }
  }
  @media (pointer: coarse) {
    [part='moderation'] label {
      min-block-size: 44px;
      line-height: 34px;
    }
  }
`;
