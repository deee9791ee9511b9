import { open } from 'node:fs/promises';
import { Refusal } from '../../refusal.ts';
import { keptType, opaqueType } from './inline-types.ts';

/** How many bytes are looked at: enough for the size of a picture behind its metadata, whatever the file's length. */
const sampleBytes = 512 * 1024;

/** A browser needs four bytes for each pixel, and a phone has not much more memory than that. */
const mostPixels = 50_000_000;
const longestSide = 16_384;

/** How many segments of a JPEG may come before its size: profiles and metadata have a few dozen. */
const mostSegments = 1000;

/** What the bytes of a file tell. */
export interface Content {
  type: string;
  /** Of a picture, in pixels, as browsers show it. */
  width?: number;
  height?: number;
}

/**
 * Finds the type of a file in its bytes, whatever its name says. A picture whose size cannot be read is kept as a file of no type:
 * it is never shown in a page.
 *
 * @throws {Refusal} `file_refused`: a picture is too large to be shown
 */
export async function inspect(path: string): Promise<Content> {
  const bytes = await sample(path);
  const type = await typeOf(bytes);
  if (!type.startsWith('image/')) return { type };
  const size = type === 'image/jpeg' && !isOrderly(bytes) ? undefined : await pictureSize(bytes);
  if (!size) return { type: opaqueType };
  const { width, height } = size;
  if (Math.max(width, height) > longestSide || width * height > mostPixels) {
    throw new Refusal(
      'file_refused',
      `the picture has ${width} × ${height} pixels: at most ${longestSide} on a side and ${mostPixels} in all`,
    );
  }
  return { type, width, height };
}

async function sample(path: string): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(sampleBytes), 0, sampleBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function typeOf(bytes: Uint8Array): Promise<string> {
  const { fileTypeFromBuffer } = await import('file-type');
  try {
    return keptType((await fileTypeFromBuffer(bytes))?.mime);
  } catch {
    // The parsers of some formats throw on bytes that do not fit.
    return opaqueType;
  }
}

async function pictureSize(bytes: Uint8Array): Promise<{ width: number; height: number } | undefined> {
  const { imageSize } = await import('image-size');
  try {
    const { width, height, orientation = 1 } = imageSize(bytes);
    if (!(width > 0 && height > 0)) return undefined;
    // Browsers turn a picture by its EXIF orientation; from 5 on, by a quarter.
    return orientation >= 5 ? { width: height, height: width } : { width, height };
  } catch {
    return undefined;
  }
}

/**
 * Whether the size of a JPEG comes after a few whole segments. In other bytes, `image-size` looks for it at each byte, for a tenth of
 * a second, in which the relay would serve nobody.
 */
function isOrderly(bytes: Buffer): boolean {
  let at = 2;
  for (let count = 0; count < mostSegments && at + 4 <= bytes.length; count++) {
    const [start, marker = 0] = bytes.subarray(at, at + 2);
    if (start !== 0xff) return false;
    // The frames that browsers know: baseline, extended and progressive.
    if (marker >= 0xc0 && marker <= 0xc2) return true;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return false;
}
