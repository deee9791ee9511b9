import { lazy } from '../../client/connection/lazy.js';
import { ChatError, type OutgoingFile } from '../../client/index.js';
import { type Canvas, canReadCanvas, drawn, encoded, pixelsOf, thumbnailOf } from './drawing.js';
import { type PictureKind, pictureKind } from './metadata/picture-kind.js';

/** A picture with a longer side, in pixels, or with more bytes is offered scaled down. */
const mostSide = 2560;
const mostBytes = 4 * 1024 * 1024;
const quality = 0.85;

// A file of its own: the code that shows pictures uses the package as well.
const loadThumbHash = lazy(() => import('thumbhash'));

export interface PreparedFile {
  readonly outgoing: OutgoingFile;
  readonly thumbnail: Canvas | undefined;
  /** Whether it is a picture that can be scaled down. */
  readonly isLarge: boolean;
}

/**
 * Prepares a file that a person has chosen. A picture loses what the camera wrote into it, such as the place, before anything
 * leaves the browser.
 *
 * @param scales whether a large picture is scaled down
 * @throws {DOMException} if the file cannot be read
 * @throws {ChatError} `file_metadata` if the camera's words cannot be removed
 */
export async function prepareFile(file: File, scales: boolean): Promise<PreparedFile> {
  const kind = pictureKind(new Uint8Array(await file.slice(0, 16).arrayBuffer()));
  if (!kind) return { outgoing: { data: file, name: file.name }, thumbnail: undefined, isLarge: false };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const picture = await decoded(file);
  try {
    return await prepared(file, bytes, kind, picture, scales);
  } finally {
    picture?.close();
  }
}

async function prepared(
  file: File,
  bytes: Uint8Array,
  kind: PictureKind,
  picture: ImageBitmap | undefined,
  scales: boolean,
): Promise<PreparedFile> {
  const isReadable = picture !== undefined && canReadCanvas();
  const canRedraw = isReadable && !kind.isAnimated(bytes);
  const isLarge = canRedraw && (file.size > mostBytes || Math.max(picture.width, picture.height) > mostSide);
  const scaled = isLarge && scales ? await redrawn(picture, kind, mostSide) : undefined;
  const data =
    // Few browsers could show the file itself, so the smaller picture replaces it also with more bytes.
    (scaled && (kind.isRare || scaled.size < file.size) ? scaled : undefined) ??
    (kind.isRare && canRedraw ? await redrawn(picture, kind, Infinity) : undefined) ??
    (await lossless(bytes, kind)) ??
    (canRedraw ? await redrawn(picture, kind, Infinity) : undefined);
  if (!data) throw new ChatError('file_metadata');
  const name = data.type === kind.type ? file.name : renamed(file.name, data.type);
  if (!picture) return { outgoing: { data, name }, thumbnail: undefined, isLarge };
  const { width, height } = data === scaled ? scaledSize(picture) : picture;
  const preview = isReadable ? await previewOf(picture) : undefined;
  return { outgoing: { data, name, width, height, preview }, thumbnail: thumbnailOf(picture), isLarge };
}

/** @returns undefined if the browser cannot show the picture */
async function decoded(file: File): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

async function lossless(
  bytes: Uint8Array,
  { type, withoutMetadata }: PictureKind,
): Promise<Blob | undefined> {
  const parts = withoutMetadata(bytes);
  if (!parts) return undefined;
  // Firefox cannot decode a Blob of several parts.
  return new Blob([await new Blob(parts as BlobPart[]).arrayBuffer()], { type });
}

/** The picture anew, upright and without anything about it. WebP keeps transparent parts; Safari cannot write it. */
async function redrawn(picture: ImageBitmap, { type }: PictureKind, most: number): Promise<Blob | undefined> {
  const canvas = drawn(picture, most);
  if (type === 'image/png' || type === 'image/webp' || type === 'image/avif') {
    const webp = await encoded(canvas, 'image/webp', quality);
    if (webp?.type === 'image/webp') return webp;
    const { data } = pixelsOf(picture);
    if (data.some((value, index) => index % 4 === 3 && value < 255)) return webp ?? undefined;
  }
  return (await encoded(canvas, 'image/jpeg', quality)) ?? undefined;
}

function scaledSize({ width, height }: ImageBitmap): { width: number; height: number } {
  const scale = Math.min(1, mostSide / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** @returns a ThumbHash, base64url; undefined if its code cannot be loaded now */
async function previewOf(picture: ImageBitmap): Promise<string | undefined> {
  const code = await loadThumbHash();
  if (!code) return undefined;
  const { width, height, data } = pixelsOf(picture);
  const hash = code.rgbaToThumbHash(width, height, data);
  return btoa(String.fromCharCode(...hash))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '');
}

/** The name with the ending of its new type. */
function renamed(name: string, type: string): string {
  const ending = type === 'image/jpeg' ? 'jpg' : type.slice('image/'.length);
  return `${name.replace(/\.[^.]*$/, '')}.${ending}`;
}
