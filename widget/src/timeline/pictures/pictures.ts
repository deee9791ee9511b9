import { html, nothing, type TemplateResult } from 'lit';
import type { MessageFile } from '../../client/index.js';
import { icon } from '../../ui/icon/icon.js';
import type { FilePlace } from '../files/file-place.js';
import { keepSource } from '../files/keep-source.js';
import { uploadRing } from '../files/upload-ring.js';
import type { placeOf } from './picture-layout.js';
import { drawPreview } from './thumb-hash.js';

const brokenPicture = 'M4 5h16v9l-4-4-3 4-3-3-6 6zM4 17v2h16v-2M8.5 8.5v.5';

/** How a picture or a video stands in its message: alone in its own proportions, or in a row of a grid. */
interface FramedPlace extends FilePlace {
  place?: ReturnType<typeof placeOf>;
  /** How many pictures are in its row. */
  row?: number | undefined;
}

/** A picture, in a frame that has its size before it is loaded. A press shows it large. */
export function picture(file: MessageFile, at: FramedPlace): TemplateResult {
  const { words, tabIndex, source, name } = at;
  if (source.hasFailed) {
    const label = words.text('pictureFailed');
    const retry = words.text('retry');
    return frame(
      at,
      html`<button type="button" part="picture" data-failed tabindex=${tabIndex} aria-label=${`${name}. ${label} ${retry}`} title=${retry} @click=${at.retry}>
        ${icon(brokenPicture)}<span>${file.alt || label}</span>
      </button>`,
    );
  }
  const { width = nothing, height = nothing, preview } = file;
  return frame(
    at,
    html`<button type="button" part="picture" aria-haspopup="dialog" tabindex=${tabIndex} @click=${at.open}>
      ${preview ? html`<canvas aria-hidden="true" ${drawPreview(preview)}></canvas>` : nothing}<img
        alt=${name}
        src=${keepSource(source.key, source.url)}
        width=${width}
        height=${height}
        decoding="async"
        draggable="false"
        referrerpolicy="no-referrer"
        @load=${onLoad}
        @error=${at.fail}
      />
    </button>${at.isUploading ? uploadRing(file) : nothing}`,
  );
}

/** A video, in a frame of its size, with the controls of the browser. */
export function player(file: MessageFile, at: FramedPlace): TemplateResult {
  const { tabIndex, source, name } = at;
  return frame(
    at,
    html`<video
        part="video"
        controls
        playsinline
        preload="metadata"
        tabindex=${tabIndex}
        aria-label=${name}
        src=${keepSource(source.key, source.url)}
        @error=${at.fail}
      ></video>${at.isUploading ? uploadRing(file) : nothing}`,
  );
}

function frame({ place, row }: FramedPlace, content: TemplateResult): TemplateResult {
  // Set as a property, because a page's Content Security Policy may forbid style attributes.
  const style = place ? `--_width:${place.width}px;--_ratio:${place.ratio}` : '';
  return html`<div class="frame" data-row=${row ?? nothing} ?data-small=${place?.isSmall} .style=${style}>${content}</div>`;
}

/** The preview would be seen behind a picture with transparent parts. */
function onLoad({ currentTarget }: Event): void {
  const canvas = (currentTarget as Element).previousElementSibling;
  if (canvas) (canvas as HTMLElement).hidden = true;
}
