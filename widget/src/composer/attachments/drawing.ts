/** The bytes of the thumbnail's side, twice its size on the screen. */
const thumbnailSide = 96;
/** ThumbHash takes no larger picture. */
const hashSide = 100;

export type Canvas = HTMLCanvasElement;

/** Draws a picture, scaled so that it fits. */
export function drawn(picture: ImageBitmap, most: number): Canvas {
  const scale = Math.min(1, most / Math.max(picture.width, picture.height));
  const canvas = newCanvas(
    Math.max(1, Math.round(picture.width * scale)),
    Math.max(1, Math.round(picture.height * scale)),
  );
  const context = contextOf(canvas);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** The middle of a picture, as a square. A canvas is shown under any Content-Security-Policy, and an image is not. */
export function thumbnailOf(picture: ImageBitmap): Canvas {
  const canvas = newCanvas(thumbnailSide, thumbnailSide);
  const side = Math.min(picture.width, picture.height);
  const x = (picture.width - side) / 2;
  const y = (picture.height - side) / 2;
  contextOf(canvas).drawImage(picture, x, y, side, side, 0, 0, thumbnailSide, thumbnailSide);
  return canvas;
}

/** The pixels of a picture, small enough for a ThumbHash. */
export function pixelsOf(picture: ImageBitmap): ImageData {
  const canvas = drawn(picture, hashSide);
  return contextOf(canvas).getImageData(0, 0, canvas.width, canvas.height);
}

/** @returns null if the canvas is too large for the browser */
export function encoded(canvas: Canvas, type: string, quality: number): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, type, quality));
}

/** Whether what is drawn can be read. Some browsers give noise instead, against the recognition of people. */
export function canReadCanvas(): boolean {
  const canvas = newCanvas(8, 8);
  const context = contextOf(canvas);
  context.fillStyle = '#804020';
  context.fillRect(0, 0, 8, 8);
  const { data } = context.getImageData(0, 0, 8, 8);
  const colour = [0x80, 0x40, 0x20, 0xff];
  return data.every((value, index) => Math.abs(value - (colour[index % 4] ?? 0)) < 16);
}

function newCanvas(width: number, height: number): Canvas {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

function contextOf(canvas: Canvas): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new DOMException('no canvas', 'NotSupportedError');
  context.imageSmoothingQuality = 'high';
  return context;
}
