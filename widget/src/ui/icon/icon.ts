import { html, type TemplateResult } from 'lit';

/** Three dots, for more actions. */
export const dots =
  'M5 11.5a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1M12 11.5a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1M19 11.5a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1';
export const close = 'M6 6l12 12M18 6L6 18';
export const clock = 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 7.5V12l3 2';
export const copy = 'M9 9h11v11H9zM15 9V4H4v11h5';

/**
 * A line icon of 24 units, drawn in the colour of the text around it.
 *
 * @param path the `d` attribute of its one path
 * @param directed whether the icon points along the text, and is mirrored where text runs from right to left
 */
export function icon(path: string, directed = false): TemplateResult {
  return html`<svg class=${directed ? 'icon directed' : 'icon'} viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`;
}
