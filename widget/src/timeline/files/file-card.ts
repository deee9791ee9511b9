import { html, nothing, type TemplateResult } from 'lit';
import type { MessageFile } from '../../client/index.js';
import { textFormat } from '../../text/text-format.js';
import { icon } from '../../ui/icon/icon.js';
import { keepSource } from './keep-source.js';
import { kindOf } from './message-text.js';
import type { FilePlace } from './file-place.js';
import { uploadRing } from './upload-ring.js';

const sheet = 'M6 3h8l5 5v13H6zM14 3v5h5';
const archive = 'M6 3h8l5 5v13H6zM14 3v5h5M10 5v1m0 3v1m0 3v1m-1 3h2v3H9z';
const note =
  'M9 17.5V5l10-2v12.5M9 17.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0ZM19 15.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Z';
export const arrowDown = 'M12 4v11m-5-5 5 5 5-5M5 20h14';

/** A file that the chat does not show itself: its icon, name and size. A press downloads it. A sound has a player below. */
export function fileCard(file: MessageFile, at: FilePlace): TemplateResult {
  const { words, tabIndex, source, download, isUploading } = at;
  const isAudio = kindOf(file) === 'audio';
  const about = html`<span class="file-icon">${isUploading ? uploadRing(file) : icon(iconOf(file))}</span>
    <span class="file-about"><bdi>${file.name}</bdi><small>${textFormat.fileSize(file.size, words.language)}</small></span>`;
  if (isAudio)
    return html`<div part="file">
      ${about}${download && !isUploading ? link(file, at, icon(arrowDown)) : nothing}
      <audio part="audio" controls preload="none" tabindex=${tabIndex} aria-label=${at.name} src=${keepSource(source.key, source.url)} @error=${at.fail}></audio>
    </div>`;
  if (isUploading || !download) return html`<div part="file">${about}</div>`;
  return html`<div part="file">${link(file, at, html`${about}${icon(arrowDown)}`)}</div>`;
}

/** Another tab: an answer other than the file would replace the page. */
function link(
  { name }: MessageFile,
  { words, tabIndex, download }: FilePlace,
  content: unknown,
): TemplateResult {
  const label = words.text('downloadFile', { name });
  return html`<a class="download" tabindex=${tabIndex} href=${download ?? nothing} download=${name} target="_blank" rel="noopener noreferrer" title=${label}>${content}<span class="label">${words.text('download')}</span></a>`;
}

function iconOf(file: MessageFile): string {
  if (kindOf(file) === 'audio') return note;
  return /zip|tar|rar|7z|compressed/.test(file.type) ? archive : sheet;
}
