import { nameAt } from './chunk-name.js';
import { jpegWithoutMetadata } from './jpeg-metadata.js';
import { isAnimatedPng, pngWithoutMetadata } from './png-metadata.js';
import { isAnimatedWebp, webpWithoutMetadata } from './webp-metadata.js';

/** A format of pictures, as far as the chat has to know it. */
export interface PictureKind {
  readonly type: string;
  readonly isAnimated: (bytes: Uint8Array) => boolean;
  /** The same picture without what a camera or an editor wrote about it. Undefined if only drawing it anew removes that. */
  readonly withoutMetadata?: (bytes: Uint8Array) => Uint8Array[];
}

const never = (): boolean => false;
const jpeg: PictureKind = { type: 'image/jpeg', isAnimated: never, withoutMetadata: jpegWithoutMetadata };
const png: PictureKind = {
  type: 'image/png',
  isAnimated: isAnimatedPng,
  withoutMetadata: pngWithoutMetadata,
};
const webp: PictureKind = {
  type: 'image/webp',
  isAnimated: isAnimatedWebp,
  withoutMetadata: webpWithoutMetadata,
};
/** Such a picture has no EXIF, and may move. */
const gif: PictureKind = { type: 'image/gif', isAnimated: () => true, withoutMetadata: (bytes) => [bytes] };
/** Pictures in boxes, as phones make them. */
const heif: PictureKind = { type: 'image/heif', isAnimated: never };
const brands = new Set(['avif', 'heic', 'heix', 'heim', 'heis', 'mif1', 'msf1']);

/** What a file is by its first bytes. Its name and its type may be wrong. */
export function pictureKind(bytes: Uint8Array): PictureKind | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return jpeg;
  if (nameAt(bytes, 0) === '\x89PNG') return png;
  if (nameAt(bytes, 0) === 'RIFF' && nameAt(bytes, 8) === 'WEBP') return webp;
  if (nameAt(bytes, 0) === 'GIF8') return gif;
  return nameAt(bytes, 4) === 'ftyp' && brands.has(nameAt(bytes, 8)) ? heif : undefined;
}
