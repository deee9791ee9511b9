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

/** Cuts a text to at most this many UTF-16 code units, and not within a letter or an emoji, which may have many. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  let end = 0;
  // WebKit's `containing` names the letter before if the one at the index is a surrogate pair.
  for (const { index } of new Intl.Segmenter().segment(text.slice(0, length + 2))) {
    if (index <= length) end = index;
  }
  // A single letter that is longer is cut after any whole code point.
  return end ? text.slice(0, end) : text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
