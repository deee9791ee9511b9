import { css, html, type TemplateResult } from 'lit';
import type { Words } from '../../i18n/words.js';
import { icon } from '../../ui/icon/icon.js';

/** A badge with eight lobes. The check mark is a hole in it, so that it shows what is behind it, in any colours. */
const badge =
  'M12 1.5l2.9 2.1 3.6-.1 1 3.5 3 2-1.2 3.4 1.2 3.4-3 2-1 3.5-3.6-.1L12 23l-2.9-1.8-3.6.1-1-3.5-3-2 1.2-3.4-1.2-3.4 3-2 1-3.5 3.6.1zM10.6 16.9l6.6-7-1.7-1.6-5 5.3-2.3-2.2-1.6 1.7z';

export const verifiedMarkStyles = css`
  [part='verified'] {
    display: flex;
    color: var(--_accent);
  }
  [part='verified'] .icon {
    inline-size: calc(7em / 6);
    block-size: calc(7em / 6);
    fill: currentcolor;
    fill-rule: evenodd;
    stroke: none;
  }
`;

/** Stands behind a name that the site has verified. */
export function verifiedMark(words: Words): TemplateResult {
  const label = words.text('verified');
  return html`<span part="verified" role="img" aria-label=${label} title=${label}>${icon(badge)}</span>`;
}
