import { css } from 'lit';

/** The capsule below the messages: name field, text field and buttons. */
export const composerStyles = css`
  [part='composer'] {
    position: relative;
    display: flex;
    flex-direction: column;
    gap: 4px;
    min-block-size: 0;
    /* The messages keep the larger part of a low chat. */
    max-block-size: 40%;
    padding: 4px var(--_inset) 12px;
  }
  /* Floats above the capsule: a low chat has no row for it, and nothing moves when it comes. */
  [part='problem'] {
    position: absolute;
    inset-block-end: calc(100% - 2px);
    max-inline-size: calc(100% - 2 * var(--_inset));
    margin: 0;
    padding: 4px 12px;
    border-radius: var(--_radius-control);
    background: var(--_surface);
    box-shadow: var(--_shadow-raised);
    color: var(--_danger);
    font-size: 0.875em;
  }
  /* A live region exists before it has a text. */
  [part='problem']:empty {
    padding: 0;
  }
  .capsule {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    padding: 3px;
    overflow: auto;
    border: 1px solid color-mix(in srgb, var(--_muted) 70%, var(--_surface));
    border-radius: var(--_radius-capsule);
    background: var(--_surface);
  }
  .capsule:has(:is(textarea, input):focus) {
    border-color: var(--_accent);
    box-shadow: 0 0 0 3px color-mix(in srgb, var(--_accent) 20%, transparent);
    /* Drawn where colours are forced, instead of the shadow. */
    outline: 2px solid transparent;
  }
  .capsule:has([aria-invalid]) {
    border-color: var(--_danger);
  }
  [part='name'],
  [part='field'] {
    min-block-size: 36px;
    padding: 7px 8px;
    border: 0;
    outline: 0;
    background: none;
    line-height: 1.375;
  }
  [part='name'] {
    flex: none;
    border-block-end: 1px solid var(--_border);
    border-radius: 0;
  }
  .line {
    display: flex;
    align-items: end;
    gap: 2px;
    min-block-size: 36px;
  }
  .text {
    position: relative;
    flex: 1;
    align-self: stretch;
    display: grid;
    grid: minmax(0, 1fr) / 100%;
    min-block-size: 36px;
    overflow: hidden;
  }
  [part='field'] {
    inline-size: 100%;
    resize: none;
    field-sizing: content;
  }
  @supports not (field-sizing: content) {
    /* As high as the script has measured. */
    .text::after {
      content: '';
      block-size: var(--_height);
    }
    [part='field'] {
      position: absolute;
      inset: 0;
      block-size: 100%;
    }
  }
  [part='field']:placeholder-shown {
    overflow: hidden;
    white-space: nowrap;
  }
  .me,
  [part='attach'],
  [part='emoji'],
  [part='send'] {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 36px;
    min-block-size: 36px;
    padding: 0;
    border: 0;
    /* As round as the capsule around it. */
    border-radius: calc(var(--_radius-capsule) - 4px);
  }
  .me,
  [part='attach'],
  [part='emoji'] {
    background: none;
    color: var(--_muted);
  }
  [data-empty] ~ [part='send'] {
    /* Keeps the clip that a finger's button has. */
    background-color: var(--_raised);
    color: var(--_muted);
  }
  @media (pointer: coarse) {
    .capsule {
      padding: 4px;
    }
    /* 44 pixels for a finger, of which 36 are drawn. */
    button:is(.me, [part='attach'], [part='emoji'], [part='send']) {
      inline-size: 44px;
      min-block-size: 44px;
      margin: -4px;
      border: 4px solid transparent;
      background-clip: padding-box;
      border-radius: var(--_radius-capsule);
    }
    .line {
      gap: 8px;
    }
    .text {
      margin-inline: -6px;
    }
  }
  @container (inline-size < 16em) {
    [part='emoji'] {
      display: none;
    }
  }
`;
