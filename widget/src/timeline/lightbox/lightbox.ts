import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { MessageFile } from '../../client/index.js';
import type { ChatContext, FilesHost } from '../../element/context.js';
import { adoptStyles } from '../../ui/adopt-styles.js';
import { close, icon } from '../../ui/icon/icon.js';
import type { FileSources } from '../files/file-sources.js';
import { keepSource } from '../files/keep-source.js';
import { arrowDown } from '../files/file-card.js';
import { drawPreview } from '../pictures/thumb-hash.js';
import { lightboxStyles } from './lightbox-styles.js';
import { PictureZoom } from './picture-zoom.js';

const chevron = 'm9 5 7 7-7 7';
const magnifier = 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20M8 10.5h5';
const upright = 'M10.5 8v5';

export interface LightboxPicture {
  /** Names the picture, whatever else changes. */
  key: string;
  /** The key of its message, the id of that, and its place among the files. */
  message: string;
  id: string;
  at: number;
  file: MessageFile;
}

/**
 * A dialog over the whole window that shows one picture large. Arrow keys and swipes lead to the next one; a pinch, the wheel
 * or a double click zooms.
 */
export class Lightbox implements ReactiveController {
  #host: FilesHost;
  #context: ChatContext;
  #sources: FileSources;
  #pictures: () => readonly LightboxPicture[] = () => [];
  /** The key of the picture that is shown, while one is. */
  #key: string | undefined;
  #zoom: PictureZoom;

  constructor(host: FilesHost, context: ChatContext, sources: FileSources) {
    this.#host = host;
    this.#context = context;
    this.#sources = sources;
    this.#zoom = new PictureZoom({
      sheet: () => this.#dialog?.querySelector<HTMLElement>('.sheet'),
      onSwipe: (step) => this.#step(this.#isRtl ? -step : step),
      onDismiss: () => this.#close(),
      onZoom: () => host.requestUpdate(),
    });
    adoptStyles(host, lightboxStyles);
    host.addController(this);
  }

  /** @param pictures returns those that can be shown, at each render */
  open(pictures: () => readonly LightboxPicture[], key: string): void {
    this.#pictures = pictures;
    this.#show(key);
  }

  hostUpdated(): void {
    const dialog = this.#dialog;
    if (!dialog?.isConnected || this.#key === undefined) return;
    // Its message was deleted.
    if (!this.#shown) this.#close();
    // The browser gives the focus back when it closes.
    else if (!dialog.open) dialog.showModal();
  }

  hostDisconnected(): void {
    this.#close();
  }

  render(): TemplateResult {
    const shown = this.#shown;
    const { words } = this.#context;
    const label = shown ? words.text('pictureAt', { at: shown.index + 1, count: shown.count }) : nothing;
    return html`<dialog part="lightbox" aria-label=${label} @cancel=${this.#close} @close=${this.#close} @keydown=${this.#onKey}>
      ${shown ? this.#content(shown) : nothing}
    </dialog>`;
  }

  get #dialog(): HTMLDialogElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLDialogElement>('[part="lightbox"]');
  }

  get #isRtl(): boolean {
    return this.#dialog?.matches(':dir(rtl)') ?? false;
  }

  get #shown(): { file: MessageFile; index: number; count: number } | undefined {
    if (this.#key === undefined) return undefined;
    const pictures = this.#pictures();
    const index = pictures.findIndex(({ key }) => key === this.#key);
    const found = pictures[index];
    return found && { file: found.file, index, count: pictures.length };
  }

  #content({ file, index, count }: { file: MessageFile; index: number; count: number }): TemplateResult {
    const { words } = this.#context;
    const source = this.#sources.of(file);
    const { width = 320, height = 240, preview, alt } = file;
    const download = this.#sources.downloadOf(file);
    const zoomLabel = words.text(this.#zoom.isZoomed ? 'zoomOut' : 'zoomIn');
    const position = words.text('pictureAt', { at: index + 1, count });
    return html`<header>
        <span aria-live="polite">${count > 1 ? position : nothing}<span class="label">${alt}</span></span>
        <button type="button" aria-label=${zoomLabel} title=${zoomLabel} @click=${() => this.#zoom.toggle()}>${icon(this.#zoom.isZoomed ? magnifier : magnifier + upright)}</button>
        ${
          download
            ? html`<a href=${download} download=${file.name} target="_blank" rel="noopener noreferrer" aria-label=${words.text('download')} title=${words.text('download')}>${icon(arrowDown)}</a>`
            : nothing
        }
        <button type="button" autofocus aria-label=${words.text('closePicture')} title=${words.text('closePicture')} @click=${this.#close}>${icon(close)}</button>
      </header>
      <div class="stage" @click=${this.#onStageClick} @wheel=${this.#zoom.onWheel} @pointerdown=${this.#zoom.onPointerDown}
        @pointermove=${this.#zoom.onPointerMove} @pointerup=${this.#zoom.onPointerUp} @pointercancel=${this.#zoom.onPointerCancel}>
        <div class="sheet" .style=${`--_width:${width}px;--_ratio:${width / height}`}>
          ${preview ? html`<canvas aria-hidden="true" ${drawPreview(preview)}></canvas>` : nothing}
          <img alt=${alt || words.text('photo')} src=${keepSource(source.key, source.url)} draggable="false" referrerpolicy="no-referrer"
            @load=${onLoad} @error=${() => this.#sources.fail(file)} />
        </div>
        ${source.hasFailed ? html`<p role="alert">${words.text('pictureFailed')}</p>` : nothing}
      </div>
      ${this.#stepButton(-1, index > 0)} ${this.#stepButton(1, index < count - 1)}
      ${alt ? html`<p class="alternative" dir="auto">${alt}</p>` : nothing}`;
  }

  #stepButton(step: 1 | -1, isPossible: boolean): TemplateResult {
    const label = this.#context.words.text(step === 1 ? 'nextPicture' : 'previousPicture');
    return html`<button type="button" class=${step === 1 ? 'step next' : 'step'} ?hidden=${!isPossible} aria-label=${label} title=${label} @click=${() => this.#step(step)}>${icon(chevron, true)}</button>`;
  }

  #show(key: string): void {
    this.#key = key;
    this.#zoom.reset();
    for (const canvas of this.#dialog?.querySelectorAll('canvas') ?? []) canvas.hidden = false;
    this.#host.requestUpdate();
  }

  #step(step: number): void {
    const pictures = this.#pictures();
    const index = pictures.findIndex(({ key }) => key === this.#key) + step;
    const next = pictures[Math.max(0, Math.min(index, pictures.length - 1))];
    if (next && next.key !== this.#key) this.#show(next.key);
    else this.#zoom.reset();
  }

  #onKey = (event: KeyboardEvent): void => {
    const { key, altKey, ctrlKey, metaKey } = event;
    // What is around the chat, such as its launcher, has an Escape of its own.
    event.stopPropagation();
    if (altKey || ctrlKey || metaKey) return;
    const forwards = this.#isRtl ? 'ArrowLeft' : 'ArrowRight';
    if (key === 'ArrowLeft' || key === 'ArrowRight') this.#step(key === forwards ? 1 : -1);
    else if (key === 'Home' || key === 'End') this.#step(key === 'Home' ? -Infinity : Infinity);
    else if (key === '+' || key === '=') this.#zoom.by(1.5);
    else if (key === '-') this.#zoom.by(1 / 1.5);
    else if (key === '0') this.#zoom.reset();
    else if (key === 'Escape') this.#close();
    else return;
    event.preventDefault();
  };

  /** A press beside the picture closes. */
  #onStageClick = ({ target, currentTarget }: Event): void => {
    if (target === currentTarget && !this.#zoom.hasMoved) this.#close();
  };

  /** The key goes first: an update before the event `close` would open the dialog again. */
  #close = (): void => {
    if (this.#key === undefined) return;
    const { message = '' } = this.#pictures().find(({ key }) => key === this.#key) ?? {};
    this.#key = undefined;
    this.#dialog?.close();
    this.#host.requestUpdate();
    // The picture that had opened it may be gone from the document.
    const focused = this.#host.shadowRoot?.activeElement;
    if (!focused || this.#dialog?.contains(focused)) this.#context.focusMessage(message);
  };
}

/** The preview would be seen behind a picture with transparent parts. */
function onLoad({ currentTarget }: Event): void {
  const canvas = (currentTarget as Element).previousElementSibling;
  if (canvas) (canvas as HTMLElement).hidden = true;
}
