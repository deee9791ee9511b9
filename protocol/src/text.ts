/*
 * Rules for texts. This file imports no schemas, so that a page can check a text without loading what only the relay needs.
 */

/** Control characters except line feed and tab: they mean nothing in a text, and each takes six characters in JSON. */
const controls = /[^\P{Cc}\n\t]/gu;

export function hasControlCharacters(text: string): boolean {
  return withoutControlCharacters(text) !== text;
}

export function withoutControlCharacters(text: string): string {
  return text.replace(controls, '');
}

/** Normalizes line ends: word processors use several kinds. */
export function withLineFeeds(text: string): string {
  return text.replace(/\r\n?|[\v\f\x85]/g, '\n');
}
