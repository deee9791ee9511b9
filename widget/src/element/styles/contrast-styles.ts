import { css } from 'lit';

/** Where more contrast is wanted, lines stand where two grounds alone would. Where colours are forced, icons have those of text. */
export const contrastStyles = css`
  @media (prefers-contrast: more) {
    [part~='text'],
    .messages [part='quote'] {
      border-color: var(--_border);
    }
    [part='quote'],
    [data-empty] ~ [part='send'],
    [part~='text'] :is(mark, :not(pre) > code, .code),
    [part='people'] :is(.person, .more):hover,
    [role='menu'] :is([aria-checked='true'], [data-asked], :hover) {
      box-shadow: inset 0 0 0 1px var(--_border);
    }
  }
  @media (forced-colors: active) {
    .icon {
      color: inherit !important;
    }
    [part='avatar'] {
      box-shadow: none;
      outline: 1px solid;
      outline-offset: -1px;
    }
  }
`;
