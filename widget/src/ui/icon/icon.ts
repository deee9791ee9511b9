import { html, type TemplateResult } from 'lit';

/**
 * A line icon of 24 units, drawn in the colour of the text around it.
 *
 * @param path the `d` attribute of its one path
 * @param directed whether the icon points along the text, and is mirrored where text runs from right to left
 */
export function icon(path: string, directed = false): TemplateResult {
  return html`<svg class=${directed ? 'icon directed' : 'icon'} viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`;
}
