import { html, type TemplateResult } from 'lit';
import { remembered } from '../../i18n/remembered.js';

/** Created when it is first needed: the module has to load in browsers without it, too. */
let letters: Intl.Segmenter | undefined;

/**
 * A person's initials on a colour that depends on the id alone, so a new name keeps the colour.
 *
 * @param picture lies over the initials
 */
export function avatar(name: string, id: string, picture: TemplateResult | undefined): TemplateResult {
  // Set as a property, because a page's Content Security Policy may forbid style attributes.
  return html`<span part="avatar" aria-hidden="true" .style=${`--_hue:${hueOf(id)}`}>${remembered(known, name, initials)}${picture}</span>`;
}

/** The initials of names. Names are few, and a segmenter is slow. */
const known = new Map<string, string>();

function initials(name: string): string {
  const segmenter = (letters ??= new Intl.Segmenter());
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word = '') => [...segmenter.segment(word)][0]?.segment.toLocaleUpperCase()).join('');
}

/** A hue in degrees, always the same for the same id; none of those between orange and green, which look like mud. */
function hueOf(id: string): number {
  let hash = 0;
  for (const letter of id) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 0xffff;
  // Ids that differ a little, such as numbers in a row, get hues that differ much.
  return 130 + ((hash * 170) % 275);
}
