import type { Emoji, EmojiSet } from './emoji-data.js';

/** What an emoji is found by, folded. */
interface Findable {
  emoji: Emoji;
  shortcodes: string[];
  nameWords: string[];
  otherWords: string[];
  /** All of it, for matches inside of words. */
  text: string;
}

/** How well an emoji fits a query; the smaller, the better. */
const fits = { whole: 0, name: 1, keyword: 2, inner: 3, not: 4 };

const findables = new WeakMap<EmojiSet, Findable[]>();

/**
 * The emoji that fit all words of the query, by name, keyword or shortcode, whatever the accents and the case.
 * First those whose name or shortcode is the query, then those with a word that begins so, by name before keyword,
 * then those with the query inside of words; among equals the standard order.
 */
export function searchEmoji(set: EmojiSet, query: string, limit = Infinity): Emoji[] {
  const folded = fold(query.trim());
  if (!folded) return set.emoji.slice(0, limit);
  const code = folded.replace(/^:|:$/g, '');
  const words = wordsOf(folded);
  // Nothing but signs, or an emoji itself.
  if (words.length === 0) words.push(folded);
  return findablesOf(set)
    .map((findable) => ({ emoji: findable.emoji, fit: fitOf(findable, code, words) }))
    .filter(({ fit }) => fit < fits.not)
    .sort((one, other) => one.fit - other.fit)
    .slice(0, limit)
    .map(({ emoji }) => emoji);
}

/** A suggestion for what is being typed. */
export interface Completion {
  emoji: Emoji;
  /** Without colons. */
  shortcode: string;
}

/**
 * What somebody may mean who has typed `:smi`, with or without the colon: first the shortcodes that begin so, the
 * shortest of them first, then what the search finds. For `:smile:` the one emoji that is called so, or none.
 */
export function completeShortcode(set: EmojiSet, prefix: string, limit = 8): Completion[] {
  const typed = fold(prefix).replace(/^:/, '');
  const isWhole = typed.endsWith(':');
  const start = isWhole ? typed.slice(0, -1) : typed;
  if (!start) return [];
  const matches = findablesOf(set).flatMap(({ emoji, shortcodes }) => {
    const found = shortcodes
      .filter((shortcode) => (isWhole ? shortcode === start : shortcode.startsWith(start)))
      .sort((one, other) => one.length - other.length);
    return found[0] === undefined ? [] : [{ emoji, shortcode: found[0] }];
  });
  matches.sort((one, other) => one.shortcode.length - other.shortcode.length);
  if (isWhole || matches.length >= limit) return matches.slice(0, isWhole ? 1 : limit);
  const known = new Set(matches.map(({ emoji }) => emoji));
  const others = searchEmoji(set, start).filter((emoji) => !known.has(emoji));
  return [...matches, ...others.map((emoji) => ({ emoji, shortcode: emoji.shortcodes[0] ?? '' }))].slice(
    0,
    limit,
  );
}

function fitOf(
  { emoji, shortcodes, nameWords, otherWords, text }: Findable,
  code: string,
  words: string[],
): number {
  if (emoji.emoji === code || shortcodes.includes(code)) return fits.whole;
  if (nameWords.length === words.length && nameWords.every((word, at) => word === words[at]))
    return fits.whole;
  const each = words.map((word) => {
    if (nameWords.some((other) => other.startsWith(word))) return fits.name;
    if (otherWords.some((other) => other.startsWith(word))) return fits.keyword;
    return text.includes(word) ? fits.inner : fits.not;
  });
  return Math.max(...each);
}

/** Made once for each set, by the first search. */
function findablesOf(set: EmojiSet): Findable[] {
  let all = findables.get(set);
  if (!all) {
    all = set.emoji.map((emoji) => {
      const name = fold(emoji.name);
      const shortcodes = emoji.shortcodes.map(fold);
      const others = [...emoji.keywords.map(fold), ...shortcodes];
      return {
        emoji,
        shortcodes,
        nameWords: wordsOf(name),
        otherWords: others.flatMap(wordsOf),
        text: [name, ...others].join('\n'),
      };
    });
    findables.set(set, all);
  }
  return all;
}

/** Letters that are one with their stroke or ligature to Unicode, and not to who has no key for them. */
const plain: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ł: 'l', ı: 'i' };

/**
 * Without case and accents. Only the accents of Latin, Greek and Cyrillic go: the marks of other scripts are vowels.
 * Korean falls into the letters of its syllables, so that a syllable is found while it is being typed.
 */
function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[ßæœøđłı]/g, (letter) => plain[letter] ?? letter);
}

/** A sign belongs to its word at the beginning alone: `+1`, but `heart-eyes`. */
function wordsOf(folded: string): string[] {
  return folded.match(/^[+-]\d+$|[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
