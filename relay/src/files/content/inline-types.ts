/**
 * The types that browsers show in a page, by the names that `file-type` has for them. Everything else is offered as a download: a
 * browser would run HTML or SVG, and could show a PDF with scripts.
 */
const inlineTypes: Partial<Record<string, string>> = {
  'image/png': 'image/png',
  'image/apng': 'image/png',
  'image/jpeg': 'image/jpeg',
  'image/gif': 'image/gif',
  'image/webp': 'image/webp',
  'image/avif': 'image/avif',
  'video/mp4': 'video/mp4',
  'video/x-m4v': 'video/mp4',
  'video/webm': 'video/webm',
  'audio/mpeg': 'audio/mpeg',
  'audio/ogg': 'audio/ogg',
  'audio/ogg; codecs=opus': 'audio/ogg',
  'video/ogg': 'video/ogg',
  'audio/wav': 'audio/wav',
  'audio/x-m4a': 'audio/mp4',
};

/** The type of a file that browsers must not interpret. */
export const opaqueType = 'application/octet-stream';

/** Whether a file of this type may be shown in a page. */
export function isInline(type: string): boolean {
  return Object.values(inlineTypes).includes(type);
}

/** The type by which a file with these bytes is kept. @param found the type that `file-type` found */
export function keptType(found: string | undefined): string {
  const inline = found === undefined ? undefined : inlineTypes[found];
  if (inline !== undefined) return inline;
  // Pages would take another picture, sound or video for one that browsers show.
  return found === undefined || /^(?:image|audio|video|text)\/|xml|html/.test(found) ? opaqueType : found;
}
