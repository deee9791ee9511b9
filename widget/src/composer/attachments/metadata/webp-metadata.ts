import { nameAt } from './chunk-name.js';

/** The chunks of a picture. Others are EXIF, XMP, or unknown. */
const needed = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
/** In the first byte of the chunk VP8X: whether there are chunks of EXIF and XMP. */
const metadataFlags = 0x0c;
const animationFlag = 0x02;

/** A WebP without EXIF and XMP. */
export function webpWithoutMetadata(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const parts: Uint8Array[] = [];
  let at = 12;
  while (at + 8 <= bytes.length) {
    const size = view.getUint32(at + 4, true);
    // Chunks begin at even places.
    const end = at + 8 + size + (size % 2);
    const name = nameAt(bytes, at);
    if (needed.has(name))
      parts.push(name === 'VP8X' ? withoutFlags(bytes.slice(at, end)) : bytes.subarray(at, end));
    at = end;
  }
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
