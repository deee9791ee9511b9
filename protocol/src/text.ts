/*
 * Rules for texts. Free of schemas, as `name.ts` is.
 */

/** Control characters except line feed and tab: they mean nothing in a text, and each takes six characters in JSON. */
const controls = /[^\P{Cc}\n\t]/gu;

export function hasControls(text: string): boolean {
  return withoutControls(text) !== text;
}

export function withoutControls(text: string): string {
  return text.replace(controls, '');
}

/** Normalizes line ends: word processors use several kinds. */
export function withPlainLineEnds(text: string): string {
  return text.replace(/\r\n?|[\v\f\x85]/g, '\n');
}
