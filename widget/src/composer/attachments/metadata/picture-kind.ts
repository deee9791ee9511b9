import { nameAt } from './chunk-name.js';
import { gifWithoutMetadata } from './gif-metadata.js';
import { heifWithoutMetadata, isHeifSequence } from './heif-metadata.js';
import { jpegWithoutMetadata } from './jpeg-metadata.js';
import { isAnimatedPng, pngWithoutMetadata } from './png-metadata.js';
import { isAnimatedWebp, webpWithoutMetadata } from './webp-metadata.js';

/** A format of pictures, as far as the chat has to know it. */
export interface PictureKind {
  readonly type: string;
  readonly isAnimated: (bytes: Uint8Array) => boolean;
  /** The same picture without what a camera or an editor wrote about it. Undefined if that cannot be found. */
  readonly withoutMetadata: (bytes: Uint8Array) => Uint8Array[] | undefined;
  /** Whether few browsers show it, so that it is drawn anew where that is possible. */
  readonly isRare?: boolean;
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
/** Such a picture may move. */
const gif: PictureKind = {
  type: 'image/gif',
  isAnimated: () => true,
  withoutMetadata: gifWithoutMetadata,
};
const avif: PictureKind = {
  type: 'image/avif',
  isAnimated: isHeifSequence,
  withoutMetadata: heifWithoutMetadata,
};
/** Pictures of phones. */
const heif: PictureKind = { ...avif, type: 'image/heif', isRare: true };
/** By the brand that a file in boxes begins with. */
const brands = new Map<string, PictureKind>([
  ['avif', avif],
  ['avis', avif],
  ...'heic heix heim heis hevc hevx hevm hevs mif1 msf1'
    .split(' ')
    .map((brand): [string, PictureKind] => [brand, heif]),
]);

/** What a file is by its first bytes. Its name and its type may be wrong. */
export function pictureKind(bytes: Uint8Array): PictureKind | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return jpeg;
  if (nameAt(bytes, 0) === '\x89PNG') return png;
  if (nameAt(bytes, 0) === 'RIFF' && nameAt(bytes, 8) === 'WEBP') return webp;
  if (/^GIF8[79]a/.test(nameAt(bytes, 0) + nameAt(bytes, 4))) return gif;
  return nameAt(bytes, 4) === 'ftyp' ? brands.get(nameAt(bytes, 8)) : undefined;
}
