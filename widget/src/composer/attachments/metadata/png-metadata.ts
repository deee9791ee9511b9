import { nameAt } from './chunk-name.js';

/** Chunks that may be left out by the specification, and that say how the picture looks or moves. */
const needed = new Set('tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs cICP mDCV cLLI acTL fcTL fdAT'.split(' '));

/** After one of these, the picture may end: with the last, or because its end is missing. */
const ends = new Set(['IDAT', 'fdAT', 'IEND']);

/**
 * A PNG without EXIF, texts, times, and whatever follows its end. A picture whose end is missing is kept as far as it goes.
 *
 * @returns undefined if the chunks cannot be followed to the end of the picture
 */
export function pngWithoutMetadata(bytes: Uint8Array): Uint8Array[] | undefined {
  const parts = [bytes.subarray(0, 8)];
  let last = '';
  forEachChunk(bytes, (name, chunk) => {
    last = name;
    // The case of the first letter tells whether a decoder needs the chunk.
    if (name < 'a' || needed.has(name)) parts.push(chunk);
  });
  return ends.has(last) ? parts : undefined;
}

export function isAnimatedPng(bytes: Uint8Array): boolean {
  let isAnimated = false;
  forEachChunk(bytes, (name) => {
    isAnimated ||= name === 'acTL';
  });
  return isAnimated;
}

function forEachChunk(bytes: Uint8Array, call: (name: string, chunk: Uint8Array) => void): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 8;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + view.getUint32(at);
    const name = nameAt(bytes, at + 4);
    call(name, bytes.subarray(at, end));
    if (name === 'IEND') return;
    at = end;
  }
}
