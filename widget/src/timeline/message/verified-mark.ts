import { html, type TemplateResult } from 'lit';
import type { Words } from '../../i18n/words.js';

/** Stands behind a name that the site has verified. */
export function verifiedMark(words: Words): TemplateResult {
  const label = words.text('verified');
  return html`<span part="verified" role="img" aria-label=${label} title=${label}>✔</span>`;
}
