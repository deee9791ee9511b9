import { limits } from './limits.ts';

/*
 * Rules for usernames. This file imports no schemas, so that a page can check a name without loading what only the relay
 * needs.
 */

/**
 * Characters that draw nothing by themselves, and distinguish no words: Unicode's ignorable and format characters, the empty
 * Braille pattern, the null notehead, and the blanks of Egyptian and Khitan.
 */
export const formatCharacters =
  /[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800\u{1d159}\u{13441}\u{13442}\u{16fe4}]/gu;

/** Some format characters are visible: those that enclose or overline digits, such as the Arabic ones. */
const invisible = new RegExp(
  String.raw`(?![\u0600-\u0605\u06dd\u0890\u0891\u08e2\u{110bd}\u{110cd}])${formatCharacters.source}`,
  'gu',
);

/** One part of an emoji: a picture, in colour or with a skin tone. */
const emojiPart = String.raw`\p{ExtPict}(?:\ufe0f|\p{EMod})?`;
/** The letters of scripts in which an invisible joiner changes the shape of its neighbours: Arabic, Indic and their like. */
const joining = String.raw`[\u0600-\u0dff\u0f00-\u109f\u1780-\u18af]`;

/**
 * Text with invisible characters that change how it looks: flags of regions, keycaps, emoji of several parts, and letters
 * that are joined or kept apart. Matched from its first character on, since WebKit misreads a lookbehind for characters
 * beyond U+FFFF.
 */
const shaped = [
  String.raw`\u{1f3f4}[\u{e0020}-\u{e007f}]+`,
  String.raw`[\d#*]\ufe0f(?=\u20e3)`,
  `${emojiPart}(?:\\u200d${emojiPart})*`,
  `${joining}[\\u200c\\u200d](?=${joining})`,
].join('|');
const shapedOrFormat = new RegExp(`(${shaped})|${formatCharacters.source}`, 'gu');

/** Check marks in any form: next to a name they would look like the mark of a verified name. */
const checkMarks =
  /[\u221a\u237b\u23b7\u2611\u2705\u2713\u2714\u{10102}\u{1f5f8}\u{1f5f9}\u{1fbb1}]\ufe0f?/gu;

const mark = /[\p{Mn}\p{Me}]/gu;
const tooManyMarks = new RegExp(`${mark.source}{${limits.marks + 1}}`, 'u');
/** Combining marks beyond the limit for one letter: they would be drawn over the lines above and below. */
const excessMarks = new RegExp(`(${mark.source}{${limits.marks}})${mark.source}+`, 'gu');

/** Whether a name is valid. Whether it is taken is not checked here. Space around it does not count. */
export function isName(name: string): boolean {
  const { length } = name.trim();
  return (
    length > 0 &&
    length <= limits.name &&
    isSingleLine(name.trim()) &&
    isWellFormed(name) &&
    // A combining mark alone draws nothing, or only a blank.
    isVisible(nameFrom(name.replace(/\p{M}/gu, ''))) &&
    hasFewMarks(nameFrom(name))
  );
}

/** A name as it is stored: without format characters, and with single spaces between its words. */
export function nameFrom(text: string): string {
  return text.replace(shapedOrFormat, '$1').replace(/\s+/gu, ' ').trim();
}

/** A name as it is shown. A name from an old log or from another server may contain characters that are refused today. */
export function shownName(name: string): string {
  return nameFrom(withFewMarks(withoutCheckMarks(name)));
}

/** A text in its composed form (NFC), without the combining marks beyond the limit for one letter. */
export function withFewMarks(text: string): string {
  return text.normalize('NFC').replace(excessMarks, '$1');
}

export function holdsCheckMark(name: string): boolean {
  return withoutCheckMarks(name) !== name;
}

export function withoutCheckMarks(name: string): string {
  return name.replace(checkMarks, '');
}

/** Whether the combining marks on each letter, and in all, are few enough to stay within the line. */
export function hasFewMarks(name: string): boolean {
  const marks = name.normalize('NFD').match(mark) ?? [];
  return marks.length <= limits.marksInAll && !tooManyMarks.test(name.normalize('NFD'));
}

/** Line breaks and control characters would let one name look like several lines of the conversation. */
export function isSingleLine(text: string): boolean {
  return !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}

/** Half of a surrogate pair has no UTF-8, so a store or a transport would silently change such text. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** Whether a text shows anything. White space and invisible characters alone do not. */
export function isVisible(text: string): boolean {
  return text.replace(invisible, '').trim() !== '';
}

/** The relay's label for messages without a name, in English, as older clients and logs show it. */
export const serverName = 'Server';

/** Like Unicode's NFKC_Casefold: equal for names that differ in width, case or invisible characters alone. */
export function comparableName(name: string): string {
  return name.normalize('NFKC').replace(formatCharacters, '').trim().toUpperCase().toLowerCase();
}
