import { css } from 'lit';

/** The button with the number of people, and a few of their faces. */
export const facesStyles = css`
  [part='header'] [part='members']:not([hidden]) {
    display: flex;
    align-items: center;
    gap: 0.5em;
    padding-inline: 0.375em 0.75em;
    border: 1px solid var(--_border);
    border-radius: 999px;
    font-size: 0.8125em;
  }
  /* 44 pixels for a finger, of which 32 are drawn. In a narrow header, the list of controls has its own size. */
  @media (pointer: coarse) {
    [part='header'] :not(:popover-open) > [part='members']:not([hidden]) {
      position: relative;
      min-block-size: 32px;
      margin-block: 0;
    }
    :not(:popover-open) > [part='members']::before {
      content: '';
      position: absolute;
      inset: -7px 0;
    }
  }
  /* The letters of a text decide its direction. */
  [part='members'] > span {
    unicode-bidi: plaintext;
  }
  /* Side by side: one over the other would cut initials of two letters. */
  .faces {
    display: flex;
    gap: 2px;
  }
  .faces [part='avatar'] {
    position: relative;
    display: block;
    inline-size: 2.35em;
    font-size: 0.73em;
    line-height: 2.35em;
  }
  /* Letters give the others their height. */
  [part='avatar']:has(> .icon) {
    aspect-ratio: 1;
  }
  [part='avatar'] > .icon {
    position: absolute;
    inset: 0;
    inline-size: 68%;
    block-size: 68%;
    margin: auto;
    color: inherit;
  }
  /* A narrow header has one face, and the number of people for screen readers alone. */
  @container (inline-size < 20em) {
    [part='header'] :not(:popover-open) > [part='members']:not([hidden]) {
      justify-content: center;
      padding-inline: 0.375em;
    }
    .faces [part='avatar'] + [part='avatar'] {
      display: none;
    }
    :not(:popover-open) > [part='members'] > .faces:not(:empty) + span {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  }
`;
