const extension = 0x21;
const image = 0x2c;
const trailer = 0x3b;
const comment = 0xfe;
const application = 0xff;

/** The extensions of applications that say how the picture moves, and which colours it has. */
const needed = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012']);

/**
 * A GIF without comments, XMP, and whatever follows its end. Its frames stay as they are. It ends at a block of an unknown kind:
 * browsers show nothing of what follows that.
 *
 * @returns undefined if it has no frames
 */
export function gifWithoutMetadata(bytes: Uint8Array): Uint8Array[] | undefined {
  let hasFrames = false;
  let at = 13 + colourTableSize(bytes[10]);
  const parts = [bytes.subarray(0, at)];
  while (bytes[at] === extension || bytes[at] === image) {
    const start = at;
    const isImage = bytes[at] === image;
    at = endOfBlocks(bytes, isImage ? at + 11 + colourTableSize(bytes[at + 9]) : at + 2);
    hasFrames ||= isImage;
    if (isImage || isNeeded(bytes, start)) parts.push(bytes.subarray(start, at));
  }
  parts.push(Uint8Array.of(trailer));
  return hasFrames ? parts : undefined;
}

function isNeeded(bytes: Uint8Array, start: number): boolean {
  const label = bytes[start + 1];
  if (label !== application) return label !== comment;
  return needed.has(String.fromCharCode(...bytes.subarray(start + 3, start + 14)));
}

/** The bytes of a table of colours, by the flags of its picture. */
function colourTableSize(flags = 0): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** The end of a list of blocks. Each begins with its size, and the last one is empty. */
function endOfBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let size = bytes[at] ?? 0; size > 0; size = bytes[at] ?? 0) at += size + 1;
  return at + 1;
}
