import bidiModule, { type Bidi } from 'bidi-js';
import * as v from 'valibot';

/** Its types are those of an ES module, while Node loads its CommonJS file, which is the factory itself. */
const factorySchema = v.custom<() => Bidi>((value) => typeof value === 'function', 'bidi-js is no factory');
const bidi = v.parse(factorySchema, bidiModule)();

/** Blocks beyond the basic plane whose letters run from right to left: Cypriot to Sogdian, Mende, Adlam and others. */
const isRtlBlock = /[\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Letters of either case, or of none: all of class L, but for those whose direction is `turning`. */
const letter = String.raw`[\p{Lu}\p{Ll}\p{Lt}\p{Lo}]`;

/** What is not of class L, EN or neutral: letters from right to left, Arabic digits, controls, separators. */
const turning =
  /[\p{Cc}\u0590-\u08ff\u200e\u200f\u2028-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Between two letters, digits and neutral characters follow their direction (rules W7 and N1). So a line like this is one
 * run from left to right, whichever direction the line has.
 */
const oneRun = new RegExp(String.raw`^${letter}(?:.*?(?:${letter}\p{M}*|[0-9])|\p{M}*)$`, 'su');

/**
 * As `reordered`, without its work for a line that is drawn as it is written, as most names are.
 *
 * @param direction of the line; `auto` takes it from the first strong letter
 */
export function displayOrder(text: string, direction: 'ltr' | 'rtl' | 'auto'): string {
  return oneRun.test(text) && !turning.test(text) ? text : reordered(text, direction);
}

/**
 * The characters of one line in the order in which they are drawn, from left to right, by Unicode's bidirectional algorithm
 * (UAX 9): mirrored where their run is, and with each combining mark behind its letter (rule L3), as UTS 39 wants it.
 *
 * @param direction of the line; `auto` takes it from the first strong letter
 */
export function reordered(text: string, direction: 'ltr' | 'rtl' | 'auto'): string {
  // A letter and its marks keep together.
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

/** One code unit of the same direction: bidi-js goes by code units, and would cut others in two. */
function standIn(unit: string): string {
  const character = String.fromCodePoint(unit.codePointAt(0) ?? 0);
  if (character.length === 1) return character;
  if (isRtlBlock.test(character)) return 'א';
  return /[\p{L}\p{N}]/u.test(character) ? 'a' : '☆';
}
