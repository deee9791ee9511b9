const startOfScan = 0xda;
const endOfImage = 0xd9;
const comment = 0xfe;
const exif = 'Exif\0\0';

/**
 * A JPEG without EXIF (which holds the place and the camera), XMP, IPTC, comments, and pictures that follow its end. The picture
 * data stays as it is. Kept are the colour profile, and the orientation, without which a picture lies on its side. A picture
 * whose end is missing is kept as far as it goes.
 *
 * @returns undefined if the segments cannot be followed to the end of the picture
 */
export function jpegWithoutMetadata(bytes: Uint8Array): Uint8Array[] | undefined {
  const parts = [bytes.subarray(0, 2)];
  let turned: Uint8Array | undefined;
  let hasPixels = false;
  let at = 2;
  while (at < bytes.length) {
    // Any number of these may be before a marker.
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1;
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) return undefined;
    if (marker === endOfImage) break;
    const end = at + 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
    const segment = bytes.subarray(at, end);
    turned ??= marker === 0xe1 ? orientationAlone(segment) : undefined;
    if (isNeeded(marker, segment)) parts.push(segment);
    at = marker === startOfScan ? endOfScan(bytes, end) : end;
    if (marker === startOfScan) parts.push(bytes.subarray(end, at));
    // A segment of a wrong length would lead past the rest.
    else if (end > bytes.length) return undefined;
    hasPixels ||= marker === startOfScan;
  }
  if (!hasPixels) return undefined;
  parts.push(Uint8Array.of(0xff, endOfImage));
  if (turned) parts.splice(1, 0, turned);
  return parts;
}

/** Whether a segment says how the picture looks. APP0 is JFIF, APP2 the colour profile, APP14 the colours of Adobe. */
function isNeeded(marker: number, segment: Uint8Array): boolean {
  if (marker === 0xe0) return begins(segment, 'JFIF\0');
  if (marker === 0xe2) return begins(segment, 'ICC_PROFILE\0');
  if (marker === 0xee) return begins(segment, 'Adobe');
  return marker !== comment && (marker < 0xe0 || marker > 0xef);
}

/** The index of the next marker after picture data, in which 0xff is followed by 0, or by the number of a restart. */
function endOfScan(bytes: Uint8Array, start: number): number {
  let at = bytes.indexOf(0xff, start);
  while (at !== -1) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
    at = bytes.indexOf(0xff, at + 1);
  }
  return bytes.length;
}

function begins(segment: Uint8Array, name: string): boolean {
  return bytesOf(name).every((byte, index) => segment[4 + index] === byte);
}

/** An EXIF segment with nothing but the orientation of the given one; undefined if the picture stands upright. */
function orientationAlone(segment: Uint8Array): Uint8Array | undefined {
  const start = 4 + exif.length;
  if (!begins(segment, exif) || segment.length < start + 8) return undefined;
  const view = new DataView(segment.buffer, segment.byteOffset + start, segment.length - start);
  const isLittle = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, isLittle);
  if (directory + 2 > view.byteLength) return undefined;
  const count = view.getUint16(directory, isLittle);
  for (let index = 0; index < count; index += 1) {
    const entry = directory + 2 + index * 12;
    if (entry + 12 > view.byteLength) return undefined;
    if (view.getUint16(entry, isLittle) !== 0x0112) continue;
    const value = view.getUint16(entry + 8, isLittle);
    return value > 1 && value <= 8 ? exifOf(value) : undefined;
  }
  return undefined;
}

/** Big-endian TIFF with one directory of one entry: tag 0x0112, a SHORT. */
function exifOf(orientation: number): Uint8Array {
  const tiff = [
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    1,
    0x01,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
    0,
    0,
    0,
    0,
  ];
  const name = bytesOf(exif);
  return Uint8Array.of(0xff, 0xe1, 0, 2 + name.length + tiff.length, ...name, ...tiff);
}

function bytesOf(ascii: string): number[] {
  return Array.from(ascii, (letter) => letter.charCodeAt(0));
}
