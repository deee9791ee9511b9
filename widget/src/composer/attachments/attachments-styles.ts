import { css } from 'lit';

/** The files above the text field, and the frame of a chat over which files are dragged. */
export const attachmentsStyles = css`
  /* With files, the composer may take more of a low chat. Its list scrolls, and the text field stays in view. */
  [part='composer']:has(.attachments) {
    max-block-size: 60%;
  }
  .attachments {
    flex: 0 1 auto;
    display: flex;
    flex-direction: column;
    min-block-size: 62px;
    border-block-end: 1px solid var(--_border);
    padding: 5px 5px 6px;
  }
  .attachments ~ * {
    flex-shrink: 0;
  }
  /* There is something to send, even without a text. */
  .attachments ~ .line [part='send'] {
    background: var(--_own);
    color: var(--_on-own);
  }
  [part='attachments'] {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(15em, 100%), 1fr));
    gap: 6px;
    min-block-size: 0;
    /* Part of a fourth row shows that there are more. */
    max-block-size: 12.5em;
    margin: 0;
    padding: 0;
    overflow: auto;
    overscroll-behavior: contain;
    list-style: none;
  }
  [part='attachment'] {
    position: relative;
    display: flex;
    align-items: center;
    gap: 8px;
    min-inline-size: 0;
    padding: 4px;
    border-radius: min(14px, var(--_radius-control) + 4px);
    background: var(--_raised);
    font-size: 0.8125em;
    line-height: 1.4;
  }
  .thumbnail {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    overflow: hidden;
    border-radius: var(--_radius-control);
    background: var(--_surface);
    color: var(--_muted);
  }
  .thumbnail canvas {
    inline-size: 100%;
    block-size: 100%;
  }
  [part='attachment'] .details {
    flex: 1;
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
  }
  .headline {
    display: flex;
    flex-wrap: wrap;
    gap: 0 6px;
    min-inline-size: 0;
  }
  /* The size moves below a name of which too little would be left. */
  .headline .name {
    flex: 1 1 6em;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    max-inline-size: max-content;
    overflow: hidden;
    overflow-wrap: anywhere;
    font-weight: 500;
  }
  .headline .size {
    flex: none;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
  [part='alt'] {
    inline-size: 100%;
    min-block-size: 24px;
    padding: 0;
    border: 0;
    border-radius: 4px;
    background: none;
    font: inherit;
    color: inherit;
    text-overflow: ellipsis;
  }
  .refused {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    column-gap: 8px;
    color: var(--_danger);
  }
  [part='retry'] {
    min-block-size: 24px;
    /* On a line of its own, its words begin where the others do. */
    margin-inline-start: -4px;
    padding: 0 4px;
    background: none;
    color: var(--_text);
    font-weight: 500;
  }
  [part='upload'] {
    appearance: none;
    position: absolute;
    inset-block-end: 2px;
    inset-inline: 56px 44px;
    inline-size: auto;
    block-size: 3px;
    border: 0;
    border-radius: 2px;
    background: var(--_border);
    overflow: hidden;
  }
  [part='upload']::-webkit-progress-bar {
    background: var(--_border);
  }
  [part='upload']::-webkit-progress-value {
    background: var(--_accent);
  }
  [part='upload']::-moz-progress-bar {
    background: var(--_accent);
  }
  [part='remove'] {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 32px;
    min-block-size: 32px;
    padding: 0;
    border: 0;
    border-radius: var(--_radius-control);
    background: none;
    color: var(--_muted);
  }
  [part='remove'] .icon {
    inline-size: 16px;
    block-size: 16px;
  }
  @media (hover: hover) {
    [part='remove']:hover {
      background: var(--_border);
    }
  }
  .scale {
    flex: none;
    display: flex;
    align-items: center;
    gap: 8px;
    inline-size: fit-content;
    min-block-size: 24px;
    margin-block-start: 4px;
    padding-inline: 4px;
    color: var(--_muted);
    font-size: 0.8125em;
    cursor: pointer;
  }
  .scale input {
    inline-size: 16px;
    block-size: 16px;
    /* Its label is pressed as well. */
    min-block-size: 0;
    margin: 0;
    accent-color: var(--_accent);
  }
  @media (pointer: coarse) {
    [part='remove'] {
      inline-size: 44px;
      min-block-size: 44px;
    }
    [part='upload'] {
      inset-inline-end: 56px;
    }
    [part='retry'],
    .scale {
      min-block-size: 44px;
    }
    /* Its row is 44 pixels high, and pressing anywhere beside the name means the field. */
    [part='alt'] {
      min-block-size: 30px;
    }
  }
  [data-drop]::after {
    content: attr(data-drop);
    position: absolute;
    inset: 6px;
    z-index: 3;
    display: grid;
    place-items: center;
    padding: 16px;
    border: 2px dashed var(--_accent);
    border-radius: max(0px, var(--_radius) - 4px);
    background: color-mix(in srgb, var(--_surface) 88%, var(--_accent));
    opacity: 0.95;
    font-weight: 600;
    text-align: center;
    pointer-events: none;
  }
  @media (forced-colors: active) {
    [part='attachment'] {
      border: 1px solid;
    }
    [part='upload']::-webkit-progress-value {
      forced-color-adjust: none;
      background: Highlight;
    }
    [part='upload']::-moz-progress-bar {
      forced-color-adjust: none;
      background: Highlight;
    }
  }
`;
