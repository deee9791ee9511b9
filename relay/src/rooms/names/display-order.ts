import bidiModule, { type Bidi } from 'bidi-js';
import * as v from 'valibot';

/** bidi-js has the types of an ES module, but Node loads its CommonJS file, which exports the factory itself. */
const factorySchema = v.custom<() => Bidi>((value) => typeof value === 'function', 'bidi-js is no factory');
const bidi = v.parse(factorySchema, bidiModule)();

/** Blocks beyond the basic plane whose letters run from right to left: Cypriot to Sogdian, Mende, Adlam and others. */
const isRtlBlock = /[\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Letters of either case or of none: all of bidirectional class L, except for those that `needsReordering` matches. */
const letter = String.raw`[\p{Lu}\p{Ll}\p{Lt}\p{Lo}]`;

/** Characters that are not of class L, EN or neutral: right-to-left letters, Arabic digits, controls, separators. */
const needsReordering =
  /[\p{Cc}\u0590-\u08ff\u200e\u200f\u2028-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Digits and neutral characters between two letters take the direction of those letters (rules W7 and N1). So a line
 * that matches is one left-to-right run, whichever direction the line has.
 */
const isOneRun = new RegExp(String.raw`^${letter}(?:.*?(?:${letter}\p{M}*|[0-9])|\p{M}*)$`, 'su');

/**
 * The same as `reordered`, but cheap for a text whose display order is its own order, as that of most names is.
 *
 * @param direction the base direction of the line; `auto` takes it from the first strong character
 */
export function displayOrder(text: string, direction: 'ltr' | 'rtl' | 'auto'): string {
  return isOneRun.test(text) && !needsReordering.test(text) ? text : reordered(text, direction);
}

/**
 * The characters of one line in display order, from left to right, by Unicode's bidirectional algorithm (UAX 9).
 * Characters in right-to-left runs are mirrored. Each combining mark stays behind its letter (rule L3), as UTS 39 wants it.
 *
 * @param direction the base direction of the line; `auto` takes it from the first strong character
 */
export function reordered(text: string, direction: 'ltr' | 'rtl' | 'auto'): string {
  // A letter and its combining marks stay together.
  const units = text.match(/\P{M}\p{M}*|^\p{M}+/gsu) ?? [];
  const line = units.map(standIn).join('');
  const levels = bidi.getEmbeddingLevels(line, direction);
  const mirrored = bidi.getMirroredCharactersMap(line, levels.levels);
  const drawn = units.map((unit, index) => {
    const mirror = mirrored.get(index);
    return mirror === undefined ? unit : mirror + unit.slice(1);
  });
  return bidi
    .getReorderedIndices(line, levels)
    .map((index) => drawn[index])
    .join('');
}

/** One code unit of the same direction: bidi-js works on code units, and would split surrogate pairs. */
function standIn(unit: string): string {
  const character = String.fromCodePoint(unit.codePointAt(0) ?? 0);
  if (character.length === 1) return character;
  if (isRtlBlock.test(character)) return 'א';
  return /[\p{L}\p{N}]/u.test(character) ? 'a' : '☆';
}
