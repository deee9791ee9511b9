import { nameAt } from './chunk-name.js';

/** The chunks of a picture. Others are EXIF, XMP, or unknown. */
const needed = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
/** In the first byte of the chunk VP8X: whether there are chunks of EXIF and XMP. */
const metadataFlags = 0x0c;
const animationFlag = 0x02;

/** The chunks with pixels. */
const pixels = new Set(['VP8 ', 'VP8L', 'ANMF']);

/**
 * A WebP without EXIF, XMP, and whatever follows its end. A picture whose end is missing is kept as far as it goes.
 *
 * @returns undefined if the chunks cannot be followed to the end of the picture
 */
export function webpWithoutMetadata(bytes: Uint8Array): Uint8Array[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const parts: Uint8Array[] = [];
  const endOfPicture = Math.min(bytes.length, 8 + view.getUint32(4, true));
  let hasPixels = false;
  let at = 12;
  while (at + 8 <= endOfPicture) {
    const size = view.getUint32(at + 4, true);
    // Chunks begin at even places.
    const end = at + 8 + size + (size % 2);
    const name = nameAt(bytes, at);
    hasPixels ||= pixels.has(name);
    // A chunk of a wrong size would lead past the rest. The last one may lack the byte that makes its size even.
    if (at + 8 + size > bytes.length && !pixels.has(name)) return undefined;
    if (needed.has(name))
      parts.push(name === 'VP8X' ? withoutFlags(bytes.slice(at, end)) : bytes.subarray(at, end));
    at = end;
  }
  if (!hasPixels) return undefined;
  const header = bytes.slice(0, 12);
  const size = parts.reduce((sum, { length }) => sum + length, 4);
  new DataView(header.buffer).setUint32(4, size, true);
  return [header, ...parts];
}

export function isAnimatedWebp(bytes: Uint8Array): boolean {
  return nameAt(bytes, 12) === 'VP8X' && ((bytes[20] ?? 0) & animationFlag) !== 0;
}

function withoutFlags(chunk: Uint8Array): Uint8Array {
  chunk[8] = (chunk[8] ?? 0) & ~metadataFlags;
  return chunk;
}
