import { noChange } from 'lit';
import { directive, Directive, type ElementPart } from 'lit/directive.js';
import { thumbHashToRGBA } from 'thumbhash';

class DrawPreview extends Directive {
  #drawn: string | undefined;

  render(_preview: string): unknown {
    return noChange;
  }

  override update(part: ElementPart, [preview]: [string]): unknown {
    if (preview !== this.#drawn) draw(part.element as HTMLCanvasElement, preview);
    this.#drawn = preview;
    return noChange;
  }
}

/** Draws the blurred preview of a picture on its canvas. A style with its data could be against a page's policy. */
export const drawPreview = directive(DrawPreview);

function draw(canvas: HTMLCanvasElement, preview: string): void {
  const { w: width, h: height, rgba } = thumbHashToRGBA(bytesOf(preview));
  // A preview is whatever its sender has sent. Of one that is none, the size is no number.
  if (!(width > 0 && height > 0)) return;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  const image = context?.createImageData(width, height);
  if (!image) return;
  image.data.set(rgba);
  context?.putImageData(image, 0, 0);
}

function bytesOf(preview: string): Uint8Array {
  try {
    const bytes = atob(preview.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(bytes, (letter) => letter.charCodeAt(0));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return new Uint8Array();
  }
}
