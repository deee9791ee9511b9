import { html, type TemplateResult } from 'lit';
import type { MessageFile } from '../../client/index.js';

/** How much of a file is uploaded, as a ring. The button that takes the message back is in the line of its state. */
export function uploadRing({ name, sent = 0, size }: MessageFile): TemplateResult {
  const percent = Math.min(100, Math.round((sent / Math.max(size, 1)) * 100));
  return html`<span class="upload" role="progressbar" aria-label=${name} aria-valuenow=${percent} .style=${`--_done:${percent}%`}></span>`;
}
