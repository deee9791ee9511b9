import { html, type TemplateResult } from 'lit';
import type { MessageFile } from '../../client/index.js';
import { close, icon } from '../../ui/icon/icon.js';
import type { FilePlace } from './file-place.js';

/** How much of a file is uploaded, as a ring, with the button in it that takes its message back. */
export function uploadRing(
  { name, sent = 0, size }: MessageFile,
  { words, tabIndex, cancel }: Pick<FilePlace, 'words' | 'tabIndex' | 'cancel'>,
): TemplateResult {
  const percent = Math.min(100, Math.round((sent / Math.max(size, 1)) * 100));
  const label = words.text('cancel');
  return html`<span class="upload" role="progressbar" aria-label=${name} aria-valuenow=${percent} .style=${`--_done:${percent}%`}></span
    ><button type="button" class="cancel" tabindex=${tabIndex} aria-label=${label} title=${label} @click=${cancel}>${icon(close)}</button>`;
}
